"""What of a group session counts for one person (docs/algorithms/group-sessions.md).

Pure: no Django, no clock, no database. Times are seconds since 1970 by the server's clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .gate import LEAST_LIMIT, LIMIT, SLACK, Need
from .ranges import Ranges, earliest, seconds_in, union, within

LATE_SECONDS: Final = 600.0  # who checks in so soon after the first slide has been there


@dataclass(frozen=True, slots=True)
class Showing:
    """A slide on the group's screen between two moments."""

    slide: str
    start: float
    end: float


def counts_from(checked_in: float, started: float | None, opened: float) -> float:
    """From when somebody's presence counts: from the beginning, unless they came late."""
    if started is None or checked_in <= started + LATE_SECONDS:
        return opened
    return checked_in


def presence(
    showings: Iterable[Showing], needs: Sequence[Need], start: float, end: float
) -> dict[str, Ranges]:
    """The slides that somebody was shown for as long as they ask for, and when.

    A slide that stayed on the screen takes no more than it may be read for (`gate.LIMIT`).
    """
    moments: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one in showings:
        if one.end > one.start:
            moments[one.slide].append((round(one.start, 3), round(one.end, 3)))
    counted: dict[str, Ranges] = {}
    for need in needs:
        seen = within(union(tuple(moments.get(need.slide, ()))), start, end)
        if seen and seconds_in(seen) >= need.read - SLACK:
            counted[need.slide] = earliest(seen, max(LIMIT * need.read, LEAST_LIMIT))
    return counted
