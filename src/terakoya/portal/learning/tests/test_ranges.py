"""Sets of seconds, compared with a count millisecond by millisecond."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.learning.ranges import Ranges, Taken, earliest, seconds_in, union, within

_moments = st.integers(0, 60).map(float)
_ranges = st.lists(
    st.tuples(_moments, _moments).filter(lambda one: one[0] < one[1]), max_size=6
).map(union)


def grid(*groups: Ranges) -> set[int]:
    """The seconds of some ranges one by one."""
    return {n for ranges in groups for start, end in ranges for n in range(int(start), int(end))}


def test_union_joins_touching_and_overlapping_ranges() -> None:
    assert union([(5, 7), (0, 2)], [(2, 3), (6, 9), (20, 21)]) == ((0, 3), (5, 9), (20, 21))


def test_seconds_in_counts_only_between_the_moments() -> None:
    assert seconds_in(((0.0, 10.0), (20.0, 30.0)), 5.0, 22.5) == 7.5
    assert seconds_in(((0.0, 10.0), (20.0, 30.0))) == 20


@given(_ranges, _ranges)
def test_taken_gives_what_nobody_has_yet(first: Ranges, second: Ranges) -> None:
    taken = Taken(first)
    free = taken.free_of(second)
    assert grid(free) == grid(second) - grid(first)
    taken.add(free)
    assert taken.free_of(second) == ()
    assert grid(taken.free_of(((0.0, 60.0),))) == set(range(60)) - grid(first, second)


@given(_ranges, _moments)
def test_earliest_are_the_first_seconds(ranges: Ranges, seconds: float) -> None:
    first = earliest(ranges, seconds)
    assert grid(first) == set(sorted(grid(ranges))[: int(seconds)])


@given(_ranges, _moments, _moments)
def test_within_lies_between_two_moments(ranges: Ranges, start: float, end: float) -> None:
    assert grid(within(ranges, start, end)) == grid(ranges) & set(range(int(start), int(end)))
