"""How long it is kept what operators decided about organisations."""

from __future__ import annotations

from ..common.retention import INVOICE_YEARS, Rows, Rule, moment_years_ago
from .models import Suspension


def old_suspensions() -> Rows:
    """Notices and suspensions that ended as long ago as the oldest invoice."""
    return Suspension.objects.filter(ended_at__lt=moment_years_ago(INVOICE_YEARS))


RULES = (Rule("old-suspensions", old_suspensions),)
