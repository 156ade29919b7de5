"""The rows of 回答用紙 in which items may stand, and what stands there beside any item.

The closing lines and the officer's part divide the sheet; a row before, between or behind them
is read whatever stands in its number cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..writing.survey.answer_sheet import ANSWER, DEPARTMENT_ROW, NUMBER, QUESTION
from ..writing.words import in_every_language
from .columns import Columns, find_columns
from .grid import EMPTY, Cell, Grid, Place
from .ids import Ids, TextKey

# Columns from 1 here, from 0 in the writer.
NUMBERS, WORDS, ANSWERS = NUMBER + 1, QUESTION + 1, ANSWER + 1
BOX = "□"
_BOXES = "□☐◻▢❏❑"
UNREAD = Cell("", is_error=True)  # the words of before stand in for it
_BEFORE_FIRST_ITEM = DEPARTMENT_ROW + 2


@dataclass(frozen=True)
class ItemRow:
    """A row with words: those of an item, of its help, of its boxes, or an entry.

    The words are `UNREAD` where a formula has no result to read.
    """

    row: int
    words: Cell
    has_number: bool
    number: str = ""

    @property
    def is_boxes(self) -> bool:
        """Whether the row shows options with boxes to tick."""
        return shows_boxes(self.words.text)


@dataclass
class ItemRows:
    """The rows with words, in order; `loose` are texts of no item, `unsaved` formulas unread.

    `officer_part` are the rows in which no item stands.
    """

    officer_part: range
    rows: list[ItemRow] = field(default_factory=list)
    loose: list[tuple[Place, str]] = field(default_factory=list)
    unsaved: list[Place] = field(default_factory=list)


def survey_columns(grid: Grid, ids: Ids) -> Columns:
    """The columns of 回答用紙, where some were inserted or deleted."""
    words = {"item.text": WORDS, "item.help": WORDS, "option.text": ANSWERS}
    keys = (("number", NUMBERS), ("question", WORDS), ("answer", ANSWERS))
    return find_columns(grid, ids, words, {at: in_every_language(key) for key, at in keys})


def shows_boxes(text: str) -> bool:
    """Whether a text begins with a box to tick."""
    return text.lstrip()[:1] in tuple(_BOXES)


def boxed_words(text: str) -> list[str]:
    """The words behind each box of a line."""
    parts = re.split(f"[{_BOXES}]", text)
    return [part.strip() for part in parts if part.strip()]


def read_item_rows(grid: Grid, formulas: Grid, keys: dict[Place, TextKey]) -> ItemRows:
    """Sort the cells of every row that may hold an item."""
    return _Reader(grid, formulas, keys).read()


class _Reader:
    def __init__(self, grid: Grid, formulas: Grid, keys: dict[Place, TextKey]) -> None:
        self.grid, self.keys = _with_boxes(grid, formulas), keys
        self.formulas = formulas
        self.cells = dict(self.grid.rows())
        header = self._header_row()
        self.items_from = header + 1
        self.found = ItemRows(self._officer_part(header))

    def read(self) -> ItemRows:
        for row in self._item_rows():
            self._take(row, self.cells.get(row, {}))
        return self.found

    # -- which rows

    def _item_rows(self) -> Iterator[int]:
        for row in self._rows():
            if row >= self.items_from and row not in self.found.officer_part:
                yield row

    def _rows(self) -> list[int]:
        return sorted({*self.cells, *(row for row, _ in self.formulas.cells)})

    def _officer_part(self, header: int) -> range:
        """The rows from the officer's part to the row that is copied, else to the last."""
        end = self._end_row(header)
        behind = self._copy_row(end)
        last = max(self._rows(), default=end) if behind is None else behind
        return range(end, last + 1)

    def _header_row(self) -> int:
        questions, answers = in_every_language("question"), in_every_language("answer")
        for row, cells in self.grid.rows():
            if _text(cells, WORDS) in questions and _text(cells, ANSWERS) in answers:
                return row
        known = [row for (row, _), key in self.keys.items() if key[0] == "item"]
        return min([_BEFORE_FIRST_ITEM, *(row - 1 for row in known)])

    def _end_row(self, header: int) -> int:
        """The row in which the officer's part begins."""
        headings = in_every_language("officer_part") | in_every_language("departments")
        named = [row for row, cells in self.cells.items() if _text(cells, NUMBERS) in headings]
        if named:
            return min(named)
        # Its headings were written anew: a line of its own behind the last item that is known.
        rows = [row for row, cells in self.cells.items() if shows_boxes(_text(cells, WORDS))]
        rows += [row for (row, _), key in self.keys.items() if key[0] == "item"]
        last = max(rows, default=header)
        lines = [row for row, cells in self.cells.items() if row > last and _is_line(cells)]
        return min(lines, default=max(self.cells, default=0) + 1)

    def _copy_row(self, end: int) -> int | None:
        """The last row of the officer's part."""
        words = in_every_language("department")
        rows = [row for row, cells in self.cells.items() if _text(cells, WORDS) in words]
        return next((row + 1 for row in sorted(rows) if row > end), None)

    # -- what stands in a row

    def _take(self, row: int, cells: dict[int, Cell]) -> None:
        words = cells.get(WORDS, EMPTY)
        has_number = bool(_text(cells, NUMBERS)) or bool(self.formulas.text(row, NUMBERS))
        if not words.text.strip() and self._is_headed_by_number_cell(row, cells):
            words = cells[NUMBERS]
        is_formula = self.formulas.text(row, WORDS).startswith("=")
        is_unread = words.is_error or (is_formula and not words.text.strip())
        if is_unread:
            self.found.unsaved.append((row, WORDS))
        if words.text.strip() or is_unread:
            number = "" if words is cells.get(NUMBERS) else _text(cells, NUMBERS)
            words = UNREAD if is_unread else words
            self.found.rows.append(ItemRow(row, words, has_number, number))
        self._take_beside(row, cells, words)

    def _is_headed_by_number_cell(self, row: int, cells: dict[int, Cell]) -> bool:
        """Whether the words stand in the number cell, as where both were merged."""
        below = self.cells.get(row + 1, {})
        return _is_line(cells) and shows_boxes(_text(below, WORDS))

    def _take_beside(self, row: int, cells: dict[int, Cell], words: Cell) -> None:
        for column, cell in sorted(cells.items()):
            is_own = column == WORDS or cell is words
            is_number = column == NUMBERS and not self._is_loose_line(cells, words)
            is_answer = column == ANSWERS and bool(words.text.strip())
            if not (is_own or is_number or is_answer):
                self.found.loose.append(((row, column), cell.text.strip()))

    def _is_loose_line(self, cells: dict[int, Cell], words: Cell) -> bool:
        """Whether the number cell holds a line of its own; numbers and closing lines are none."""
        text = _text(cells, NUMBERS)
        if words.text.strip() or cells[NUMBERS].number is not None or text.isdecimal():
            return False
        return not is_closing(text)


def _with_boxes(grid: Grid, formulas: Grid) -> Grid:
    """The sheet, the lines of boxes also where a program saved no values of formulas."""
    cells = dict(grid.cells)
    for place, formula in formulas.cells.items():
        if formula.text.startswith("=") and BOX in formula.text:
            shown = cells.get(place, EMPTY)
            cells[place] = shown if shown.text.startswith(BOX) else Cell(BOX)
    return Grid(grid.name, cells, grid.columns)


def _text(cells: dict[int, Cell], column: int) -> str:
    return cells.get(column, EMPTY).text.strip()


def _is_line(cells: dict[int, Cell]) -> bool:
    """Whether a row is a line of words in the number cell, over its whole width."""
    cell = cells.get(NUMBERS, EMPTY)
    is_number = cell.number is not None or cell.text.strip().isdecimal()
    return bool(cell.text.strip()) and not is_number and not _text(cells, WORDS)


def is_closing(text: str) -> bool:
    """Whether a line is one of those with which our sheet closes, whatever the desk."""
    starts = (words.partition("{desk}")[0] for words in in_every_language("hard_times"))
    return text in in_every_language("thanks") or text.startswith(tuple(starts))
