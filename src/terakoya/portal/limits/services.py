"""Asking a limit, and using it. Times are milliseconds; the rule is in docs/algorithms/limits.md.

A limit that is used up costs one reading statement, so that who hammers writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from ..common import clock
from ..common.errors import PortalError
from .errors import TooOften
from .models import Usage
from .rules import Use


def spend(*uses: Use) -> None:
    """Use each limit once; where one is used up, `TooOften`, and none is used."""
    check(*uses)
    for use in uses:
        if not _add(use):
            raise TooOften(use.limit, _seconds_until_free(use, _read(use).get(use.key, 0)))


def try_spend(use: Use) -> bool:
    """Use a limit once, if anything is left of it."""
    try:
        spend(use)
    except TooOften:
        return False
    return True


def check(*uses: Use) -> set[Use]:
    """Raise `TooOften` where a limit is used up; use none. Answers the ones used in part.

    One statement.
    """
    now, known = _now(), _read(*uses)
    for use in uses:
        if (wait := _seconds_until_free(use, known.get(use.key, 0))) > 0:
            raise TooOften(use.limit, wait)
    return {use for use in uses if known.get(use.key, 0) > now}


def count(*uses: Use) -> None:
    """Use each limit once, as far as anything is left of it."""
    for use in uses:
        _add(use)


def give_back(use: Use, number: int) -> None:
    """Let a limit have some more again, as after a success; never more than it gives at once."""
    row = Usage.objects.filter(key=use.key, used_until__gt=_now())
    row.update(used_until=F("used_until") - use.limit.step * number)


def spend_each(uses: Sequence[Use]) -> list[bool]:
    """Use many limits, each once: which of them had one left. Two statements for 500."""
    now, known = _now(), _read(*uses)
    has_left = [known.get(use.key, 0) <= now + _tolerance(use) for use in uses]
    _write(
        Usage(key=use.key, used_until=max(known.get(use.key, 0), now) + use.limit.step)
        for use, is_left in zip(uses, has_left, strict=True)
        if is_left
    )
    return has_left


@contextmanager
def failures_counted(*uses: Use, kinds: tuple[type[PortalError], ...]) -> Iterator[None]:
    """Let a refusal of these kinds use the limits; where one is used up, nothing is tried."""
    check(*uses)
    try:
        yield
    except kinds:
        count(*uses)
        raise


def reserve(use: Use, number: int) -> list[dt.timedelta]:
    """Use a limit several times, on credit: how long each must wait. In a transaction."""
    now, step = _now(), use.limit.step
    row = Usage.objects.select_for_update().filter(key=use.key).first()
    begin = max(row.used_until if row else 0, now)
    free = now + _tolerance(use)
    _write([Usage(key=use.key, used_until=begin + step * number)])
    waits = (max(0, begin + step * at - free) for at in range(number))
    return [dt.timedelta(milliseconds=wait) for wait in waits]


def delete_unused() -> int:
    """Delete the rows of limits that are whole again; how many."""
    return Usage.objects.filter(used_until__lt=_now()).delete()[0]


def _add(use: Use) -> bool:
    """Use a limit once; exactly as many of several at once as it has left."""
    now = _now()
    row = Usage.objects.filter(key=use.key)
    used = Greatest(F("used_until"), now) + use.limit.step
    free = row.filter(used_until__lte=now + _tolerance(use))
    if free.update(used_until=used):
        return True
    try:
        with transaction.atomic():
            Usage.objects.create(key=use.key, used_until=now + use.limit.step)
        return True
    except IntegrityError:  # used up, or made meanwhile by another one
        return bool(free.update(used_until=used))


def _read(*uses: Use) -> dict[str, int]:
    keys = [use.key for use in uses]
    return dict(Usage.objects.filter(key__in=keys).values_list("key", "used_until"))


def _write(rows: Iterable[Usage]) -> None:
    Usage.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["used_until"],
    )


def _seconds_until_free(use: Use, used_until: int) -> float:
    return (used_until - _tolerance(use) - _now()) / 1000


def _tolerance(use: Use) -> int:
    """How far ahead of the present a limit may be used and still have one left."""
    return use.limit.step * (use.limit.most - 1)


def _now() -> int:
    return int(clock.now().timestamp() * 1000)
