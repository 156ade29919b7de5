"""The one clock of the portal, so that tests can stand still and move on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.utils import timezone

TOKYO = ZoneInfo("Asia/Tokyo")
_shift: dt.timedelta = dt.timedelta()
_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed_now", default=None)


def now() -> dt.datetime:
    """The present moment, aware (UTC)."""
    return (_fixed.get() or timezone.now()) + _shift


def today() -> dt.date:
    """The present day in Japan."""
    return now().astimezone(TOKYO).date()


@contextmanager
def fixed_at(moment: dt.datetime) -> Iterator[None]:
    """Stand still at a moment, for tests and for demo data of the past."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)


@contextmanager
def shifted_by(delta: dt.timedelta) -> Iterator[None]:
    """Move the clock of the whole process on, server threads of a journey test included."""
    global _shift
    before, _shift = _shift, _shift + delta
    try:
        yield
    finally:
        _shift = before


def day_end(day: dt.date) -> dt.datetime:
    """The moment at which a day of Japan is over, which is no longer of it."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=TOKYO)
