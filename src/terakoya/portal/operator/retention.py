"""How long it is kept what operators decided about organisations."""

from __future__ import annotations

from django.db.models import Q

from ..common.retention import INVOICE_YEARS, Rows, Rule, moment_years_ago
from .models import Deletion, Suspension


def old_suspensions() -> Rows:
    """Notices and suspensions that ended as long ago as the oldest invoice."""
    return Suspension.objects.filter(ended_at__lt=moment_years_ago(INVOICE_YEARS))


def old_deletions() -> Rows:
    """Requests to delete that were withdrawn or done, as long ago as the oldest invoice."""
    before = moment_years_ago(INVOICE_YEARS)
    return Deletion.objects.filter(Q(finished_at__lt=before) | Q(withdrawn_at__lt=before))


RULES = (
    Rule("old-suspensions", old_suspensions),
    Rule("old-deletions", old_deletions),
)
