"""A sheet as texts by row and column, as somebody sees them.

Rows and columns count from 1, as in the addresses that people know.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter

from .notices import Refusal, UnreadableSheet
from .number_formats import shown_day, shown_number
from .sheet_cells import SheetCells

MAX_ROWS, MAX_COLUMNS = 20_000, 200
MAX_LETTERS = 5_000_000
_LOOK_BEYOND = 100
_MOST_NAMED = 12  # cells that one notice names
_UNSEEN = re.compile("_x000D_|[\u200b\ufeff\r]")
Place = tuple[int, int]


@dataclass(frozen=True)
class Cell:
    """What a cell shows.

    `bold` says of each character whether its run is bold; `is_struck` that some are crossed out.
    `is_unsaved` marks a formula whose result nobody saved: something stands there, unknown what.
    """

    text: str
    bold: tuple[bool, ...] = ()
    number: float | None = None
    day: dt.date | None = None
    is_error: bool = False
    is_struck: bool = False
    is_unsaved: bool = False

    @property
    def holds(self) -> bool:
        """Whether something stands in the cell."""
        return self.is_unsaved or bool(self.text.strip())


EMPTY = Cell("")


@dataclass
class Grid:
    """The cells of a sheet that hold something.

    `columns` are the file's own numbers of columns that are counted otherwise here.
    """

    name: str
    cells: dict[Place, Cell] = field(default_factory=dict)
    columns: Mapping[int, int] = field(default_factory=dict)

    def __getitem__(self, place: Place) -> Cell:
        return self.cells.get(place, EMPTY)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, without blanks at its ends."""
        return self[row, column].text.strip()

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The rows that hold something, in order: number, cells by column."""
        by_row: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            by_row.setdefault(row, {})[column] = cell
        for row in sorted(by_row):
            yield row, by_row[row]

    def address(self, row: int, column: int) -> str:
        """A cell as people name it, such as `全問題!C12`."""
        return f"{self.name}!{get_column_letter(self.columns.get(column, column))}{row}"

    def named(self, places: Iterable[Place]) -> str:
        """Some cells without the name of the sheet, the first dozen of them."""
        names = [self.address(*place).rpartition("!")[2] for place in places]
        return ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


def read_grid(sheet: SheetCells, name: str, *, formulas: bool, last_row: int) -> Grid:
    """The cells of a sheet up to a row; raises `UnreadableSheet` for more than the limits."""
    grid = Grid(name)
    letters = 0
    # Some rows beyond the limit are looked at too: formatted empty ones are no content.
    last = last_row if last_row < MAX_ROWS else MAX_ROWS + _LOOK_BEYOND
    for row, cells in sheet.filled(formulas=formulas, last_row=last, last_column=MAX_COLUMNS):
        for cell in cells:
            read = _cell(cell.value, cell.data_type, cell.number_format or "")
            if not read.text.strip():
                continue
            if cell.font is not None and cell.font.strike:
                read = replace(read, is_struck=True)
            letters += len(read.text)
            if row > MAX_ROWS:
                raise UnreadableSheet(Refusal.TOO_MANY_ROWS, name=name, most=MAX_ROWS)
            if letters > MAX_LETTERS:
                raise UnreadableSheet(Refusal.TOO_MUCH_TEXT, name, most=MAX_LETTERS)
            grid.cells[row, cell.column] = read
    return grid


def _cell(value: Any, kind: str, number_format: str) -> Cell:
    if isinstance(value, CellRichText):
        return _rich(value)
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE")
    if isinstance(value, (int, float)):
        shown = shown_number(float(value), number_format)
        return Cell(shown if shown.strip() else f"{value:.15g}", number=float(value))
    if isinstance(value, dt.datetime):
        return Cell(shown_day(value.date(), number_format), day=value.date())
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return Cell(str(value))
    # A formula may be an object of openpyxl's where it spans several cells.
    return Cell(_clean(str(getattr(value, "text", value))), is_error=kind == "e")


def _rich(value: CellRichText) -> Cell:
    pieces: list[str] = []
    bold: list[bool] = []
    is_struck = any(isinstance(block, TextBlock) and block.font.strike for block in value)
    for block in value:
        text = _clean(block.text if isinstance(block, TextBlock) else str(block))
        pieces.append(text)
        bold += [isinstance(block, TextBlock) and bool(block.font.b)] * len(text)
    return Cell("".join(pieces), tuple(bold), is_struck=is_struck)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text).replace("\xa0", " "))
