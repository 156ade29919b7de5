"""Page furniture: what somebody pasted on most pages at one place, such as a stamp or a logo.

It says nothing about any one page, and office programs keep such things in the master. It is
left out of all pages before anything is read, and told once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ....layouts.units import EMU
from ....text.alignment import folded
from .geometry import apart
from .identity import name_of
from .naming import is_named
from .notices import Loss, Notice, page_ranges
from .reading import short
from .shapes import Block
from .sheets import DeckSource, SheetSource

FEWEST = 3  # pages; what stands on fewer of them is content
SHARE = 0.5  # of the pages that are shown
_APART = 32 * EMU  # in all four edges together: still the same place
# A page number that was typed: 3, p. 3, - 3 -, 3 / 77, 3ページ.
_NUMBER = re.compile(
    r"(?:p|pg|page|ページ|頁|no)?\W*\d{1,3}(?:\W*(?:/|of)?\W*\d{1,3})?\W*(?:ページ|頁)?"
)
Stand = tuple[SheetSource, Block]
Look = tuple[str, str, tuple[int, int], str]  # sort, words, picture, alternative text


@dataclass(frozen=True)
class Furniture:
    """One thing that stands at one place of many pages."""

    stands: tuple[Stand, ...]

    def notice(self) -> Notice:
        """That it was left out, and of which pages."""
        _, block = self.stands[0]
        values = {"pages": page_ranges(sorted({sheet.page for sheet, _ in self.stands}))}
        if words := short(block.text or block.alt):
            return Notice(Loss.FURNITURE, None, {"text": words, **values})
        loss = Loss.FURNITURE_SHAPE if block.image is None else Loss.FURNITURE_PICTURE
        return Notice(loss, None, values)


def cleared(
    deck: DeckSource, is_drawn: Callable[[Block], bool] = lambda _block: False
) -> tuple[DeckSource, tuple[Notice, ...]]:
    """The deck without its furniture, and a notice for each piece.

    `is_drawn` says whether our own pages have such a shape at that place: on a page whose names
    were lost, that may be ours.
    """
    found = tuple(_furniture(deck, is_drawn))
    gone = {id(block) for one in found for _, block in one.stands}
    sheets = tuple(
        replace(sheet, blocks=tuple(block for block in sheet.blocks if id(block) not in gone))
        for sheet in deck.sheets
    )
    return (replace(deck, sheets=sheets) if gone else deck), tuple(one.notice() for one in found)


def _furniture(deck: DeckSource, is_drawn: Callable[[Block], bool]) -> Iterator[Furniture]:
    fewest = max(FEWEST, SHARE * sum(not sheet.hidden for sheet in deck.sheets))
    alike: dict[Look, list[Stand]] = defaultdict(list)
    for sheet in deck.sheets:
        for block in sheet.blocks:
            if name_of(block) is None and not block.kind and not block.hidden:
                alike[_look(deck, sheet, block)].append((sheet, block))
    nameless = frozenset(sheet.page for sheet in deck.sheets if not is_named(sheet))
    for stands in alike.values():
        if _pages(stands) < fewest:
            continue
        for place in _by_place(stands):
            if _pages(place) >= fewest and not _may_be_ours(place, nameless, is_drawn):
                yield Furniture(tuple(place))


def _look(deck: DeckSource, sheet: SheetSource, block: Block) -> Look:
    relation = None if block.image is None else sheet.relations.get(block.image.raster)
    has_part = relation is not None and not relation.external and relation.target in deck.package
    picture = deck.package.mark(relation.target) if relation and has_part else (0, 0)
    words = folded(block.text)
    return block.sort, "#" if _NUMBER.fullmatch(words) else words, picture, block.alt


def _by_place(stands: Sequence[Stand]) -> list[list[Stand]]:
    """Stands by the place that they have in common.

    Decks hold thousands of lines alike, so that each is held only against what begins near it.
    """
    places: list[list[Stand]] = []
    near: dict[tuple[int, int], list[int]] = defaultdict(list)
    for stand in stands:
        across, down = stand[1].x // _APART, stand[1].y // _APART
        known = sorted(
            place
            for x in (across - 1, across, across + 1)
            for y in (down - 1, down, down + 1)
            for place in near.get((x, y), ())
        )
        found = next((one for one in known if apart(stand[1], places[one][0][1]) <= _APART), None)
        if found is None:
            near[across, down].append(len(places))
            places.append([stand])
        else:
            places[found].append(stand)
    return places


def _pages(stands: Sequence[Stand]) -> int:
    return len({sheet.page for sheet, _ in stands})


def _may_be_ours(
    stands: Sequence[Stand], nameless: Collection[int], is_drawn: Callable[[Block], bool]
) -> bool:
    """Whether shapes at one place are ones that we draw: only pages without our names hold such."""
    return any(sheet.page in nameless for sheet, _ in stands) and is_drawn(stands[0][1])
