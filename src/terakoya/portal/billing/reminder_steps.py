"""When a payment is asked for again: three steps, never two at once. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from .bank_days import is_bank_day

DAYS_AFTER: Final = (3, 14, 30)  # after the last day on which paying was in time
DAYS_BETWEEN: Final = 7
STEPS: Final = (1, 2, 3)


def step_by_hand(today: dt.date, sent: Sequence[tuple[int, dt.date]]) -> int | None:
    """The step (1 to 3) that a person may send today, after those that were `sent` (step, day).

    The next of the three, on any day; `None` on the day of the last, and when all have been sent.
    """
    step = max((one for one, _ in sent), default=0) + 1
    if step > len(STEPS) or any(day >= today for _, day in sent):
        return None
    return step


def step_due(
    payable_on: dt.date,
    today: dt.date,
    sent: Sequence[tuple[int, dt.date]],
    days_after: Sequence[int] = DAYS_AFTER,
) -> int | None:
    """Which step (1 to 3) is to be sent today, after those that were `sent` (step, day).

    Steps are taken one after the other, so that nobody gets the last without the first. `None` on
    a day without banks, within DAYS_BETWEEN of the last, and when all three have been sent.
    """
    step = max((one for one, _ in sent), default=0) + 1
    if step > len(STEPS) or not is_bank_day(today):
        return None
    if sent and (today - max(day for _, day in sent)).days < DAYS_BETWEEN:
        return None
    return step if (today - payable_on).days >= days_after[step - 1] else None
