"""The percent needed to pass, as it stands on 解答用紙 of a test workbook."""

from __future__ import annotations

import re
import unicodedata

from ...writers.xlsx.confirmation.answer_sheet import MARK
from ...writers.xlsx.words import in_every_language
from ..whole_numbers import whole_number
from .grid import EMPTY, Cell, Place
from .ids import Ids
from .notices import Notice, Remark
from .package import Book

_VALUES = MARK + 1  # from 1 here, from 0 in the writer
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def read_pass_mark(book: Book, ids: Ids, base: int) -> tuple[int | None, list[Notice]]:
    """The mark where somebody changed it, else `None`; a change is told, whether readable or not.

    `base` is the course's own, which counts where the hidden sheet does not say it.
    """
    before = whole_number(ids.pass_mark, base)
    for name in book.sheet_names:
        if name in in_every_language("sheet_test_answers"):
            return _on_sheet(book, name, before)
    return None, []


def _on_sheet(book: Book, name: str, before: int) -> tuple[int | None, list[Notice]]:
    place = _place(book, name)
    if place is None:
        return None, []
    grid = book.grid(name)
    cell, address = grid[place], grid.address(*place)
    formula = book.grid(name, formulas=True)[place].text
    if cell is EMPTY and formula:
        return None, [Notice(Remark.UNSAVED, address)]
    mark = _percent(cell)
    if mark is None:
        values = {"text": cell.text.strip(), "before": str(before)}
        return None, [Notice(Remark.UNKNOWN_THRESHOLD, address, values)]
    if mark == before:
        return None, []
    values = {"before": str(before), "after": str(mark)}
    return mark, [Notice(Remark.THRESHOLD, address, values)]


def _place(book: Book, name: str) -> Place | None:
    """The cell of the mark, beside its label."""
    labels = in_every_language("pass_mark")
    for row, cells in book.grid(name).rows():
        if any(cell.text.strip() in labels for column, cell in cells.items() if column < _VALUES):
            return row, _VALUES
    return None


def _percent(cell: Cell) -> int | None:
    """The whole percent that a cell says; 0.7 is what a spreadsheet makes of 70 %."""
    value = cell.number
    if value is None:
        found = _NUMBER.findall(unicodedata.normalize("NFKC", cell.text))
        if len(found) != 1:
            return None
        value = float(found[0])
    if 0 < value < 1 or (value == 1 and cell.text.strip() == "100%"):
        value *= 100
    return round(value) if 0 <= value <= 100 else None
