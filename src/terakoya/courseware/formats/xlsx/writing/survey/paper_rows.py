"""Which row of the printed answer sheet holds what, how high it is, and where a page begins.

Items that share their options stand in a grid, with a letter in each column; one with options of
its own has them written out in lines below it. Pages that are not full are drawn roomier.

Pure: heights in points at full size. A page narrower than the sheet is scaled down, and then
holds more points of height.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby

from ..measure import column_pixels, page_height, row_height, text_pixels
from ..styles import BODY_SIZE
from .plan import PlannedItem, SurveyPlan

QUESTION_WIDTH, OPTION_WIDTH, MOST_WIDE = 42, 8.2, 12
HEAD_SIZE = 9.5  # of the options over a grid
GAP = "　　"  # between options on a line
HEAD_HEIGHT = 165  # what stands above the rows on the first page
RESERVE, CLOSING = 17, 46  # points kept free of each page, and those of the closing lines
PAGES = 2  # that a survey should fill at most


@dataclass(frozen=True)
class Room:
    """How much room rows have: for a circle, around words of a size, and for free words."""

    least: float
    padding: float
    comment: float
    size: float


ROOMS = (
    Room(38, 12, 150, size=11.5),
    Room(34, 10, 110, size=11),
    Room(32, 8, 90, size=BODY_SIZE),
    Room(30, 5, 56, size=10),
    Room(28, 3, 44, size=9),
)
MOST_ADDED, MOST_WORDS = 16, 260  # points to a row of a page that is not full; for free words


class RowKind(Enum):
    """What stands in a row."""

    OPTIONS = "options"  # the heading over a grid
    ITEM = "item"  # a row of a grid
    QUESTION = "question"  # an item across the sheet; its rows follow
    CHOICES = "choices"  # some of its options
    WORDS = "words"  # room for free words


@dataclass(frozen=True)
class PaperRow:
    """A row; `place` counts the items under one heading from 0.

    `first` and `last` are the options of a row of choices, that not to answer behind them all;
    of a question `last` is how many rows follow that belong to it.
    """

    kind: RowKind
    item: PlannedItem
    height: float
    size: float
    place: int = 0
    first: int = 0
    last: int = 0
    begins_page: bool = False


def plan_rows(
    items: Iterable[PlannedItem],
    options_of: Callable[[PlannedItem], str],
    declined: str,
    widths: Sequence[float],
) -> tuple[PaperRow, ...]:
    """The rows in order, roomy where two pages hold them, tighter where not.

    `options_of` says the same of items with the same options, `widths` are those of the columns.
    """

    def key(item: PlannedItem) -> str:
        return item.id if item.item.kind == "comment" else options_of(item)

    groups = [list(group) for _, group in groupby(items, key=key)]
    for room in ROOMS:
        pages = _Pages(room, declined, widths)
        rows = pages.rows(groups)
        if pages.count <= PAGES:
            break
    return pages.filled(rows)


def option_width(plan: SurveyPlan) -> float:
    """How wide the column of an option is: no word of Latin letters is broken."""
    labels = " ".join(label for item in plan.closed for label in (*item.labels, plan.declined))
    longest = max((len(word) for word in labels.split() if word.isascii()), default=0)
    return min(MOST_WIDE, max(OPTION_WIDTH, longest * HEAD_SIZE * 0.118 + 0.2))


def most_columns(plan: SurveyPlan, options_of: Callable[[PlannedItem], str]) -> int:
    """How many options the widest grid has, at least two."""
    groups = (list(group) for _, group in groupby(plan.closed, key=options_of))
    return max((len(one[0].labels) for one in groups if len(one) > 1), default=2)


def shown_words(item: PlannedItem) -> str:
    """The words of an item with its help below them."""
    return f"{item.text}\n{item.help}" if item.help else item.text


class _Pages:
    def __init__(self, room: Room, declined: str, widths: Sequence[float]) -> None:
        self._room, self._declined = room, declined
        self._width, self._option = sum(widths), widths[-1]
        self._page = page_height(widths) - RESERVE
        self._used: float = HEAD_HEIGHT
        self._rows: list[PaperRow] = []
        self._begins = False

    def rows(self, groups: Sequence[Sequence[PlannedItem]]) -> tuple[PaperRow, ...]:
        for group in groups:
            if group[0].item.kind == "comment":
                self._add_comment(group[0])
            elif len(group) == 1:
                self._add_alone(group[0])
            else:
                self._add_grid(group)
        return tuple(self._rows)

    def filled(self, rows: Sequence[PaperRow]) -> tuple[PaperRow, ...]:
        """The rows of each page with the room that is left on it."""
        starts = [0, *(at for at, row in enumerate(rows) if row.begins_page)]
        found: list[PaperRow] = []
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            page, taken = rows[start:end], HEAD_HEIGHT if start == 0 else 0
            taken += CLOSING if end == len(rows) else 0
            found += _roomier(page, self._page - taken - sum(row.height for row in page))
        return tuple(found)

    @property
    def count(self) -> int:
        """How many pages the rows take with the closing lines."""
        overflows = self._used + CLOSING > self._page
        return 1 + sum(row.begins_page for row in self._rows) + overflows

    def _need(self, height: float) -> bool:
        """Begin a page where the present one has not so much room; whether one was begun."""
        self._begins = self._used + height > self._page
        if self._begins:
            self._used = 0
        return self._begins

    def _add(
        self, kind: RowKind, item: PlannedItem, height: float, place: int = 0, **more: int
    ) -> None:
        row = PaperRow(kind, item, height, self._room.size, place, begins_page=self._begins, **more)
        self._rows.append(row)
        self._used, self._begins = self._used + height, False

    def _add_grid(self, items: Sequence[PlannedItem]) -> None:
        """Add items with the same options, their heading on each page that has some of them."""
        labels = (*items[0].labels, self._declined)
        head = max(28, *(row_height(one, self._option, HEAD_SIZE, padding=6) for one in labels))
        heights = [self._item_height(item) for item in items]
        # What a page holds whole is not begun in the lower half of one that does not.
        wanted = head + heights[0]
        if self._used > self._page / 2:
            wanted = min(head + sum(heights), self._page)
        self._need(wanted)
        self._add(RowKind.OPTIONS, items[0], head)
        for place, (item, height) in enumerate(zip(items, heights, strict=True)):
            if self._need(height):
                self._add(RowKind.OPTIONS, item, head)
            self._add(RowKind.ITEM, item, height, place)

    def _item_height(self, item: PlannedItem) -> float:
        words, room = shown_words(item), self._room
        height = row_height(words, QUESTION_WIDTH - 2, room.size, padding=room.padding)
        return max(room.least, height)

    def _question_height(self, item: PlannedItem) -> float:
        """The height of an item that stands across the sheet."""
        return row_height(shown_words(item), self._width - 8, self._room.size, padding=10)

    def _add_alone(self, item: PlannedItem) -> None:
        """Add an item with options of its own, and lines of them, none parted from the item."""
        height, line = self._question_height(item), max(26, self._room.least - 6)
        lines = self._lines(item)
        self._need(height + line * len(lines))
        self._add(RowKind.QUESTION, item, height, last=len(lines))
        for first, last in lines:
            self._add(RowKind.CHOICES, item, line, first=first, last=last)

    def _lines(self, item: PlannedItem) -> list[tuple[int, int]]:
        """The first and the last option of each line."""
        room = column_pixels(self._width - 10)
        lines: list[tuple[int, int]] = []
        used = 0.0
        for index, label in enumerate((*item.labels, self._declined)):
            wide = text_pixels(f"{GAP}x　{label}", self._room.size) * 1.05
            if lines and used + wide <= room:
                lines[-1], used = (lines[-1][0], index), used + wide
            else:
                lines.append((index, index))
                used = wide
        return lines

    def _add_comment(self, item: PlannedItem) -> None:
        """Add an item answered in free words and room for them."""
        words = self._question_height(item)
        self._need(words + self._room.comment)
        self._add(RowKind.QUESTION, item, words, last=1)
        self._add(RowKind.WORDS, item, self._room.comment)


def _roomier(page: Sequence[PaperRow], left: float) -> list[PaperRow]:
    """The rows of a page with more room: some for each circle, the rest for free words."""
    circles = sum(row.kind in (RowKind.ITEM, RowKind.CHOICES) for row in page)
    words = sum(row.kind is RowKind.WORDS for row in page)
    added = min(MOST_ADDED, max(0.0, left) / max(1, circles))
    rest = max(0.0, left - added * circles) / max(1, words)
    found = []
    for row in page:
        height = row.height
        if row.kind in (RowKind.ITEM, RowKind.CHOICES):
            height += added
        elif row.kind is RowKind.WORDS:
            height = max(height, min(height + rest, MOST_WORDS))
        found.append(replace(row, height=round(height, 2)))
    return found
