"""How long messages and leases stay (docs/algorithms/retention.md)."""

from __future__ import annotations

import uuid

from ..common.retention import GIVEN_UP_DAYS, SENT_DAYS, Rows, Rule, moment_days_ago
from .models import JobLease, OutboxMessage


def sent_messages() -> Rows:
    """Mails that have left: address and subject are still in them."""
    return OutboxMessage.objects.filter(sent_at__lt=moment_days_ago(SENT_DAYS))


def given_up_messages() -> Rows:
    """Mails that could not be sent, with their text."""
    return OutboxMessage.objects.filter(failed_at__lt=moment_days_ago(GIVEN_UP_DAYS))


def dead_leases() -> Rows:
    """Of jobs and workers that are no more."""
    return JobLease.objects.filter(until__lt=moment_days_ago(SENT_DAYS))


RULES = (
    Rule("sent-messages", sent_messages),
    Rule("given-up-messages", given_up_messages),
    Rule("dead-leases", dead_leases),
)


def messages_of(organisation_uuid: uuid.UUID) -> Rows:
    """All messages of an organisation, those that wait as well."""
    return OutboxMessage.objects.filter(organisation_uuid=organisation_uuid)
