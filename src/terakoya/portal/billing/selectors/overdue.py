"""How many invoices are overdue, for a menu that every page of the desk shows.

What is open of an invoice is a sum of rows, of every invoice since the first: too much to reckon
for each page. Rows are only added (decision 0093), so the newest of each kind tell whether the
number may have changed; while they are the same, the number that was reckoned last holds.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Subquery

from ...common import clock
from ..models import Allocation, AllocationRelease, Invoice, InvoiceChange
from .invoices import overdue_invoices

# So long at most: a row that another transaction adds late may not be the newest.
KEPT_SECONDS: Final = 300.0


@dataclass
class _Memory:
    """The marks and the number that were reckoned for them; `until` is when they grow old."""

    known: tuple[tuple[Any, ...], int] | None = None
    until: float = 0.0


_memory = _Memory()


def marks_of_payment() -> Mapping[str, Subquery]:
    """The newest of each kind of row, as expressions of one statement."""
    newest = Invoice.objects.order_by("-pk").values("uuid")[:1]
    return {
        "newest_invoice": Subquery(newest),
        "newest_change": Subquery(InvoiceChange.objects.order_by("-pk").values("pk")[:1]),
        "newest_allocation": Subquery(Allocation.objects.order_by("-pk").values("pk")[:1]),
        "newest_release": Subquery(AllocationRelease.objects.order_by("-pk").values("pk")[:1]),
    }


def overdue_count(marks: Mapping[str, Any]) -> int:
    """How many invoices are overdue; one statement where a mark is another, or after a while."""
    if marks["newest_invoice"] is None:
        return 0
    key = (clock.today(), *(marks[name] for name in marks_of_payment()))
    known = _memory.known
    if known is None or known[0] != key or time.monotonic() >= _memory.until:
        known = (key, overdue_invoices().count())
        _memory.known, _memory.until = known, time.monotonic() + KEPT_SECONDS
    return known[1]
