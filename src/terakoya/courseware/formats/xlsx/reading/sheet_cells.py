"""The cells of a workbook, without what openpyxl reads of its sheets beside them.

A workbook is opened once for values and formulas alike. Of a sheet only the rows are read:
dimensions, validations and conditional formats cost as much as the cells, and nobody asks for them.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from typing import Any

from lxml import etree
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser

_Row = tuple[int, list[dict[str, Any]]]


def open_sheets(data: bytes) -> dict[str, SheetCells]:
    """The sheets with cells by name, in order; a broken workbook raises many kinds of errors."""
    reader: Any = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False, rich_text=True)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    book: Workbook = reader.wb
    apply_stylesheet(reader.archive, book)
    parts = {
        sheet.name: rel.target
        for sheet, rel in reader.parser.find_sheets()
        if rel.target in reader.valid_files and "chartsheet" not in rel.Type
    }
    return {
        name: SheetCells(book, name, part, reader.shared_strings) for name, part in parts.items()
    }


class SheetCells(ReadOnlyWorksheet):
    """One sheet; `part` is the member of the package that holds it."""

    def __init__(self, book: Workbook, name: str, part: str, strings: list[Any]) -> None:
        super().__init__(book, name, part, strings)
        self.part, self.strings = part, strings

    def _get_size(self) -> None:
        """Ask nobody how large the sheet says that it is."""

    def filled(
        self, *, formulas: bool, last_row: int, last_column: int
    ) -> Iterator[tuple[int, list[ReadOnlyCell]]]:
        """The rows up to a row and column, from 1: each with its cells that hold something.

        A cell has its value, or its formula where it has one and `formulas` are asked for.
        """
        for row, cells in self._rows(_FilledRows, formulas=formulas, last_row=last_row):
            kept = (one for one in cells if one["column"] <= last_column)
            yield row, [ReadOnlyCell(self, **one) for one in kept if one["value"] is not None]

    def styled(
        self, *, last_row: int, last_column: int
    ) -> Iterator[tuple[int, list[ReadOnlyCell]]]:
        """The same with the cells that have a format of their own, empty ones too."""
        for row, cells in self._rows(_Rows, formulas=False, last_row=last_row):
            kept = (one for one in cells if one["column"] <= last_column)
            yield row, [ReadOnlyCell(self, **one) for one in kept if one["style_id"]]

    def _rows(self, parser: type[_Rows], *, formulas: bool, last_row: int) -> Iterator[_Row]:
        """The rows with their cells; one that comes again, or too late, is left out."""
        book: Any = self.parent
        before = 0
        with book._archive.open(self.part) as source:
            rows = parser(
                source,
                self.strings,
                data_only=not formulas,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for row, cells in rows.parse():
                if row > last_row:
                    return
                if row > before:
                    known = {one["column"]: one for one in cells}
                    yield row, [known[column] for column in sorted(known)]
                before = max(before, row)


class _Rows(WorkSheetParser):
    """The rows of a sheet and nothing else of it."""

    def parse(self) -> Generator[_Row, None, None]:
        """Each row with its cells; forgotten when it is passed."""
        found = etree.iterparse(
            self.source,
            tag=ROW_TAG,
            resolve_entities=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in found:
            yield self.parse_row(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


class _FilledRows(_Rows):
    """The same without cells that hold nothing, which are half of a sheet to be filled in."""

    def parse_row(self, row: Any) -> _Row:
        """A row; cells that say no place are counted, so that none of theirs is left out."""
        if all(cell.get("r") for cell in row):
            for empty in [cell for cell in row if not len(cell)]:
                row.remove(empty)
        return super().parse_row(row)
