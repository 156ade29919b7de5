"""How long it is kept what operators decided about organisations."""

from __future__ import annotations

from django.db.models import Q

from ..common import clock
from ..common.retention import INVOICE_YEARS, Rows, Rule, moment_years_ago
from ..orders.choices import OPEN_EXPORTS
from .models import KEPT_FOR, DataExport, Deletion, Suspension


def old_suspensions() -> Rows:
    """Notices and suspensions that ended as long ago as the oldest invoice."""
    return Suspension.objects.filter(ended_at__lt=moment_years_ago(INVOICE_YEARS))


def old_deletions() -> Rows:
    """Requests to delete that were withdrawn or done, as long ago as the oldest invoice."""
    before = moment_years_ago(INVOICE_YEARS)
    return Deletion.objects.filter(Q(finished_at__lt=before) | Q(withdrawn_at__lt=before))


def data_exports_of(organisation_id: int) -> Rows:
    """The ZIPs that were made of an organisation's data."""
    return DataExport.objects.filter(organisation_id=organisation_id)


def old_data_exports() -> Rows:
    """Those of a week ago."""
    before = clock.now() - KEPT_FOR
    return DataExport.objects.filter(created_at__lt=before).exclude(state__in=OPEN_EXPORTS)


RULES = (
    Rule("old-suspensions", old_suspensions),
    Rule("old-deletions", old_deletions),
    Rule("old-data-exports", old_data_exports, batch=1),
)
