"""Which row of the printed answer sheet holds what, how high it is, and where a page begins.

Pure: heights in points at full size. An Excel page narrower than the sheet is scaled down, and
then holds more points of height.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from ..measure import row_height
from ..styles import BODY_SIZE, SMALL
from .plan import PlannedItem

QUESTION_WIDTH, OPTION_WIDTH = 42, 8.5
HEAD_HEIGHT = 165  # what stands above the rows on the first page
PAGE_WIDTH, PAGE_HEIGHT = 523, 752  # points of an A4 page between its margins
RESERVE, CLOSING = 17, 46  # points kept free of each page, and those of the closing lines
UNIT = 5.25  # points of a unit of column width
PAGES = 2  # that a survey should fill at most


@dataclass(frozen=True)
class Room:
    """How much room rows have: for a circle, around words of a size, and for free words."""

    least: float
    padding: float
    comment: float
    size: float = BODY_SIZE


ROOMS = (
    Room(40, 10, 200),
    Room(36, 8, 110),
    Room(30, 4, 56, size=9.5),
    Room(28, 3, 110, size=9),
    Room(28, 3, 44, size=9),
)


class RowKind(Enum):
    """What stands in a row."""

    OPTIONS = "options"
    ITEM = "item"
    QUESTION = "question"
    WORDS = "words"


@dataclass(frozen=True)
class PaperRow:
    """A row; `place` counts the items under one heading from 0."""

    kind: RowKind
    item: PlannedItem
    height: float
    size: float
    place: int = 0
    begins_page: bool = False


def page_height(width: float) -> float:
    """The points of height that a page holds of a sheet of some width in units."""
    return PAGE_HEIGHT * max(1, width * UNIT / PAGE_WIDTH) - RESERVE


def plan_rows(
    items: Iterable[PlannedItem],
    options_of: Callable[[PlannedItem], str],
    declined: str,
    width: float,
) -> tuple[PaperRow, ...]:
    """The rows in order, roomy where two pages hold them, tighter where not.

    `options_of` says the same of items with the same options, `width` is that of the sheet.
    """

    def key(item: PlannedItem) -> str:
        return item.id if item.item.kind == "comment" else options_of(item)

    groups = [list(group) for _, group in groupby(items, key=key)]
    for room in ROOMS:
        pages = _Pages(room, declined, width)
        rows = pages.rows(groups)
        if pages.count <= PAGES:
            break
    return rows


def shown_words(item: PlannedItem) -> str:
    """The words of an item with its help below them."""
    return f"{item.text}\n{item.help}" if item.help else item.text


class _Pages:
    def __init__(self, room: Room, declined: str, width: float) -> None:
        self._room, self._declined, self._width = room, declined, width
        self._page = page_height(width)
        self._used: float = HEAD_HEIGHT
        self._rows: list[PaperRow] = []
        self._begins = False

    def rows(self, groups: Sequence[Sequence[PlannedItem]]) -> tuple[PaperRow, ...]:
        for group in groups:
            if group[0].item.kind == "comment":
                self._add_comment(group[0])
            else:
                self._add_group(group)
        return tuple(self._rows)

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

    def _add(self, kind: RowKind, item: PlannedItem, height: float, place: int = 0) -> None:
        row = PaperRow(kind, item, height, self._room.size, place, begins_page=self._begins)
        self._rows.append(row)
        self._used, self._begins = self._used + height, False

    def _add_group(self, items: Sequence[PlannedItem]) -> None:
        """Add items with the same options, their heading on each page that has some of them."""
        labels = (*items[0].labels, self._declined)
        head = max(28, *(row_height(one, OPTION_WIDTH, SMALL, padding=6) for one in labels))
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

    def _add_comment(self, item: PlannedItem) -> None:
        """Add an item answered in free words and room for them."""
        words = row_height(shown_words(item), self._width - 8, BODY_SIZE, padding=12)
        self._need(words + self._room.comment)
        self._add(RowKind.QUESTION, item, words)
        self._add(RowKind.WORDS, item, self._room.comment)
