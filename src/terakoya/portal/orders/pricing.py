"""What an application costs and how long it lasts. Pure: whole yen, no database.

Tax is rounded down once per rate (product.md §4.4). Terms are whole months, counted as the
Civil Code does (art. 143): a term of one month from 31 January ends on 28 or 29 February.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

MOST_SEATS = 100
MONTHS = (1, 2, 3, 6, 12)


@dataclass(frozen=True)
class Line:
    """One item: `amount` = unit × quantity × months (a manuscript has no months)."""

    item: str
    unit_yen: int
    quantity: int
    months: int | None

    @property
    def amount_yen(self) -> int:
        """The line's amount without tax."""
        return self.unit_yen * self.quantity * (self.months or 1)


@dataclass(frozen=True)
class Sums:
    """Subtotal without tax, tax, and total."""

    subtotal_yen: int
    tax_per_mille: int
    tax_yen: int
    total_yen: int


def sum_lines(lines: tuple[Line, ...], tax_per_mille: int) -> Sums:
    """The sums of an order; the tax of all lines together is rounded down once."""
    subtotal = sum(line.amount_yen for line in lines)
    tax = subtotal * tax_per_mille // 1000
    return Sums(subtotal, tax_per_mille, tax, subtotal + tax)


def with_tax(yen: int, tax_per_mille: int) -> int:
    """A price with tax, as shown beside the one without."""
    return yen + yen * tax_per_mille // 1000


def term_end(starts_on: dt.date, months: int) -> dt.date:
    """The last day of a term of whole months."""
    index = starts_on.month - 1 + months
    year, month = starts_on.year + index // 12, index % 12 + 1
    days = calendar.monthrange(year, month)[1]
    if starts_on.day > days:
        return dt.date(year, month, days)
    return dt.date(year, month, starts_on.day) - dt.timedelta(days=1)


def month_end(day: dt.date, months_later: int = 0) -> dt.date:
    """The last day of the month `months_later` after that of `day`."""
    index = day.month - 1 + months_later
    year, month = day.year + index // 12, index % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])
