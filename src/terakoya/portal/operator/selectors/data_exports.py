"""Reading the ZIPs of all exports."""

from __future__ import annotations

from ...accounts.models import Organisation
from ..models import DataExport


def newest_data_export(organisation: Organisation) -> DataExport | None:
    """The one that was asked for last, while it is kept; one statement."""
    exports = DataExport.objects.filter(organisation=organisation)
    return exports.select_related("owner").prefetch_related("files").first()
