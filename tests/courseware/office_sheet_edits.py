"""Edits of a workbook through LibreOffice's own interface.

Run by the Python that LibreOffice brings (it knows `uno`), not by the tests' own:

    python office_sheet_edits.py PORT WORKBOOK OUT EDITS

EDITS is JSON: a list of `[name, sheet, …]`. A row is `[text, offset]`: so many rows below the
row whose column C says the text.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from office_edits import Office, uno, value  # type: ignore[import-not-found]  # beside it

WORDS, LAST = 2, 40  # columns from 0


def row_of(sheet: Any, place: list[Any]) -> int:
    text, offset = place
    for row in range(2000):
        if sheet.getCellByPosition(WORDS, row).String == text:
            return row + int(offset)
    raise LookupError(text)


def rows(sheet: Any, first: int, count: int) -> Any:
    return sheet.getCellRangeByPosition(0, first, LAST, first + count - 1)


def write(sheet: Any, place: list[Any], column: int, text: str) -> None:
    sheet.getCellByPosition(column, row_of(sheet, place)).String = text


def delete(sheet: Any, place: list[Any], count: int) -> None:
    sheet.Rows.removeByIndex(row_of(sheet, place), count)


def copy(sheet: Any, place: list[Any], count: int, before: list[Any]) -> None:
    target = row_of(sheet, before)
    sheet.Rows.insertByIndex(target, count)
    source = row_of(sheet, place)
    address = sheet.getCellByPosition(0, target).CellAddress
    sheet.copyRange(address, rows(sheet, source, count).RangeAddress)


def move(sheet: Any, place: list[Any], count: int, before: list[Any]) -> None:
    target = row_of(sheet, before)
    sheet.Rows.insertByIndex(target, count)
    source = row_of(sheet, place)
    address = sheet.getCellByPosition(0, target).CellAddress
    sheet.moveRange(address, rows(sheet, source, count).RangeAddress)
    sheet.Rows.removeByIndex(source, count)


EDITS = {one.__name__: one for one in (write, delete, copy, move)}


def main(port: str, path: str, out: str, edits: str) -> None:
    book = Office(int(port)).open(path)
    try:
        for name, sheet_name, *rest in json.loads(edits):
            sheet = book.Sheets.getByName(sheet_name)
            sheet.unprotect("")
            EDITS[name](sheet, *rest)
        filters = (value("FilterName", "Calc MS Excel 2007 XML"),)
        book.storeToURL(uno.systemPathToFileUrl(out), filters)
    finally:
        book.close(True)


if __name__ == "__main__":
    main(*sys.argv[1:5])
    os._exit(0)  # LibreOffice's Python may crash as it takes itself down (`office_edits.py`)
