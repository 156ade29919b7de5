"""What happens when: deeds are played in the order of their moments, each at its own."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable

from ...common import clock

Deed = Callable[[], object]


class Diary:
    """Deeds of many people; played in order of time, so that the audit chain reads like one."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now.astimezone(clock.TOKYO)
        self._deeds: list[tuple[dt.datetime, int, Deed]] = []
        self._count = 0

    def ago(self, days: int, hour: int, minute: int = 0) -> dt.datetime:
        """A moment of a past day in Japan."""
        day = self._now - dt.timedelta(days=days)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def note(self, moment: dt.datetime, deed: Deed) -> None:
        """Put a deed down; those of one moment keep the order in which they were put down."""
        self._count += 1
        heapq.heappush(self._deeds, (moment, self._count, deed))

    def play(self) -> None:
        """Let everything happen that was put down, and what the deeds themselves put down."""
        while self._deeds:
            moment, _number, deed = heapq.heappop(self._deeds)
            with clock.fixed_at(moment):
                deed()
