"""Workbooks changed as a spreadsheet changes them: formulas follow the rows that move."""

from __future__ import annotations

import io
import pickle
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from terakoya.courseware.formats.xlsx.writing.words import in_every_language

Edit = Callable[[Workbook], None]
_MERGED = re.compile(rb"<mergeCells\b.*?</mergeCells>", re.S)
_SHEET = re.compile(r'<sheet name="([^"]+)"')
_ROW_OF_LIST = re.compile(rb'<row r="(?:[3-9][0-9]|[0-9]{3,})".*?</row>', re.S)
_ROW = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]+)")


def edited(workbook: bytes, *edits: Edit, with_lists: bool = False) -> bytes:
    """The workbook after some edits, saved anew.

    `with_lists` keeps all rows of the lists that are filled in after a course, not thirty of
    them: the others are empty in tests, and most of what opening a workbook costs.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = _opened(workbook, with_lists=with_lists)
        for edit in edits:
            edit(book)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:  # not packed: it is read again at once
            ExcelWriter(book, archive).save()
    return out.getvalue()


def _opened(workbook: bytes, *, with_lists: bool) -> Workbook:
    """The workbook, for whoever asks one of their own."""
    book: Workbook = pickle.loads(_loaded(workbook, with_lists=with_lists))
    sheets: list[Any] = book.worksheets
    for sheet in sheets:  # what makes a row or column that is asked for is not pickled
        sheet.row_dimensions.default_factory = sheet._add_row
        sheet.column_dimensions.default_factory = sheet._add_column
    return book


@lru_cache(maxsize=32)
def _loaded(workbook: bytes, *, with_lists: bool) -> bytes:
    """The workbook as openpyxl loads it, pickled: it is there again in a quarter of the time."""
    whole = _unmerged(workbook, with_lists=with_lists)
    return pickle.dumps(openpyxl.load_workbook(io.BytesIO(whole), rich_text=True))


def _unmerged(workbook: bytes, *, with_lists: bool) -> bytes:
    """The workbook with no merged cells, so that rows can be moved here."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new,
    ):
        lists = set() if with_lists else set(_lists_in(old))
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = _MERGED.sub(b"", data)
            if name in lists:
                data = _ROW_OF_LIST.sub(b"", data)
            new.writestr(name, data)
    return out.getvalue()


def _lists_in(archive: zipfile.ZipFile) -> Iterator[str]:
    """The members that hold lists to fill in and what is reckoned of them, as we write them."""
    keys = ("sheet_collection", "sheet_comments", "sheet_result_list")
    names = {"_calc", *(word for key in keys for word in in_every_language(key))}
    listed = _SHEET.findall(archive.read("xl/workbook.xml").decode())
    for number, name in enumerate(listed, 1):
        if name in names:
            yield f"xl/worksheets/sheet{number}.xml"


def sheet_of(book: Workbook, name: str) -> Worksheet:
    """A sheet by its name."""
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def row_with(sheet: Worksheet, text: str, column: int = 3) -> int:
    """The row in which a text stands."""
    for row in range(1, sheet.max_row + 1):
        if text == str(sheet.cell(row, column).value):
            return row
    raise AssertionError(f"{text!r} does not stand in column {column}")


def keep_sheets(*names: str) -> Edit:
    """Delete every other sheet: what a test does not ask of is not read again and again."""

    def edit(book: Workbook) -> None:
        for name in book.sheetnames:
            if name not in names:
                del book[name]

    return edit


def write(name: str, place: str, value: Any) -> Edit:
    """Type a value into a cell."""

    def edit(book: Workbook) -> None:
        sheet_of(book, name)[place] = value

    return edit


def insert_rows(book: Workbook, name: str, row: int, count: int) -> None:
    """Insert empty rows before a row."""
    sheet_of(book, name).insert_rows(row, count)
    _rewrite(book, name, lambda at: at + count if at >= row else at)


def delete_rows(book: Workbook, name: str, row: int, count: int) -> None:
    """Delete rows; formulas that pointed at them say #REF!."""
    sheet_of(book, name).delete_rows(row, count)
    _rewrite(
        book,
        name,
        lambda at: None if row <= at < row + count else at - count if at >= row + count else at,
    )


def move_rows(book: Workbook, name: str, row: int, count: int, before: int) -> None:
    """Cut rows and insert them before an earlier row."""
    assert before < row
    sheet = sheet_of(book, name)
    width = sheet.max_column
    cut = [[sheet.cell(row + n, c).value for c in range(1, width + 1)] for n in range(count)]
    sheet.delete_rows(row, count)
    sheet.insert_rows(before, count)
    for n, values in enumerate(cut):
        for c, value in enumerate(values, 1):
            sheet.cell(before + n, c).value = value

    def moved(at: int) -> int:
        if row <= at < row + count:
            return at - row + before
        return at + count if before <= at < row else at

    _rewrite(book, name, moved)


def copy_rows(book: Workbook, name: str, row: int, count: int, before: int) -> None:
    """Copy rows and insert them before another row; formulas still point at the old ones."""
    insert_rows(book, name, before, count)
    sheet, first = sheet_of(book, name), row if row < before else row + count
    for n in range(count):
        for column in range(1, sheet.max_column + 1):
            sheet.cell(before + n, column).value = sheet.cell(first + n, column).value


def _rewrite(book: Workbook, name: str, where: Callable[[int], int | None]) -> None:
    """Let every formula follow the rows of a sheet."""
    quoted = re.escape(f"'{name}'!")
    foreign = re.compile(rf"{quoted}\$?[A-Z]{{1,3}}\$?[0-9]+(?::\$?[A-Z]{{1,3}}\$?[0-9]+)?")

    def follow(text: str) -> str:
        def one(found: re.Match[str]) -> str:
            at = where(int(found[2]))
            return "#REF!" if at is None else f"{found[1]}{at}"

        return _ROW.sub(one, text)

    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = foreign.sub(
                        lambda found: f"'{name}'!" + follow(found[0].split("!", 1)[1]), cell.value
                    )
