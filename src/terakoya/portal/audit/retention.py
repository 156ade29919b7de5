"""How long payloads of the audit log stay; entries and commitments stay for ever."""

from __future__ import annotations

import uuid

from ..common.retention import PAYLOAD_YEARS, Rows, Rule, moment_years_ago
from .models import AuditEntry, AuditPayload

# Entries are written in the order of time, so the oldest payloads are those of the lowest numbers:
# no index on time is needed, and looking costs the same however many there are.
LOOK_AT = 2000


def old_payloads() -> Rows:
    """Among the oldest payloads those whose time is over."""
    oldest = AuditPayload.objects.order_by("pk").values_list("entry_id", flat=True)[:LOOK_AT]
    before = moment_years_ago(PAYLOAD_YEARS)
    over = AuditEntry.objects.filter(pk__in=list(oldest), created_at__lt=before)
    return AuditPayload.objects.filter(entry__in=list(over.values_list("pk", flat=True)))


RULES = (Rule("audit-payloads", old_payloads),)


def payloads_of(organisation_uuid: uuid.UUID) -> Rows:
    """All payloads of an organisation's chain."""
    return AuditPayload.objects.filter(organisation_uuid=organisation_uuid)
