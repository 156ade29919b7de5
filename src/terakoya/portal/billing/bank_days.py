"""Days on which banks in Japan work, and when an invoice is due. Pure, no database.

Source: 銀行法施行令 art. 5: Saturdays, Sundays, holidays and 31 December to 3 January are 休日.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from ..orders.pricing import month_end
from ..reminders.working_days import holidays_of_japan

DAY: Final = dt.timedelta(days=1)
_TURN_OF_YEAR: Final = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})


def is_bank_day(day: dt.date) -> bool:
    """Whether a transfer is booked on a day."""
    if day.weekday() >= 5 or (day.month, day.day) in _TURN_OF_YEAR:
        return False
    return day not in holidays_of_japan(day.year)


def bank_day_from(day: dt.date) -> dt.date:
    """The day itself, or the next one on which banks work."""
    while not is_bank_day(day):
        day += DAY
    return day


@dataclass(frozen=True)
class DueDay:
    """The end of the month after the closing, and the bank day on which paying is still in time."""

    due_on: dt.date
    payable_on: dt.date


def due_day(month: dt.date) -> DueDay:
    """When an invoice of a month is due; `month` is any day of it."""
    due_on = month_end(month, 1)
    return DueDay(due_on, bank_day_from(due_on))
