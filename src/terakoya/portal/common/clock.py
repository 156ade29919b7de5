"""The one clock of the portal, so that tests can stand still and move on."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from zoneinfo import ZoneInfo

from django.utils import timezone

TOKYO = ZoneInfo("Asia/Tokyo")
_shift: dt.timedelta = dt.timedelta()
machine: Callable[[], dt.datetime] = timezone.now  # noqa: TID251 - asked here alone
_source = machine
_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed_now", default=None)


def now() -> dt.datetime:
    """The present moment, aware (UTC)."""
    return (_fixed.get() or _source()) + _shift


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


def follow(source: Callable[[], dt.datetime] = machine) -> None:
    """Let the whole process ask another clock, or the machine's again; for tests alone."""
    global _source
    _source = source


def standing_at(moment: dt.datetime) -> Callable[[], dt.datetime]:
    """A clock that stays within a second; who asks again is a microsecond later, in order."""
    asked = count()
    return lambda: moment + dt.timedelta(microseconds=min(next(asked), 999_999))


def going_from(moment: dt.datetime) -> Callable[[], dt.datetime]:
    """A clock that begins at a moment now, and goes."""
    start = time.monotonic()
    return lambda: moment + dt.timedelta(seconds=time.monotonic() - start)


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
