"""Pages of one slide that stand apart in a deck stay apart: nothing moves that no update moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class PlacedPage:
    """A page of the new deck: its slide, and where it stood in the old one; `None` if it is new."""

    slide: str
    old_page: int | None


def in_deck_order(pages: Sequence[PlacedPage]) -> list[int]:
    """The numbers of pages, from 0, in the order of the new deck.

    Given are the pages slide by slide. A later page of a slide goes behind those that follow its
    slide and stood between both in the old deck, such as one of the author's between question and
    answer.
    """
    before = _pages_before(pages)
    order = [number for number in range(len(pages)) if number not in before]
    for number in sorted(before, key=lambda one: pages[one].old_page or 0):
        at = order.index(before[number]) + 1
        first = _first_of(pages, number)
        at += _count_between(pages, (first, number), order[at:])
        order.insert(at, number)
    return order


def _pages_before(pages: Sequence[PlacedPage]) -> dict[int, int]:
    """The later pages of slides, each with the one before it of its slide, by the old deck.

    Those of a slide that got a page stay as they are.
    """
    found: dict[int, int] = {}
    for _, run in groupby(range(len(pages)), key=lambda number: pages[number].slide):
        numbers = list(run)
        places = {number: old for number in numbers if (old := pages[number].old_page) is not None}
        if len(places) == len(numbers):
            by_place = sorted(numbers, key=places.__getitem__)
            found |= dict(zip(by_place[1:], by_place, strict=False))
    return found


def _first_of(pages: Sequence[PlacedPage], number: int) -> int:
    """Where the first page of a page's slide stood in the old deck."""
    slide = pages[number].slide
    return min(one.old_page for one in pages if one.slide == slide and one.old_page is not None)


def _count_between(
    pages: Sequence[PlacedPage], ends: tuple[int, int], following: Sequence[int]
) -> int:
    """How many pages follow that stood between a slide's first page and a later one.

    New pages among them count, too.
    """
    start, end = ends[0], pages[ends[1]].old_page or 0
    count = 0
    for place, number in enumerate(following, 1):
        old = pages[number].old_page
        if old is not None and not start < old < end:
            break
        count = count if old is None else place
    return count
