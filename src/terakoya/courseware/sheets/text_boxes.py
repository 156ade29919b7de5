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
from ..layouts.shapes import SharedRoom
from ..model import TWO_SHEETS, AnySlide, CaseSlide, CheckSlide, Choice, PageSlide
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
        if isinstance(slide, TWO_SHEETS):
            yield self._alone(("answer_title",), slide.answer_title, _HEADING)
        if isinstance(slide, CaseSlide):
            yield from self._case(slide)

    def _block(self, path: Path, text: str, box: TextBox) -> Block:
        return Block(path, plain(filled(text, self.values)), box)

    def _alone(self, path: Path, text: str, box: TextBox) -> Stack:
        return Stack((self._block(path, text, box),))

    def _body(self, slide: AnySlide) -> float:
        return BODY_BESIDE_POINT if filled(slide.point, self.values) else BODY

    # -- exercises, two sheets each ---------------------------------------------------------

    def _case(self, slide: CaseSlide) -> Iterator[Stack]:
        harsh = self._block(("harsh",), slide.harsh, TextBox(2, 22, 18))
        facts = ("demand", "manner", "frequency", "harm")
        blocks = [self._block((name,), getattr(slide, name), TextBox(2, 15)) for name in facts]
        # between the warning (or the title) and the question
        fixed = 16 * len(blocks) + (20 - 8 if harsh.lines else 0)
        yield Stack((harsh, *blocks), 591 - 16 - 160, fixed=fixed)
        yield self._alone(("question",), slide.question, TextBox(1, 15.8, 24))
        yield self._alone(("bubble",), slide.bubble, TextBox(3, 14.4, 22))
        yield self._case_choices(slide)
        yield self._verdict(slide)

    def _case_choices(self, slide: CaseSlide) -> Stack:
        count = len(slide.choices)
        text = TextBox(1, 17) if count == 4 else TextBox(2, 16.5)
        blocks = tuple(self._choices(slide.choices, text, TextBox(1, 18.3, 18)))
        # per choice its paddings, between them gaps, and the mark of the right one
        fixed = 27 * count + 14 * (count - 1) + 32
        return Stack(blocks, self._body(slide), fixed=fixed)

    def _choices(self, choices: tuple[Choice, ...], text: TextBox, why: TextBox) -> Iterator[Block]:
        for number, choice in enumerate(choices):
            yield self._block(("choices", number, "text"), choice.text, text)
            yield self._block(("choices", number, "why"), choice.why, why)

    def _verdict(self, slide: CaseSlide) -> Stack:
        blocks, reasons = [], []
        for number, verdict in enumerate(slide.verdict):
            path = ("verdict", number)
            blocks.append(self._block((*path, "word"), verdict.word, TextBox(1, 9)))
            reasons.append(self._block((*path, "reason"), verdict.reason, TextBox(2, 11.7, 18)))
        blocks += reasons
        heights = [one.height for one in reasons]
        uneven = sum(max(heights) - height for height in heights)  # both rows are equally high
        blocks.append(self._block(("action",), slide.action, TextBox(3, 19)))
        blocks.append(self._block(("source",), slide.source, TextBox(2, 20.8, 18)))
        # paddings of the panel and of both rows, and the line すること
        return Stack(tuple(blocks), self._body(slide), fixed=32 + 2 * 26 + 37 + uneven)

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
            texts = tuple(blocks[path] for path in paths if path in blocks)
            yield Stack(texts, height, fixed=5.0 + 3 if is_in_rows else 88.0 + 8 + 6)


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
