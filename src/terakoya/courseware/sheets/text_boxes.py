"""The text box of each text of a slide: lines, characters a line, and the height together.

They are those of its plan. The choices of `case` and `check`, whose two sheets share their texts,
have a table of their own; its characters a line are never less than what `docs/course-format.md`
§3 promises an author. Heights are units, that is 1/1280 of the sheet's width.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..inline import plain
from ..layouts import PLANNED
from ..layouts.case import FACTS
from ..layouts.shapes import SharedRoom
from ..model import TWO_SHEETS, AnySlide, CaseSlide, CheckSlide, PageSlide
from ..variables import filled
from .measure import em_width, lines_needed
from .planned import Room, planned_rooms

Path = tuple[str | int, ...]

LINE = 1.25  # height of a line in em
BODY, BODY_BESIDE_POINT = 496.0, 404.0


@dataclass(frozen=True)
class TextBox:
    """Lines, full-width characters a line, and type size in points of one text.

    `total`, where set, is the width of the text as a whole in full-width characters.
    """

    lines: int
    chars: float
    points: float = 20
    total: float | None = None

    @property
    def line_height(self) -> float:
        """The height of one line in units."""
        return self.points / 0.75 * LINE


_HEADING = TextBox(1, 27, 30)


@dataclass(frozen=True)
class Block:
    """A text as it is shown, where it stands in the slide, and its text box."""

    path: Path
    text: str
    box: TextBox

    @property
    def lines(self) -> int:
        """The lines that the text fills."""
        return lines_needed(self.text, self.box.chars)

    @property
    def height(self) -> float:
        """The height that the text fills."""
        return self.lines * self.box.line_height


@dataclass(frozen=True)
class Stack:
    """Texts that stand below each other; with what is `fixed` they may be `height` high."""

    blocks: tuple[Block, ...]
    height: float | None = None
    fixed: float = 0.0


@dataclass(frozen=True)
class TextBoxPlan:
    """Says for every text of a slide which box it has."""

    chapter_title: str
    values: Mapping[str, str]

    def stacks(self, slide: AnySlide) -> Iterator[Stack]:
        """Every text of a slide, those that share a height together.

        A page as it was shows no text of its own.
        """
        if isinstance(slide, PageSlide):
            return
        for planned in planned_rooms(slide, self.chapter_title, self.values):
            blocks = {path: _block_of(room) for path, room in planned.rooms.items()}
            for shared in planned.shared:
                blocks |= _limited(shared, blocks)
            if not PLANNED[slide.layout].has_point:
                blocks[("point",)] = self._block(("point",), slide.point, TextBox(0, 30, 22))
            yield from (Stack((block,)) for block in blocks.values())
            yield from (_stack(shared, blocks) for shared in planned.shared if shared.height)
            if isinstance(slide, CheckSlide) and planned.is_answer and not slide.has_later_look:
                yield from self._cards(slide, blocks)
            if isinstance(slide, CaseSlide) and planned.is_answer:
                yield self._case_choices(slide, blocks)
                yield self._verdict(slide, blocks)
            elif isinstance(slide, CaseSlide) and not slide.has_later_look:
                yield self._scene(blocks)
        if isinstance(slide, TWO_SHEETS):
            yield self._alone(("answer_title",), slide.answer_title, _HEADING)

    def _block(self, path: Path, text: str, box: TextBox) -> Block:
        return Block(path, plain(filled(text, self.values)), box)

    def _alone(self, path: Path, text: str, box: TextBox) -> Stack:
        return Stack((self._block(path, text, box),))

    def _body(self, slide: AnySlide) -> float:
        return BODY_BESIDE_POINT if filled(slide.point, self.values) else BODY

    # -- exercises, two sheets each ---------------------------------------------------------

    def _scene(self, blocks: Mapping[Path, Block]) -> Stack:
        """What stands between the warning (or the title) and the question of a case."""
        paths: list[Path] = [("harsh",), *((name,) for name in FACTS)]
        fixed = 16 * len(FACTS) + (20 - 8 if ("harsh",) in blocks else 0)
        return Stack(_of(blocks, *paths), 591 - 16 - 160, fixed=fixed)

    def _case_choices(self, slide: CaseSlide, blocks: Mapping[Path, Block]) -> Stack:
        count = len(slide.choices)
        paths = ((("choices", number, key)) for number in range(count) for key in ("text", "why"))
        # per choice its paddings, between them gaps, and the mark of the right one
        fixed = 27 * count + 14 * (count - 1) + 32
        return Stack(_of(blocks, *paths), self._body(slide), fixed=fixed)

    def _verdict(self, slide: CaseSlide, blocks: Mapping[Path, Block]) -> Stack:
        words = _of(blocks, *(("verdict", number, "word") for number in range(2)))
        reasons = _of(blocks, *(("verdict", number, "reason") for number in range(2)))
        heights = [one.height for one in reasons]
        # both rows are equally high
        uneven = sum(max(heights) - height for height in (*heights, 0)[:2]) if heights else 0
        texts = (*words, *reasons, *_of(blocks, ("action",), ("source",)))
        # paddings of the panel and of both rows, and the line すること
        return Stack(texts, self._body(slide), fixed=32 + 2 * 26 + 37 + uneven)

    def _cards(self, slide: CheckSlide, blocks: Mapping[Path, Block]) -> Iterator[Stack]:
        """Two or three cards side by side, four in two rows, between premise and source."""
        height = self._body(slide)
        for name, gap in (("premise", 24), ("source", 12)):
            beside = blocks.get((name,))
            height -= beside.height + gap if beside is not None and beside.lines else 0
        is_in_rows = len(slide.choices) == 4
        height = (height - 24) / 2 if is_in_rows else height
        for number in range(len(slide.choices)):
            paths = (("choices", number, key) for key in ("text", "why"))
            yield Stack(_of(blocks, *paths), height, fixed=5.0 + 3 if is_in_rows else 88.0 + 8 + 6)


def _of(blocks: Mapping[Path, Block], *paths: Path) -> tuple[Block, ...]:
    """The texts of some fields that are shown."""
    return tuple(blocks[path] for path in paths if path in blocks)


def _block_of(room: Room) -> Block:
    return Block(room.path, room.text, TextBox(room.lines, room.chars, room.points))


def _limited(shared: SharedRoom, blocks: Mapping[Path, Block]) -> dict[Path, Block]:
    """The texts that have a number of characters in all: the widest has what the others leave."""
    if shared.chars is None:
        return {}
    found = [blocks[path] for path in shared.texts if path in blocks]
    widths = [em_width(block.text) for block in found]
    limited = {}
    for block, width in zip(found, widths, strict=True):
        others = sum(widths) - width if width == max(widths) else 0
        box = replace(block.box, total=max(0.0, shared.chars - others))
        limited[block.path] = replace(block, box=box)
    return limited


def _stack(shared: SharedRoom, blocks: Mapping[Path, Block]) -> Stack:
    """The texts that stand below each other; of those side by side, the highest ones."""
    found = [blocks[path] for path in shared.texts if path in blocks]
    for row in shared.beside:
        columns = [[blocks[path] for path in column if path in blocks] for column in row]
        found += max(columns, key=lambda one: sum(block.height for block in one))
    return Stack(tuple(found), shared.height, fixed=shared.fixed)
