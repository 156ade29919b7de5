"""Claiming a waiting row, so that of several workers exactly one has it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet

from ..common import clock

LOOK_AHEAD = 20
Row = TypeVar("Row")


def unclaimed() -> Q:
    """Rows that nobody has claimed, or whose claim has run out."""
    return Q(claimed_until=None) | Q(claimed_until__lte=clock.now())


def waiting_or_lost(
    rows: QuerySet[Any], *, waiting: str, working: str, attempts: int
) -> QuerySet[Any]:
    """What may be claimed, the longest waiting first; a worker that died leaves its row.

    `attempts`: how often a row is tried at most.
    """
    lost = Q(state=working, claimed_until__lte=clock.now())
    return rows.filter(Q(state=waiting) | lost, attempts__lt=attempts).order_by("created_at", "id")


def given_up(rows: QuerySet[Any], *, working: str, attempts: int) -> QuerySet[Any]:
    """What was lost as often as it is tried at most."""
    return rows.filter(state=working, claimed_until__lte=clock.now(), attempts__gte=attempts)


def claim_first(waiting: QuerySet[Any], *, lease: dt.timedelta, **changes: Any) -> int | None:
    """Claim the first of the waiting rows, and give its key; None: nothing waits.

    The claim is one conditional update, and counts as an attempt. It runs out after the lease: who
    was killed meanwhile leaves the row to the next worker.
    """
    until = clock.now() + lease
    for key in waiting.values_list("pk", flat=True)[:LOOK_AHEAD]:
        row = waiting.order_by().filter(pk=key)
        if row.update(claimed_until=until, attempts=F("attempts") + 1, **changes):
            return int(key)
    return None


def one_by_one(
    claim: Callable[[], Row | None], work: Callable[[Row], object], seconds: float
) -> int:
    """Work on what is claimed, one after the other; how many.

    It ends when nothing waits, or after the row at which the seconds are over.
    """
    until, count = time.monotonic() + seconds, 0
    while (row := claim()) is not None:
        work(row)
        count += 1
        if time.monotonic() > until:
            break
    return count
