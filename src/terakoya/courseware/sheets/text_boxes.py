"""The text box of each text of a layout: lines, characters a line, and the height together.

Characters a line follow from the geometry of the slide design, inner width ÷ size ÷ 1.04, and
are never less than what `docs/course-format.md` §3 promises an author. Heights are units, that
is 1/1280 of the sheet's width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import floor
from typing import Any

from ..inline import plain
from ..layouts import PLANNED
from ..model import (
    AnySlide,
    BulletsSlide,
    CaseSlide,
    CheckSlide,
    Choice,
    Column,
    ContactSlide,
    LawQuoteSlide,
    MatrixSlide,
    PageSlide,
    PictureSlide,
    StepsSlide,
    SummarySlide,
    TableSlide,
    TitleSlide,
    TwoColumnsSlide,
)
from ..variables import filled
from .measure import em_width, lines_needed
from .planned import planned_rooms

Path = tuple[str | int, ...]

LINE = 1.25  # height of a line in em
BODY, BODY_BESIDE_POINT = 496.0, 404.0
TITLE_BREAK = "／"


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
    _desk: tuple[tuple[str, TextBox], ...] = field(
        default=(
            ("desk.name", TextBox(2, 16, 24)),
            ("desk.person", TextBox(2, 16)),
            ("desk.extension", TextBox(1, 7, 44)),
            ("desk.hours", TextBox(2, 16)),
        ),
        repr=False,
    )

    def stacks(self, slide: AnySlide) -> Iterator[Stack]:
        """Every text of a slide, those that share a height together.

        A page as it was shows no text of its own.
        """
        if isinstance(slide, PageSlide):
            return
        planned = list(self._planned(slide)) if slide.layout in PLANNED else []
        bound = {block.path for stack in planned for block in stack.blocks}
        for shared in (self._kicker(slide), self._title(slide), self._point(slide)):
            if shared.blocks[0].path not in bound:
                yield shared
        if slide.layout in PLANNED:
            yield from planned
            return
        layouts: dict[str, Callable[[Any], Iterator[Stack]]] = {
            "title": self._opening,
            "bullets": self._bullets,
            "two-columns": self._two_columns,
            "table": self._table,
            "matrix": self._matrix,
            "steps": self._steps,
            "law-quote": self._law_quote,
            "picture": self._picture,
            "case": self._case,
            "check": self._check,
            "contact": self._contact,
            "summary": self._summary,
            "text": lambda _slide: iter(()),  # what does not fit goes on
        }
        yield from layouts[slide.layout](slide)

    def _planned(self, slide: AnySlide) -> Iterator[Stack]:
        """The texts of a layout whose boxes are those of its plan."""
        for room in planned_rooms(slide, self.chapter_title, self.values):
            box = TextBox(room.lines, room.chars, room.points)
            yield Stack((Block(room.path, room.text, box),))

    # -- what every slide has ---------------------------------------------------------------

    def _block(self, path: Path, text: str, box: TextBox) -> Block:
        return Block(path, plain(filled(text, self.values)), box)

    def _alone(self, path: Path, text: str, box: TextBox) -> Stack:
        return Stack((self._block(path, text, box),))

    def _kicker(self, slide: AnySlide) -> Stack:
        boxes = {
            "title": TextBox(2, 19, 18),
            "picture": TextBox(2, 12, 18),
            "case": TextBox(1, 23, 18),
        }
        box = boxes.get(slide.layout, TextBox(1, 24, 18))
        return self._alone(("kicker",), slide.kicker or self.chapter_title, box)

    def _title(self, slide: AnySlide) -> Stack:
        boxes = {
            "title": TextBox(3, 8.4, 44),
            "picture": TextBox(2, 8, 30),
            "text": TextBox(4, 27, 30),
            "case": TextBox(1, 14.5, 30),
        }
        title = slide.title
        if isinstance(slide, TitleSlide):
            title = title.replace(TITLE_BREAK, "\n")
        return self._alone(("title",), title, boxes.get(slide.layout, _HEADING))

    def _point(self, slide: AnySlide) -> Stack:
        # The opening sheet has no place for a takeaway; a picture's stands in the narrow column.
        boxes = {"title": TextBox(0, 30, 22), "picture": TextBox(2, 9.5, 22)}
        if slide.layout in PLANNED and not PLANNED[slide.layout].has_point:
            return self._alone(("point",), slide.point, TextBox(0, 30, 22))
        return self._alone(("point",), slide.point, boxes.get(slide.layout, TextBox(1, 30, 22)))

    def _body(self, slide: AnySlide) -> float:
        return BODY_BESIDE_POINT if filled(slide.point, self.values) else BODY

    # -- layouts with one sheet -------------------------------------------------------------

    def _opening(self, slide: TitleSlide) -> Iterator[Stack]:
        yield self._alone(("subtitle",), slide.subtitle, TextBox(1, 15.5, 24))
        for number, line in enumerate(slide.lead):
            box = TextBox(1 if number < 2 else 0, 18.6)
            yield self._alone(("lead", number), line, box)
        yield self._alone(("meta",), slide.meta, TextBox(1, 20.6, 18))

    def _bullets(self, slide: BulletsSlide) -> Iterator[Stack]:
        head, text = TextBox(1, 32, 24), TextBox(1, 37)
        if slide.picture:
            head, text = TextBox(1, 20.4, 24), TextBox(1, 24.5)
        if len(slide.items) > 4:  # in two columns
            rows = (len(slide.items) + 1) // 2
            lines = max(1, floor((self._body(slide) / rows - 8 - 40) / (20 / 0.75 * LINE)))
            head, text = TextBox(1, 14.4, 24), TextBox(lines, 17.3)
            if slide.picture:
                head, text = TextBox(1, 9.1, 24), TextBox(lines, 10.9)
        for number, item in enumerate(slide.items):
            yield self._alone(("items", number, "head"), item.head, head)
            yield self._alone(("items", number, "text"), item.text, text)

    def _two_columns(self, slide: TwoColumnsSlide) -> Iterator[Stack]:
        for name, column in (("left", slide.left), ("right", slide.right)):
            blocks = tuple(self._column(name, column))
            yield Stack(blocks, self._body(slide), fixed=26 + 16 + 22 + 12 + 5 * len(column.points))

    def _column(self, name: str, column: Column) -> Iterator[Block]:
        yield self._block((name, "head"), column.head, TextBox(1, 13.4, 24))
        quote = TextBox(3, 12.1 if column.face else 16.4)
        yield self._block((name, "quote"), column.quote, quote)
        # three points of one line, or two of two
        lines = 2 if len(column.points) < 3 else 1
        for number, point in enumerate(column.points):
            box = TextBox(lines if number < 3 else 0, 17)
            yield self._block((name, "points", number), point, box)

    def _table(self, slide: TableSlide) -> Iterator[Stack]:
        chars = {1: 32.5, 2: 15.3, 3: 9.7, 4: 6.9, 5: 5.3}[len(slide.columns)]
        lines = 2 if len(slide.rows) <= 6 else 1
        cell = TextBox(lines, chars)
        yield self._alone(("corner",), slide.corner, TextBox(1, 7.6, 18))
        for number, column in enumerate(slide.columns):
            yield self._alone(("columns", number), column, TextBox(1, cell.chars))
        source = self._block(("source",), slide.source, TextBox(2, 45, 18))
        yield Stack((source,))
        tallest = []
        for number, row in enumerate(slide.rows):
            blocks = [self._block(("rows", number, "head"), row.head, TextBox(2, 7.6, 18))]
            blocks += [
                self._block(("rows", number, "cells", place), text, cell)
                for place, text in enumerate(row.cells)
            ]
            yield from (Stack((block,)) for block in blocks)
            tallest.append(max(blocks, key=lambda block: block.height))
        padding = 12 * len(slide.rows)
        foot = source.height + 20 if source.lines else 0
        box = min(
            max(8, len(slide.rows)) * cell.line_height + padding, self._body(slide) - 54 - foot
        )
        yield Stack(tuple(tallest), box, fixed=padding)

    def _matrix(self, slide: MatrixSlide) -> Iterator[Stack]:
        for number, column in enumerate(slide.columns):
            yield self._alone(("columns", number), column, TextBox(1, 14.3))
        for number, row in enumerate(slide.rows):
            yield self._alone(("rows", number), row, TextBox(3, 5.2, 24))
        field_height = (self._body(slide) + 4 - 52) / 2
        for number, cell in enumerate(slide.cells):
            blocks = (
                self._block(("cells", number, "result"), cell.result, TextBox(1, 11.3, 24)),
                self._block(("cells", number, "text"), cell.text, TextBox(3, 15.2, total=36)),
                self._block(("cells", number, "example"), cell.example, TextBox(1, 16.9, 18)),
            )
            yield Stack(blocks, field_height, fixed=16 + 6 + 9)

    def _steps(self, slide: StepsSlide) -> Iterator[Stack]:
        yield self._alone(("alarm_tel",), slide.alarm_tel, TextBox(1, 6, 28))
        yield self._alone(("alarm",), slide.alarm, TextBox(1, 31, 22))
        row = (self._body(slide) + 4 - 104) / len(slide.steps)
        text = TextBox(1, 22.9)
        lines = max(1, min(2, floor((row - 8) / text.line_height)))
        for number, step in enumerate(slide.steps):
            yield self._alone(("steps", number, "who"), step.who, TextBox(1, 4))
            name = TextBox(1, 8, 24) if len(slide.steps) <= 6 else TextBox(1, 9.5)
            yield self._alone(("steps", number, "name"), step.name, name)
            yield self._alone(("steps", number, "text"), step.text, TextBox(lines, text.chars))

    def _law_quote(self, slide: LawQuoteSlide) -> Iterator[Stack]:
        quote = self._block(("quote",), slide.quote, TextBox(3, 20.5, 36))
        if quote.lines > 3:
            quote = self._block(("quote",), slide.quote, TextBox(4, 26.4, 28))
        source = self._block(("source",), slide.source, TextBox(1, 41, 18))
        columns = []
        for number, gloss in enumerate(slide.glosses):
            four = len(slide.glosses) > 3
            term = self._block(
                ("glosses", number, "term"), gloss.term, TextBox(1, 8.7 if four else 12, 22)
            )
            text = self._block(
                ("glosses", number, "text"), gloss.text, TextBox(3, 9.5 if four else 13)
            )
            yield Stack((term, text))
            columns.append(term.height + text.height)
        fixed = 28 + 12 + 22 + 22 + 14 + 4 + max(columns, default=0)
        yield Stack((quote, source), self._body(slide), fixed=fixed)

    def _picture(self, slide: PictureSlide) -> Iterator[Stack]:
        texts = [filled(text, self.values) for text in slide.text]
        widths = [em_width(plain(text)) for text in texts]
        for number, text in enumerate(texts):
            # what the other paragraph leaves of 60 characters
            left = 60 - (sum(widths) - widths[number] if widths[number] == max(widths) else 0)
            box = TextBox(7, 12, total=max(0.0, left))
            yield self._alone(("text", number), text, box)

    def _contact(self, slide: ContactSlide) -> Iterator[Stack]:
        for number, promise in enumerate(slide.promises):
            yield self._alone(("promises", number), promise, TextBox(1, 22))
        yield self._alone(("police_110",), slide.police_110, TextBox(2, 16.3, 18))
        yield self._alone(("police_9110",), slide.police_9110, TextBox(2, 16.3, 18))
        for key, box in self._desk:
            yield self._alone((key,), self.values.get(key, ""), box)

    def _summary(self, slide: SummarySlide) -> Iterator[Stack]:
        for number, group in enumerate(slide.groups):
            four = len(slide.groups) > 3
            head = self._block(
                ("groups", number, "head"), group.head, TextBox(1, 6.5 if four else 9.1, 24)
            )
            text = self._block(
                ("groups", number, "text"), group.text, TextBox(3, 7.8 if four else 11)
            )
            yield Stack((head, text), self._body(slide), fixed=168 + 18 + 12 + 5)

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
        yield self._alone(("answer_title",), slide.answer_title, _HEADING)
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

    def _check(self, slide: CheckSlide) -> Iterator[Stack]:
        premise = self._block(("premise",), slide.premise, TextBox(1, 40))
        source = self._block(("source",), slide.source, TextBox(2, 45, 18))
        yield Stack((premise, source))
        yield self._alone(("answer_title",), slide.answer_title, _HEADING)
        taken = (premise.height + 24 if premise.lines else 0) + (
            source.height + 12 if source.lines else 0
        )
        yield from self._cards(slide, self._body(slide) - taken)

    def _cards(self, slide: CheckSlide, height_left: float) -> Iterator[Stack]:
        """Two or three cards side by side; four stand in two rows and have smaller type."""
        text, why, fixed = {
            1: (TextBox(3, 32, 24), TextBox(4, 38), 88 + 8 + 6),
            2: (TextBox(3, 15, 24), TextBox(4, 18), 88 + 8 + 6),
            3: (TextBox(3, 9.3, 24), TextBox(4, 11.1), 88 + 8 + 6),
            4: (TextBox(2, 17), TextBox(3, 18.9, 18), 5 + 3),
        }[len(slide.choices)]
        height = (height_left - 24) / 2 if len(slide.choices) == 4 else height_left
        blocks = list(self._choices(slide.choices, text, why))
        for number in range(0, len(blocks), 2):
            yield Stack(tuple(blocks[number : number + 2]), height, fixed=float(fixed))
