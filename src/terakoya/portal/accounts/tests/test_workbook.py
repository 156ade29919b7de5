"""Roster workbooks of every make are read as meant; hostile ones cost little and are refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from functools import partial

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from terakoya.portal.accounts.errors import RosterUnreadable
from terakoya.portal.accounts.roster import read_upload
from terakoya.portal.accounts.roster.workbook import (
    MOST_TAGS,
    Limits,
    NotReadable,
    TooLarge,
    read_workbook,
)

LIMITS = Limits(lines=100, columns=10, cells=50)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book_of(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def changed(content: bytes, **parts: bytes) -> bytes:
    """The workbook with some parts replaced; `sheet1` is `xl/worksheets/sheet1.xml`."""
    names = {
        "sheet1": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "book": "xl/workbook.xml",
    }
    new = {names[key]: value for key, value in parts.items()}
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w") as made:
        for name in old.namelist():
            made.writestr(name, new.pop(name, old.read(name)))
        for name, data in new.items():
            made.writestr(name, data)
    return output.getvalue()


def sheet_xml(inside: str) -> bytes:
    return f"<worksheet {MAIN}><sheetData>{inside}</sheetData></worksheet>".encode()


def one_cell(book: openpyxl.Workbook) -> None:
    book.active["A1"] = "氏名"  # type: ignore[index]


PLAIN = book_of(one_cell)


def read(content: bytes, limits: Limits = LIMITS) -> list[list[str]]:
    return read_workbook(content, limits)[0]


def test_values_are_read_as_excel_shows_them() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["氏名", 4128, 7.0, 1.5, True, dt.date(2026, 4, 1)])
        sheet.append(
            [dt.datetime(2026, 4, 1, 9, 30), dt.time(9, 30), "004128", " x ", None, "#N/A"]
        )

    assert read(book_of(fill)) == [
        ["氏名", "4128", "7", "1.5", "True", "2026-04-01"],
        ["2026-04-01", "09:30:00", "004128", " x ", "", "#N/A"],
    ]


def test_rich_text_is_one_text_and_readings_of_names_are_left_out() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active["A1"] = CellRichText("高橋", TextBlock(InlineFont(b=True), " 未来"))  # type: ignore[index]

    assert read(book_of(fill)) == [["高橋 未来"]]
    strings = (
        f"<sst {MAIN}><si><t>高橋</t><rPh sb='0' eb='2'><t>タカハシ</t></rPh>"
        "<phoneticPr fontId='1'/></si></sst>"
    )
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:  # keeps its texts in a part of their own
        book.add_worksheet().write("A1", "氏名")
    assert read(output.getvalue()) == [["氏名"]]
    assert read(changed(output.getvalue(), strings=strings.encode())) == [["高橋"]]


def test_formulas_are_read_by_the_value_that_excel_kept() -> None:
    rows = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;"x"</f>'
    rows += '<v>2x</v></c><c r="C1"><f>NOW()</f></c></row>'
    assert [row[:2] for row in read(changed(PLAIN, sheet1=sheet_xml(rows)))] == [["2", "2x"]]


def test_days_counted_from_1904_are_the_days_that_excel_shows() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book.active["A1"] = dt.date(2026, 4, 1)  # type: ignore[index]

    assert read(book_of(fill)) == [["2026-04-01"]]


def test_the_first_sheet_with_cells_is_read_from_its_first_line() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active["B3"] = "ここ"  # type: ignore[index]
        book.create_sheet("次")["A1"] = "ちがう"
        book.create_chartsheet("図", 0)

    assert read(book_of(fill)) == [["", ""], ["", ""], ["", "ここ"]]


def test_zeros_in_front_are_kept_for_the_numbers_that_are_shown_with_them() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append([4128, 4128, "x", 12])
        sheet["A1"].number_format = "000000"
        sheet["C1"].number_format = "000000"
        sheet["D1"].number_format = "0"

    assert read(book_of(fill)) == [["004128", "4128", "x", "12"]]


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", 2),
        ('<row><c r="A1"><v>1</v></c></row><row><c r="A4"><v>3</v></c></row>', 4),
        ('<row r="2"><c r="B2"><v>1</v></c></row>', 2),
    ],
    ids=["no places", "rows without a place", "below a blank row"],
)
def test_places_that_are_left_out_follow_from_those_before(rows: str, values: int) -> None:
    assert len(read(changed(PLAIN, sheet1=sheet_xml(rows)))) == values


def test_parts_are_found_by_what_refers_to_them() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(output, "w") as made:
        for name in old.namelist():
            data = old.read(name).replace(b"/xl/worksheets/sheet1.xml", b"/xl/sheets/One.xml")
            made.writestr(name.replace("worksheets/sheet1", "sheets/one"), data)
    assert read(output.getvalue()) == [["氏名"]]


def cell(place: str) -> str:
    return f'<row><c r="{place}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        (cell("A101"), TooLarge),
        (cell("K1"), TooLarge),
        (cell("XFD1048576"), TooLarge),
        ('<row r="1048576"><c><v>1</v></c></row>', TooLarge),
        ("<row><c><v>1</v></c></row>" * 51, TooLarge),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', NotReadable),
        ('<c r="XFD1048576"><v>1</v></c>', NotReadable),
        ('<row r="1"><row r="2"><c r="A1"><v>1</v></c></row></row>', NotReadable),
        (cell("A0"), NotReadable),
        (cell("AAAA1"), NotReadable),
        (cell("A-1"), NotReadable),
        ("<row/>" * (MOST_TAGS + 1), TooLarge),
        ("<row>", NotReadable),
    ],
    ids=[
        "below",
        "right",
        "last cell of a sheet",
        "last row, cell without a place",
        "many",
        "in another row",
        "outside of rows",
        "row in a row",
        "line 0",
        "column AAAA",
        "line -1",
        "tags",
        "no end",
    ],
)
def test_a_sheet_beyond_the_limits_is_refused(rows: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read(changed(PLAIN, sheet1=sheet_xml(rows)))


def test_a_cell_at_each_limit_is_read() -> None:
    rows = "".join(f'<row><c r="J{line}"><v>1</v></c></row>' for line in range(51, 101))
    assert len(read(changed(PLAIN, sheet1=sheet_xml(rows)))) == 100


def test_cells_without_a_value_count_neither_as_rows_nor_as_columns() -> None:
    blank = "".join(f'<row r="{n}"><c r="XFD{n}" s="0"/></row>' for n in range(2, 5000))
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + blank
    assert read(changed(PLAIN, sheet1=sheet_xml(rows))) == [["1"]]


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'


@pytest.mark.parametrize("part", ["sheet1", "book", "styles"])
def test_a_document_type_is_refused(part: str) -> None:
    names = {"sheet1": sheet_xml(cell("A1")), "book": b"<workbook/>", "styles": b"<styleSheet/>"}
    with pytest.raises(NotReadable):
        read(changed(PLAIN, **{part: ENTITY + names[part]}))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-7", "cp037"])
def test_a_sheet_in_an_encoding_that_hides_its_tags_is_refused(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    sheet = (head + sheet_xml(cell("XFD1048576")).decode()).encode(encoding)
    with pytest.raises((NotReadable, TooLarge)):
        read(changed(PLAIN, sheet1=sheet))


def test_claims_about_the_size_of_sheet_and_texts_reserve_nothing() -> None:
    sheet = (
        f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{cell("A1")}</sheetData>'
        "</worksheet>"
    )
    strings = f'<sst {MAIN} count="4294967295" uniqueCount="4294967295"></sst>'
    content = changed(PLAIN, sheet1=sheet.encode(), strings=strings.encode())
    assert read(content) == [["1"]]


def test_parts_of_one_name_are_refused() -> None:
    output = io.BytesIO(PLAIN)
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr("XL/workbook.xml", "<workbook/>")
    with pytest.raises(NotReadable):
        read(output.getvalue())


def test_what_a_zip_says_of_its_sizes_is_not_believed() -> None:
    """A part that says it is small is cut there, and refused, however much comes out."""
    large = sheet_xml(cell("A1") + " " * 50_000_000)
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(PLAIN)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in old.namelist():
            made.writestr(name, large if "sheet1" in name else old.read(name))
    content = output.getvalue()
    size = len(large).to_bytes(4, "little")
    assert content.count(size) >= 1
    with pytest.raises(NotReadable):
        read(content)
    with pytest.raises(NotReadable):
        read(content.replace(size, (400).to_bytes(4, "little")))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            partial("".join, ["<row><c><v>1</v></c></row>"] * 100_005),
            "100,000行までです（今は100,005行）",
        ),
        (partial(cell, "BI1"), "100,000行、60列までです"),
        (partial(cell, "A120001"), "100,000行、60列までです"),
    ],
    ids=["rows", "column 61", "line 120001"],
)
def test_refusals_say_what_to_do(rows: Callable[[], str], words: str) -> None:
    with pytest.raises(RosterUnreadable, match=words):
        read_upload("a.xlsx", changed(PLAIN, sheet1=sheet_xml(rows())))


def test_a_pasted_list_keeps_no_column_back_in_silence() -> None:
    with pytest.raises(RosterUnreadable, match="60列"):
        read_upload("a.csv", ",".join(["x"] * 61).encode())
    assert len(read_upload("a.csv", ",".join(["x"] * 60).encode()).rows[0][1]) == 60
    blank = b"a,b\r\n" + b"\r\n" * 20_000 + b"c,d\r\n"
    assert [number for number, _cells in read_upload("a.csv", blank).rows] == [1, 20_002]
