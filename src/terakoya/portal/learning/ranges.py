"""Sets of seconds as sorted, disjoint ranges [from, to). Pure."""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

Range = tuple[float, float]
Ranges = tuple[Range, ...]


def union(*groups: Iterable[Range]) -> Ranges:
    """All ranges of the groups, sorted, with touching and overlapping ones joined."""
    joined: list[Range] = []
    for start, end in sorted(chain.from_iterable(groups)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def seconds_in(ranges: Iterable[Range], start: float = -math.inf, end: float = math.inf) -> float:
    """How many seconds of joined ranges lie between two moments."""
    return sum(max(0.0, min(end, to) - max(start, begin)) for begin, to in ranges)


def within(ranges: Iterable[Range], start: float, end: float) -> Ranges:
    """What of joined ranges lies between two moments."""
    cut = ((max(start, begin), min(end, to)) for begin, to in ranges)
    return tuple(one for one in cut if one[0] < one[1])


def earliest(ranges: Iterable[Range], seconds: float) -> Ranges:
    """The first so many seconds of joined ranges, on milliseconds; all where there are fewer."""
    taken, left = [], seconds
    for start, end in ranges:
        until = min(end, round(start + left, 3))
        if until <= start:
            break
        taken.append((start, until))
        left -= until - start
    return tuple(taken)


class Taken:
    """Seconds that are given away one after the other, none of them twice."""

    def __init__(self, *groups: Iterable[Range]) -> None:
        self._ranges = list(union(*groups))

    @property
    def ranges(self) -> Ranges:
        """All that is given away, joined."""
        return union(self._ranges)

    def free_of(self, ranges: Iterable[Range]) -> Ranges:
        """What of joined ranges is still to be had."""
        return tuple(piece for one in ranges for piece in self._gaps(one))

    def add(self, ranges: Sequence[Range]) -> None:
        """Give away ranges that are free."""
        for one in ranges:
            insort(self._ranges, one)

    def _gaps(self, one: Range) -> Iterator[Range]:
        start, end = one
        at = max(0, bisect_right(self._ranges, (start, math.inf)) - 1)
        while at < len(self._ranges) and self._ranges[at][0] < end:
            begin, to = self._ranges[at]
            if start < begin:
                yield (start, begin)
            start = max(start, to)
            at += 1
        if start < end:
            yield (start, end)
