"""Deferred revenue: an amount billed at once becomes sales month by month. Pure.

前受金 turns into 売上 by days of service. What is earned up to a day is rounded down, a month is
the difference of two such sums, so that all months together are the amount, to the yen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..orders.pricing import month_end
from .portions import month_of, next_month


def earned_until(amount: int, first: dt.date, last: dt.date, day: dt.date) -> int:
    """What of an amount is earned at the end of a day; of a negative one, the same taken back."""
    if day < first:
        return 0
    if day >= last:
        return amount
    earned = abs(amount) * ((day - first).days + 1) // ((last - first).days + 1)
    return earned if amount >= 0 else -earned


def monthly_sales(amount: int, first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """Sales by month of service (its first day); the sum is the amount."""
    return dict(_sales_until(amount, first, last))


def recognised(
    amount: int, first: dt.date, last: dt.date, billed_in: dt.date
) -> dict[dt.date, int]:
    """Sales by the month in which they are booked: nothing before it was billed, then all that
    was earned by then, then month by month. The sum is the amount."""
    booked: dict[dt.date, int] = {}
    for month, yen in _sales_until(amount, first, last):
        at = max(month, month_of(billed_in))
        booked[at] = booked.get(at, 0) + yen
    return booked


def _sales_until(amount: int, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, int]]:
    before, month = 0, month_of(first)
    while month <= last:
        earned = earned_until(amount, first, last, month_end(month))
        yield month, earned - before
        before, month = earned, next_month(month)
