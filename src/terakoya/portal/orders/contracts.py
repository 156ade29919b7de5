"""Where a contract stands on a day, and what is due before its end. Pure: no database."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Final

# Days before the end at which the holders are reminded; the first one only of longer terms.
REMINDED: Final = (30, 7)
LONG_TERM: Final = 45  # days; of a term of a month the first reminder would come with its start


class ContractState(StrEnum):
    """Before its first day, in its term, after its last day, or cancelled."""

    AHEAD = "ahead"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


def state_on(
    day: dt.date, *, starts_on: dt.date, ends_on: dt.date, is_cancelled: bool
) -> ContractState:
    """Where a contract stands on a day; first and last day belong to its term."""
    if is_cancelled:
        return ContractState.CANCELLED
    if day < starts_on:
        return ContractState.AHEAD
    return ContractState.RUNNING if day <= ends_on else ContractState.ENDED


def reminder_due(
    day: dt.date, *, starts_on: dt.date, ends_on: dt.date, reminded: int | None
) -> int | None:
    """The reminder that is due on a day: 30 or 7 (days before the end), or none.

    `reminded` is the latest that was sent. One that was missed is not made up for by the next.
    """
    left = (ends_on - day).days
    if left < 0 or day < starts_on:
        return None
    first, last = REMINDED
    if left <= last:
        due = last
    elif left <= first and (ends_on - starts_on).days > LONG_TERM:
        due = first
    else:
        return None
    return due if reminded is None or due < reminded else None


def next_start(day: dt.date, ends_on: dt.date) -> dt.date:
    """When the term after another begins: the day after its last one, or today after a pause."""
    return max(day, ends_on + dt.timedelta(days=1))


def free_until(placed_on: dt.date, days: int) -> dt.date:
    """The last day on which a contract may be cancelled free of charge."""
    return placed_on + dt.timedelta(days=days)
