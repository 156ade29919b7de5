"""Orders of names: what was moved, and two orders that came from one made into one.

`docs/algorithms/merge.md` §3.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

Names = Sequence[str]
MOST_COMPARED = 1_000_000


CONTINUED = "more"  # between the id of a slide and what tells apart those that continue it


def continued_by(slide: str) -> str:
    """The slide beside whose content on its page another one was found; empty for none."""
    parent, mark, _ = slide.rpartition(f"-{CONTINUED}-")
    return parent if mark else ""


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
    order = _with_missing(order, [name for name in theirs if name in wanted], own)
    both = (moved_here & moved_there) | ((set(ours) & set(theirs)) - known)
    lost = _placed_differently(both & wanted, ours, theirs)
    lost |= _turned_back(base, ours, theirs, order, moved_here)
    lost |= _turned_back(base, theirs, ours, order, moved_there)
    return order, [name for name in order if name in lost]


def _with_missing(order: list[str], theirs: list[str], own: set[str]) -> list[str]:
    """With each name that is missing, after its neighbour and what we inserted there."""
    there, after = set(order), dict[str | None, list[str]]()
    neighbour: str | None = None
    for name in theirs:
        if name in there:
            neighbour = name
        else:
            after.setdefault(neighbour, []).append(name)
    whole: list[str] = []
    waiting = after.get(None, [])
    for name in order:
        if name not in own:
            whole += waiting
            waiting = after.get(name, [])
        whole.append(name)
    return whole + waiting


def _placed_differently(names: set[str], ours: Names, theirs: Names) -> set[str]:
    """Those whose neighbours on the left, of the names that both have, are not the same."""
    common = set(ours) & set(theirs)
    here, there = _left_neighbours(ours, common), _left_neighbours(theirs, common)
    return {name for name in names if here[name] != there[name]}


def _left_neighbours(order: Names, common: set[str]) -> dict[str, str | None]:
    known = [name for name in order if name in common]
    return dict(zip(known, [None, *known], strict=False))


def _turned_back(
    base: Names, side: Names, other: Names, result: Names, moved_by_side: set[str]
) -> set[str]:
    """The names that `side` moved past a name which stands in the result as if it had not.

    Of more names than can be compared all are named.
    """
    if len(moved_by_side) * len(result) > MOST_COMPARED:
        return moved_by_side & set(result)
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
