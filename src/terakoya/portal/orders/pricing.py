"""What an application costs and how long it lasts. Pure: whole yen, no database.

Rules and worked numbers: `docs/algorithms/pricing.md`. Tax is rounded down once per rate and
document. Terms are whole months, counted as the Civil Code does (art. 143): a term of one month
from 31 January ends on 28 or 29 February.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

MOST_SEATS = 100  # more are sold by a quote of the seller
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


@dataclass(frozen=True)
class RatePart:
    """All amounts of one document under one rate of tax: their sum, and its tax."""

    per_mille: int
    subtotal_yen: int
    tax_yen: int


@dataclass(frozen=True)
class Totals:
    """The sums of a document whose lines may stand under different rates, highest rate first."""

    parts: tuple[RatePart, ...]

    @property
    def subtotal_yen(self) -> int:
        """All amounts without tax."""
        return sum(part.subtotal_yen for part in self.parts)

    @property
    def tax_yen(self) -> int:
        """The tax of all rates together."""
        return sum(part.tax_yen for part in self.parts)

    @property
    def total_yen(self) -> int:
        """What is to be paid."""
        return self.subtotal_yen + self.tax_yen


def sum_by_rate(amounts: Iterable[tuple[int, int]]) -> Totals:
    """The sums of a document of (yen without tax, rate in per mille) pairs.

    The tax of each rate is rounded down once. A line below zero (a credit) lowers the sum of its
    rate before the rounding.
    """
    sums: dict[int, int] = {}
    for yen, per_mille in amounts:
        sums[per_mille] = sums.get(per_mille, 0) + yen
    ordered = sorted(sums.items(), reverse=True)
    return Totals(tuple(RatePart(rate, yen, _tax(yen, rate)) for rate, yen in ordered))


def _tax(yen: int, per_mille: int) -> int:
    """The tax of an amount, cut off towards zero: a credit gives back what was charged."""
    tax = abs(yen) * per_mille // 1000
    return tax if yen >= 0 else -tax


def remaining_months(starts_on: dt.date, ends_on: dt.date, on: dt.date) -> int:
    """How many contract months are not over on a day, the current one included; 0 after the end.

    Contract months are counted from the start of the contract, not by the calendar.
    """
    if on > ends_on:
        return 0
    return whole_months(starts_on, ends_on) - _months_over(starts_on, on)


def whole_months(starts_on: dt.date, ends_on: dt.date) -> int:
    """The months of a term from its first and its last day; a begun month counts whole."""
    return _months_over(starts_on, ends_on) + 1


def _months_over(starts_on: dt.date, on: dt.date) -> int:
    """How many contract months have ended before a day."""
    if on <= starts_on:
        return 0
    months = (on.year - starts_on.year) * 12 + on.month - starts_on.month
    while months > 0 and term_end(starts_on, months) >= on:
        months -= 1
    return months


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


def latest_start(today: dt.date) -> dt.date:
    """The last day from which a term may begin that is applied for today: a year later."""
    return term_end(today, 12) + dt.timedelta(days=1)


def month_end(day: dt.date, months_later: int = 0) -> dt.date:
    """The last day of the month `months_later` after that of `day`."""
    index = day.month - 1 + months_later
    year, month = day.year + index // 12, index % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])
