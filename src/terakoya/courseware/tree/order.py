"""Orders of names: what was moved, and two orders that came from one made into one.

`docs/algorithms/merge.md` §3.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

Names = Sequence[str]


def moved(base: Names, other: Names) -> set[str]:
    """The smallest set of names that must have been taken elsewhere, of those in both."""
    places = {name: at for at, name in enumerate(base)}
    common = [name for name in other if name in places]
    kept = _longest_rise([places[name] for name in common])
    return set(common) - {base[at] for at in kept}


def _longest_rise(numbers: Sequence[int]) -> list[int]:
    """A longest increasing subsequence (patience sorting); of several, one of small numbers."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        before[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    rise: list[int] = []
    at = tops[-1] if tops else None
    while at is not None:
        rise.append(at)
        at = before[at]
    return rise[::-1]


def merge_orders(
    base: Names, ours: Names, theirs: Names, keep: Collection[str]
) -> tuple[list[str], list[str]]:
    """The merged order of the names in `keep`, and the names whose move could not be kept.

    Every name of `keep` stands in `ours` or `theirs`.
    """
    moved_here, moved_there = moved(base, ours), moved(base, theirs)
    pulled = moved_there - moved_here
    known, wanted = set(base), set(keep)
    order = [name for name in ours if name in wanted and name not in pulled]
    own = set(ours) - known - set(theirs)
    _insert_missing(order, [name for name in theirs if name in wanted], own)
    both = (moved_here & moved_there) | ((set(ours) & set(theirs)) - known)
    lost = {name for name in both & wanted if _differently(name, ours, theirs)}
    lost |= _turned_back(base, ours, theirs, order, moved_here)
    lost |= _turned_back(base, theirs, ours, order, moved_there)
    return order, [name for name in order if name in lost]


def _insert_missing(order: list[str], theirs: list[str], own: set[str]) -> None:
    """Put each name that is missing after its neighbour and what we inserted there."""
    there = set(order)
    at = 0
    for name in theirs:
        if name in there:
            at = order.index(name) + 1
            continue
        while at < len(order) and order[at] in own:
            at += 1
        order.insert(at, name)
        there.add(name)
        at += 1


def _differently(name: str, ours: Names, theirs: Names) -> bool:
    """Whether the neighbours on the left, of those that both have, are not the same."""
    common = set(ours) & set(theirs)
    return _left_of(name, ours, common) != _left_of(name, theirs, common)


def _left_of(name: str, order: Names, common: set[str]) -> str | None:
    for other in reversed(order[: order.index(name)]):
        if other in common:
            return other
    return None


def _turned_back(
    base: Names, side: Names, other: Names, result: Names, moved_by_side: set[str]
) -> set[str]:
    """The names that `side` moved past a name which stands in the result as if it had not."""
    places = [{name: at for at, name in enumerate(order)} for order in (base, side, other, result)]
    in_base, in_side, in_other, in_result = places
    common = [name for name in result if all(name in order for order in places)]
    lost = set()
    for name in moved_by_side & set(common):
        for neighbour in common:
            was = in_base[name] < in_base[neighbour]
            turned = (in_side[name] < in_side[neighbour]) != was
            if (
                turned
                and (in_other[name] < in_other[neighbour]) == was
                and (in_result[name] < in_result[neighbour]) == was
            ):
                lost.add(name)
                break
    return lost
