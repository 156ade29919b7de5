"""Which slides and chapters stayed and which were moved, and where each slide belongs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a slide is in its chapter: the divider page, one before it, or any other."""

    OPENING = "opening"
    DIVIDER = "divider"
    BODY = "body"


def stayed(places: Sequence[int]) -> set[int]:
    """The indices of a longest increasing run of places; of equal runs the one of lower places."""
    tails: list[int] = []  # the lowest place that ends a run of each length
    ends: list[int] = []  # and where it stands
    before = [-1] * len(places)
    for index, place in enumerate(places):
        length = bisect_left(tails, place)
        if length == len(tails):
            tails.append(place)
            ends.append(index)
        else:
            tails[length], ends[length] = place, index
        before[index] = ends[length - 1] if length else -1
    found: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        found.add(at)
        at = before[at]
    return found


def openings(homes: Sequence[str], roles: Sequence[Role]) -> dict[str, int]:
    """Where the divider pages of a deck open their chapters.

    `homes` are the chapters that the slides of the deck have in the base (empty for new ones). A
    divider opens its chapter where a slide that followed it in the base stands behind it before
    the next divider, or where none is left. One that was moved alone opens nothing.
    """
    found: dict[str, int] = {}
    dividers = [at for at, role in enumerate(roles) if role is Role.DIVIDER]
    ends = [*dividers, len(homes)][1:] if dividers else []
    for start, end in zip(dividers, ends, strict=True):
        following = [
            at
            for at, (home, role) in enumerate(zip(homes, roles, strict=True))
            if home == homes[start] and role is Role.BODY
        ]
        if not following or any(start < at < end for at in following):
            found[homes[start]] = start
    return found


def fixable(homes: Sequence[str], opened: Mapping[str, int]) -> list[bool]:
    """Which slides of a deck may hold the chapters around them in place.

    A slide of a chapter that its divider opens may do so behind that divider, and in front of it
    where no other one stands between, as the first pages of a course do.
    """
    starts = sorted((at, chapter) for chapter, at in opened.items())
    found = []
    for index, home in enumerate(homes):
        number = bisect_right([at for at, _ in starts], index)
        around = [chapter for _, chapter in starts[max(number - 1, 0) : number + 1]]
        found.append(home not in opened or home in around)
    return found


def chapter_order(
    homes: Sequence[str], order: Sequence[str], opened: Mapping[str, int] = MappingProxyType({})
) -> list[str]:
    """The chapters as the deck has them: one that was moved as a whole has another place.

    `homes` are the chapters that the slides of the deck have in the base (empty for new ones),
    `order` the chapters of the base, `opened` says where a divider opens one. Of the others a
    chapter was moved as a whole where more than half of its slides stand together and do not
    divide another chapter; any other keeps its place behind the one that it followed.
    """
    places = [index for index, home in enumerate(homes) if home in order]
    known = [homes[index] for index in places]
    starts = {
        chapter: places[at]
        for chapter in order
        if chapter not in opened and (at := _start_of(chapter, known)) is not None
    }
    starts |= {chapter: at for chapter, at in opened.items() if chapter in order}
    found = sorted(starts, key=lambda chapter: starts[chapter])
    for number, chapter in enumerate(order):
        if chapter not in starts:
            before = [one for one in order[:number] if one in found][-1:]
            found.insert(found.index(before[0]) + 1 if before else 0, chapter)
    return found


def _start_of(chapter: str, homes: Sequence[str]) -> int | None:
    """Where the slides of a chapter begin that stands together."""
    run = _main_run(chapter, homes)
    return None if run is None or _divides(run, homes) else run[0]


def _main_run(chapter: str, homes: Sequence[str]) -> tuple[int, int] | None:
    """Where more than half of a chapter's slides stand together, if anywhere."""
    runs: list[tuple[int, int]] = []
    for index, home in enumerate(homes):
        if home != chapter:
            continue
        if runs and runs[-1][1] == index:
            runs[-1] = runs[-1][0], index + 1
        else:
            runs.append((index, index + 1))
    start, end = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    every = sum(stop - begin for begin, stop in runs)
    return (start, end) if 2 * (end - start) > every else None


def _divides(run: tuple[int, int], homes: Sequence[str]) -> bool:
    """Whether a run stands in the middle of another chapter.

    It does not where most of that one stands before it and fewer slides than its own behind it,
    such as a summary that stayed at the end.
    """
    start, end = run
    if start == 0 or end == len(homes) or homes[start - 1] != homes[end]:
        return False
    around = _main_run(homes[end], homes)
    behind = homes[end:].count(homes[end])
    return around is None or around[1] != start or behind >= end - start


def chapters_of(
    homes: Sequence[str],
    anchored: Sequence[bool],
    sections: Sequence[str],
    order: Mapping[str, int],
) -> list[str]:
    """The chapter of each slide of the deck.

    `homes` are the chapters that slides have in the base (empty for new ones), `anchored` says
    which of them did not move, `sections` the chapters that sections of the file name (empty
    where there are none), `order` the place of each chapter.
    """
    found = [home if fixed else "" for home, fixed in zip(homes, anchored, strict=True)]
    following = _next_known(found)
    before = ""
    for index, home in enumerate(homes):
        if found[index]:
            before = found[index]
            continue
        after = following[index]
        found[index] = _between(before, after, home, sections[index], order)
        before = found[index]
    return found


def _next_known(found: Sequence[str]) -> list[str]:
    following, last = [""] * len(found), ""
    for index in range(len(found) - 1, -1, -1):
        following[index] = last
        last = found[index] or last
    return following


def _between(before: str, after: str, home: str, section: str, order: Mapping[str, int]) -> str:
    if not before or not after:
        return before or after or home or section or next(iter(order), "")
    if before == after:
        return before
    # A border: whatever stands between the two keeps the chapters in their order.
    possible = range(order[before], order[after] + 1)
    for wanted in (home, section):
        if wanted in order and order[wanted] in possible:
            return wanted
    return before
