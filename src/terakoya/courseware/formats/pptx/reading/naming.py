"""Names for the shapes of a page that lost them: by what the writer would draw there.

Some programs give every shape a name of their own. Where the slide of such a page is known, the
page is held against our drawing of that slide: a shape that says what a drawn one says gets its
name, then one that stands where a drawn one stands, then one that says about the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ....layouts.identity import Part
from ....layouts.units import EMU
from ....model import Material
from ....text.alignment import FAINTLY_ALIKE, folded, text_likeness
from ....text.assignment import assign
from .geometry import ALIKE, nearness, sizes
from .identity import HEADS, is_free, name_of
from .planned_pages import PlannedPage, PlannedPages
from .replacing import is_exact, may_be, put_again
from .shapes import Block
from .sheets import SheetSource
from .title_boxes import with_title

_FIXED = re.compile(r"-(?:tag|label|letter|number)$")  # what holds no field
_IN_LINE = 16 * EMU
_NUMBERED = re.compile(r"^(.*-)(\d+)((?:-[a-z]+)?)$")
_SIZES = 0.3  # a picture that was exchanged has about the size of the old one
_MANY = 0.25  # of our pages


def is_named(sheet: SheetSource) -> bool:
    """Whether any shape of a sheet still says what it is."""
    return any((said := name_of(block)) is not None and said[1] for block in sheet.blocks)


@dataclass
class Namer:
    """Gives names by what our writer would draw of the slides of a course."""

    material: Material
    language: str
    values: Mapping[str, str]

    def __post_init__(self) -> None:
        self._pages = PlannedPages(self.material, self.language, self.values)

    def named(self, sheet: SheetSource, slide: str, part: Part) -> SheetSource:
        """The sheet with the names that its shapes would have.

        Where some have them still, only what was deleted and put again gets one.
        """
        has_names = is_named(sheet)
        if has_names and not any(map(is_free, sheet.blocks)):
            return sheet
        drawn = self._pages.of(slide).get(part)
        if drawn is None:
            return sheet
        sheet = with_title(sheet, drawn)
        names = put_again(drawn.blocks, sheet) if has_names else _found_again(drawn, sheet)
        blocks = tuple(
            replace(block, name=names.get(number, block.name))
            for number, block in enumerate(sheet.blocks)
        )
        return replace(sheet, blocks=blocks)

    def resemblance(self, sheet: SheetSource, slide: str, part: Part) -> float:
        """The share of the shapes that we draw on a slide's sheet which stand on this one, 0–1,
        whatever they say."""
        drawn = self._pages.of(slide).get(part)
        if drawn is None:
            return 0.0
        wanted = [one for one in drawn.blocks if not one.hidden and one.kind not in HEADS]
        free = [one for one in sheet.blocks if not one.hidden and one.kind not in HEADS]
        scores = [
            [nearness(one, other) if one.sort == other.sort else 0.0 for other in free]
            for one in wanted
        ]
        found = sum(
            place is not None and row[place] >= ALIKE
            for row, place in zip(scores, assign(scores), strict=True)
        )
        return found / len(wanted) if wanted else 0.0

    def is_drawn(self, block: Block) -> bool:
        """Whether many of our own pages have a shape of that sort about there."""
        sheets = list(self._pages.all())
        near = sum(
            any(one.sort == block.sort and nearness(one, block) >= ALIKE for one in sheet.blocks)
            for sheet in sheets
        )
        return near >= _MANY * len(sheets)


def _found_again(drawn: PlannedPage, sheet: SheetSource) -> dict[int, str]:
    """Names for the shapes of a sheet that lost them all."""
    wanted = [block for block in drawn.blocks if name_of(block) and block.kind not in HEADS]
    free = [n for n, block in enumerate(sheet.blocks) if block.kind not in HEADS]
    title_may_be_free = bool(drawn.title) and not sheet.title
    blocks = [(number, sheet.blocks[number]) for number in free]
    return _pairs(wanted, blocks, is_last_sure=not title_may_be_free)


def _pairs(
    wanted: Sequence[Block], free: Sequence[tuple[int, Block]], *, is_last_sure: bool
) -> dict[int, str]:
    """The names of the shapes by their numbers: those that are the same first, then the rest.

    The last text left may be the title where the page has none; then it is nothing else.
    """
    names: dict[int, str] = {}
    for score in (_sameness, _likeness):
        open_ = [block for block in wanted if block.name not in names.values()]
        rest = [(number, block) for number, block in free if number not in names]
        scores = [[score(drawn, block) for drawn in open_] for _, block in rest]
        for (number, _), row, place in zip(rest, scores, assign(scores), strict=True):
            if place is not None and row[place] > 0:
                names[number] = open_[place].name
    if is_last_sure:
        _name_the_last(wanted, free, names)
    _name_more(free, names)
    return names


def _name_the_last(
    wanted: Sequence[Block], free: Sequence[tuple[int, Block]], names: dict[int, str]
) -> None:
    """One text left on either side is the same one, moved or written anew."""
    missing = [one for one in wanted if one.name not in names.values() and _is_text(one)]
    open_ = [one for one in missing if not _FIXED.search(one.name)]
    rest = [number for number, block in free if number not in names and _is_text(block)]
    if len(open_) == len(rest) == 1 and may_be(open_[0], dict(free)[rest[0]]):
        names[rest[0]] = open_[0].name


def _name_more(free: Sequence[tuple[int, Block]], names: dict[int, str]) -> None:
    """A text in line with `item-1`, `item-2` … is one item more, put there by hand."""
    known = [(block, found) for number, block in free if (found := _family(names.get(number)))]
    for number, block in free:
        if number in names or not _is_text(block):
            continue
        alike = [found for other, found in known if _is_in_line(block, other)]
        if alike:
            head, _, tail = alike[0]
            most = max(n for _, (stem, n, end) in known if (stem, end) == (head, tail))
            names[number] = f"{head}{most + 1}{tail}"
            known.append((block, (head, most + 1, tail)))


def _family(name: str | None) -> tuple[str, int, str] | None:
    """The name of one of several blocks around its number."""
    found = _NUMBERED.match(name or "")
    return None if found is None else (found[1], int(found[2]), found[3])


def _is_text(block: Block) -> bool:
    return block.sort == "text" and not block.hidden and bool(block.text.strip())


def _is_in_line(one: Block, other: Block) -> bool:
    """Whether two blocks are above each other and as wide, or side by side and as high."""
    across = abs(one.x - other.x) + abs(one.w - other.w)
    down = abs(one.y - other.y) + abs(one.h - other.h)
    return min(across, down) <= _IN_LINE


def _sameness(drawn: Block, block: Block) -> float:
    """Above 0 where two shapes say the very same; of several such ones the nearest is meant."""
    if drawn.hidden or drawn.sort != block.sort or not _says(drawn):
        return 0.0
    same = folded(_says(drawn)) == folded(_says(block))
    return 1 + nearness(drawn, block) if same else 0.0


def _likeness(drawn: Block, block: Block) -> float:
    """How alike two shapes of one sort are in place and words; 0 where neither is enough."""
    if drawn.hidden or drawn.sort != block.sort or (block.text.strip() and not drawn.text.strip()):
        return 0.0
    near = nearness(drawn, block)
    words = text_likeness(_says(drawn), _says(block)) if _says(drawn) and _says(block) else 0.0
    if is_exact(drawn) and words < FAINTLY_ALIKE:
        return 0.0
    exchanged = drawn.image is not None and sizes(drawn, block) >= _SIZES
    return near + words if max(near, words) >= ALIKE or exchanged else 0.0


def _says(block: Block) -> str:
    return block.text.strip() or (block.alt if block.image is not None else "")
