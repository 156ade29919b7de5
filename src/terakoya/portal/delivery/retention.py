"""How long messages and leases stay (docs/algorithms/retention.md)."""

from __future__ import annotations

import uuid

from ..common.retention import (
    BOUNCE_YEARS,
    GIVEN_UP_DAYS,
    SENT_DAYS,
    Rows,
    Rule,
    moment_days_ago,
    moment_years_ago,
)
from .models import Bounce, JobLease, OutboxMessage


def sent_messages() -> Rows:
    """Mails that have left: address and subject are still in them."""
    return OutboxMessage.objects.filter(sent_at__lt=moment_days_ago(SENT_DAYS))


def given_up_messages() -> Rows:
    """Mails that could not be sent, with their text."""
    return OutboxMessage.objects.filter(failed_at__lt=moment_days_ago(GIVEN_UP_DAYS))


def dead_leases() -> Rows:
    """Of jobs and workers that are no more."""
    return JobLease.objects.filter(until__lt=moment_days_ago(SENT_DAYS))


def old_bounces() -> Rows:
    """Addresses from which nothing came back for a year."""
    return Bounce.objects.filter(last_at__lt=moment_years_ago(BOUNCE_YEARS))


def bounces_of(organisation_uuid: uuid.UUID) -> Rows:
    """All of an organisation."""
    return Bounce.objects.filter(organisation_uuid=organisation_uuid)


RULES = (
    Rule("old-bounces", old_bounces),
    Rule("sent-messages", sent_messages),
    Rule("given-up-messages", given_up_messages),
    Rule("dead-leases", dead_leases),
)


def messages_of(organisation_uuid: uuid.UUID) -> Rows:
    """All messages of an organisation, those that wait as well."""
    return OutboxMessage.objects.filter(organisation_uuid=organisation_uuid)
