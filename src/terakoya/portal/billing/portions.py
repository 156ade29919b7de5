"""What of an order's line is billed at which month-end. Pure (docs/algorithms/closing.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..orders.pricing import term_end

WHOLE_TERM: Final = "whole-term"
MONTHLY: Final = "monthly"
AFTER_ACCEPTANCE: Final = "after-acceptance"
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class Billable:
    """What an order's line became: a contract (with `months`) or a licence (without).

    `first` and `last` are the days of the service; a licence has one day, that of its delivery.
    `accepted_on` is the day of 検収, which terms after acceptance wait for.
    """

    amount_yen: int
    tax_per_mille: int
    months: int | None
    first: dt.date
    last: dt.date
    terms: str = WHOLE_TERM
    accepted_on: dt.date | None = None
    is_cancelled: bool = False


@dataclass(frozen=True)
class Portion:
    """A part of a billable: `month` (its first day) is the one at whose end it is billed."""

    number: int
    month: dt.date
    first: dt.date
    last: dt.date
    amount_yen: int
    tax_per_mille: int


def month_of(day: dt.date) -> dt.date:
    """The first day of the month, by which this app names months."""
    return day.replace(day=1)


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def month_before(month: dt.date) -> dt.date:
    """The first day of the month before."""
    return (month.replace(day=1) - _DAY).replace(day=1)


def portions_of(billable: Billable) -> tuple[Portion, ...]:
    """All parts in the order of time; none of what was cancelled or is not accepted yet."""
    if billable.is_cancelled:
        return ()
    if billable.terms == AFTER_ACCEPTANCE:
        return () if billable.accepted_on is None else (_whole(billable, billable.accepted_on),)
    if billable.terms == MONTHLY and billable.months:
        return tuple(_monthly(billable, billable.months))
    return (_whole(billable, billable.first),)


def due_portions(billable: Billable, month: dt.date, billed: frozenset[int]) -> tuple[Portion, ...]:
    """What is billed at the end of a month: its own parts, and earlier ones that were missed."""
    return tuple(
        one
        for one in portions_of(billable)
        if one.month <= month_of(month) and one.number not in billed
    )


def _whole(billable: Billable, on: dt.date) -> Portion:
    return Portion(
        0,
        month_of(on),
        billable.first,
        billable.last,
        billable.amount_yen,
        billable.tax_per_mille,
    )


def _monthly(billable: Billable, months: int) -> Iterable[Portion]:
    first = billable.first
    for number in range(months):
        is_last = number == months - 1
        last = (
            billable.last if is_last else min(term_end(billable.first, number + 1), billable.last)
        )
        amount = share(billable.amount_yen, number, months)
        yield Portion(number, month_of(first), first, last, amount, billable.tax_per_mille)
        first = min(last + _DAY, billable.last)


def share(amount: int, number: int, of: int) -> int:
    """The part with a number, counted from 0, of an amount in equal parts whose sum is exact."""
    return amount * (number + 1) // of - amount * number // of


def tax_within(total: int, per_mille: int) -> int:
    """The tax that is part of a sum with tax, rounded down."""
    return total * per_mille // (1000 + per_mille)
