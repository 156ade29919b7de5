"""From which day to which a wave runs, and when a person's own time in it begins. Pure.

docs/algorithms/survey.md §2.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from .choices import WaveKind

LONGEST: Final = 60  # days a wave lasts, its first and its last included
GRACE: Final = 14  # days after the due date
DAYS_AFTER: Final = 90
LAST_CALL: Final = 14  # last days of the 90-day wave, open to who completed late
TYPING: Final = 30  # days after the last day of a wave on paper, to type what was collected
EARLIEST_AFTER: Final = 60  # … but not before so many days


def latest_day(opened: dt.date) -> dt.date:
    """The last day that a wave opened on a day can have."""
    return opened + dt.timedelta(days=LONGEST - 1)


def last_day(kind: WaveKind, opened: dt.date, due_on: dt.date | None) -> dt.date:
    """The last day that a wave gets when it opens."""
    if kind == WaveKind.DAY90 or due_on is None:
        return latest_day(opened)
    return min(max(due_on, opened) + dt.timedelta(days=GRACE), latest_day(opened))


def latest_due_for_after(today: dt.date) -> dt.date:
    """The latest due date for which the after-wave may open today and still last beyond it."""
    return today + dt.timedelta(days=LONGEST - 1 - GRACE)


def opened_long_ago(today: dt.date) -> tuple[dt.date, dt.date]:
    """Between which days an after-wave was opened, for its 90-day wave to open today.

    It is due 90 days after; while too few members are there for it, for 60 days more.
    """
    latest = today - dt.timedelta(days=DAYS_AFTER)
    return latest - dt.timedelta(days=LONGEST), latest


def is_time_for_day90(completed: dt.date, today: dt.date, closes_on: dt.date) -> bool:
    """Whether somebody who completed on a day may answer the 90-day wave today."""
    days = (today - completed).days
    is_last_call = today > closes_on - dt.timedelta(days=LAST_CALL)
    return days >= DAYS_AFTER or (is_last_call and days >= EARLIEST_AFTER)
