"""The sheet of a workbook that holds a plain table of questions, and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from ...xlsx.reading.grid import Cell, Grid, Place
from ...xlsx.reading.loose_cells import annotation_notices
from ...xlsx.reading.notices import Notice, Remark
from ...xlsx.reading.package import Book
from ...xlsx.reading.unknown_sheets import unknown_sheets
from ...xlsx.writing.words import in_every_language
from .csv_grid import is_header
from .draft import Background, Draft
from .headings import columns_of
from .table import read_table

_UNSAVED = "#GETTING_DATA"  # what Excel shows while it has no result


@dataclass(frozen=True)
class SheetTable:
    """A sheet with a row of the needed headings."""

    book: Book
    grid: Grid
    header: int

    def read(self, background: Background) -> tuple[list[Draft], list[Notice]]:
        """The questions, and what of the workbook is none of them."""
        unsaved = self._unsaved()
        grid = Grid(self.grid.name, {**self.grid.cells, **unsaved}, self.grid.columns)
        drafts, notices = read_table(grid, self.header, background)
        if unsaved:
            place = f"{grid.name}!{grid.named(sorted(unsaved))}"
            notices.append(Notice(Remark.UNSAVED_KEPT, place))
        ours = in_every_language("sheet_table_how")
        notices += unknown_sheets(self.book, grid.name, ours)
        return drafts, notices + annotation_notices(self.book, grid, self._words())

    def _columns(self) -> set[int]:
        headings = {
            at: cell.text for (row, at), cell in self.grid.cells.items() if row == self.header
        }
        return set(columns_of(headings).values())

    def _words(self) -> dict[Place, str]:
        """The cells of the questions."""
        columns = self._columns()
        return {
            place: cell.text.strip()
            for place, cell in self.grid.cells.items()
            if place[0] > self.header and place[1] in columns and cell.text.strip()
        }

    def _unsaved(self) -> dict[Place, Cell]:
        """The formulas whose results a program did not save: something stands there."""
        columns = self._columns()
        formulas = self.book.grid(self.grid.name, formulas=True).cells
        return {
            place: Cell(_UNSAVED, is_error=True)
            for place, cell in formulas.items()
            if cell.text.startswith("=") and place not in self.grid.cells
            if place[0] > self.header and place[1] in columns
        }


def find_table(book: Book) -> SheetTable | None:
    """The first sheet with a row of the needed headings."""
    for name in book.sheet_names:
        grid = book.grid(name)
        for row, cells in grid.rows():
            if is_header([cell.text for cell in cells.values()]):
                return SheetTable(book, grid, row)
    return None
