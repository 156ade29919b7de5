"""Tables as files that are sent while they are written."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from itertools import islice

import openpyxl

from terakoya.portal.common.csv_lines import csv_pieces, in_windows_signs
from terakoya.portal.common.xlsx_stream import Cell, Column, xlsx_pieces
from terakoya.portal.common.zip_stream import zip_pieces


def test_workbook_holds_texts_numbers_days_and_moments_and_no_formula() -> None:
    noon = dt.datetime(2026, 11, 28, 3, 0, tzinfo=dt.UTC)
    row: list[Cell] = ["=1+1", " <𠮷>&\x0b ", 7, dt.date(2026, 11, 27), noon, None]
    columns = [Column(name) for name in ("一", "二", "三", "四", "五", "六")]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_pieces("一覧", columns, [row, row]))))
    sheet = book["一覧"]
    assert [cell.value for cell in sheet[1]] == ["一", "二", "三", "四", "五", "六"]
    assert [cell.value for cell in sheet[3]] == [
        "=1+1",
        " <𠮷>& ",
        7,
        dt.datetime(2026, 11, 27),
        dt.datetime(2026, 11, 28, 12, 0),
        None,
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "d", "d", "n"]
    assert sheet.freeze_panes == "A2"


def test_workbook_is_sent_while_its_rows_are_read() -> None:
    read = 0

    def rows() -> Iterator[list[str]]:
        nonlocal read
        for read in range(1, 100_000):
            yield [f"{read:032}"]

    pieces = xlsx_pieces("一覧", [Column("番号")], rows())
    list(islice(pieces, 20))
    assert read < 100_000 - 1


def test_csv_begins_before_the_first_row_is_there() -> None:
    def nothing_yet() -> Iterator[list[str]]:
        raise AssertionError
        yield

    pieces = csv_pieces(["氏名"], nothing_yet(), in_cp932=False)
    assert next(pieces).decode() == "\ufeff氏名\r\n"


def test_csv_in_cp932_marks_what_it_has_no_sign_for_and_stays_safe() -> None:
    rows = [["𠮷田 髙①", "〜"], ["−1+2", "=x"]]
    data = b"".join(csv_pieces(["氏名", "列"], rows, in_cp932=True))
    assert data.decode("cp932") == "氏名,列\r\n〓田 髙①,～\r\n'－1+2,'=x\r\n"
    assert b"".join(csv_pieces(["氏名", "列"], rows, in_cp932=False)).decode() == (
        "\ufeff氏名,列\r\n𠮷田 髙①,〜\r\n−1+2,'=x\r\n"
    )


def test_signs_that_windows_has_stay() -> None:
    assert in_windows_signs("〜−—①髙Ⅲ㈱") == "～－―①髙Ⅲ㈱"
    assert in_windows_signs("한글🙂") == "〓〓〓"


def test_zip_holds_what_was_given_in_pieces() -> None:
    entries = [("氏名_1.pdf", [b"a" * 70_000, b"b"]), ("二.txt", [])]
    data = b"".join(zip_pieces(entries, packs=False))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["氏名_1.pdf", "二.txt"]
        assert archive.read("氏名_1.pdf") == b"a" * 70_000 + b"b"
        assert archive.testzip() is None
