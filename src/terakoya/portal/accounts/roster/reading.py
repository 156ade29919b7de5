"""From pasted text, CSV or a workbook to rows of cells. Treats every file as hostile."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePath
from typing import Final

from django.utils.translation import gettext as _

from ..errors import RosterUnreadable
from .encodings import decode
from .workbook import Limits, Marks, NotReadable, TooLarge, column_letters, read_workbook

MOST_ROWS: Final = 100_000
MOST_BYTES: Final = 30_000_000
MOST_COLUMNS: Final = 60
MOST_TEXT: Final = 5_000_000  # pasted
LONGEST_CELL: Final = 5_000
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of .xls, and of workbooks with a password
_ZIP: Final = b"PK\x03\x04"
_END: Final = "\x1eend"  # a line of ours behind the last one; no list has the first sign
# Blank rows count too: a sheet may claim a million of them.
MOST_LINES: Final = 120_000
# What is read while somebody waits for the page; the worker reads the rest.
MOST_BYTES_AT_ONCE: Final = 1_000_000
_SMALL: Final = Limits(lines=20_000, columns=MOST_COLUMNS, cells=120_000)
_LARGE: Final = Limits(
    lines=MOST_LINES,
    columns=MOST_COLUMNS,
    cells=2_500_000,
    unpacked=250_000_000,
    tags=12_000_000,
)

Row = list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the numbers that a spreadsheet shows beside them; blank rows are left out."""

    rows: list[tuple[int, Row]]
    marks: Marks = field(default_factory=Marks)


class ReadLater(Exception):
    """The file is too large to be read while somebody waits for the page."""


def read_text(text: str) -> Table:
    """Pasted cells (tabs) or CSV (commas), with quotes and any line ends."""
    if len(text) > MOST_TEXT:
        raise RosterUnreadable(
            why=_("貼り付けた一覧が大きすぎます。ファイル（.xlsx・.csv）で選んでください。")
        )
    return _read_lines(
        text, empty=_("一覧が空です。Excelで名簿のセルを選んでコピーし、貼り付けてください。")
    )


def read_upload(name: str, content: bytes, *, at_once: bool = False) -> Table:
    """An uploaded .xlsx, .csv, .tsv or .txt; `at_once`: raises `ReadLater` for a large one."""
    if len(content) > MOST_BYTES:
        raise RosterUnreadable(
            why=_(
                "ファイルが大きすぎます（30MBまで）。名簿のシートだけにして保存し直してください。"
            )
        )
    suffix = PurePath(name).suffix.lower()
    if suffix not in {".xlsx", ".csv", ".tsv", ".txt"}:
        raise RosterUnreadable(why=_wrong_kind(suffix))
    if at_once and len(content) > MOST_BYTES_AT_ONCE:
        raise ReadLater
    if content.startswith(_OLE):
        raise RosterUnreadable(why=_old_or_locked(content))
    if suffix == ".xlsx" or content.startswith(_ZIP):  # a workbook that is called .csv
        return _read_sheet(content, at_once=at_once)
    return _read_lines(decode(content), empty=_empty_file())


def _empty_file() -> str:
    return _(
        "ファイルに名簿がありません。"
        "いちばん左のシート（CSVは1行目から）に名簿を入れて、保存し直してください。"
    )


def _old_or_locked(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("パスワードの付いたブックは読めません。パスワードを外して保存し直してください。")
    return _(
        "古い形式のブック（.xls）は読めません。"
        "Excelの「名前を付けて保存」で「Excelブック（.xlsx）」にしてください。"
    )


def _wrong_kind(suffix: str) -> str:
    if suffix in {".xlsm", ".xltm", ".xlsb"}:
        return _(
            "マクロを含むブックは読みません。"
            "Excelの「名前を付けて保存」で「Excelブック（.xlsx）」にしてください。"
        )
    return _("このファイルは読めません。Excelブック（.xlsx）かCSVで保存し直してください。")


def _read_lines(text: str, *, empty: str) -> Table:
    plain = text.lstrip("\ufeff").replace("\x00", "").replace(_END[0], "")
    lines = chain(io.StringIO(plain, newline=""), [_END])
    reader = csv.reader(lines, delimiter=_divider(text))
    try:
        return _table(_closed(reader), empty=empty)
    except csv.Error:  # a cell beyond 131,072 characters, mostly by a quote that stays open
        raise RosterUnreadable(
            why=_(
                "%(line)s行目までに、長すぎるセルがあります。"
                '引用符（"）が閉じているか、余分な文章がないかを確かめてください。'
            )
            % {"line": f"{reader.line_num:,}"}
        ) from None


def _closed(reader: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    """The rows with their numbers; a quote that stays open swallows the line at the end."""
    for number, cells in enumerate(reader, start=1):
        if cells == [_END]:
            return
        if cells and cells[-1].endswith(_END):
            raise RosterUnreadable(
                why=_(
                    '%(line)s行目の引用符（"）が閉じていないため、その後の行を読めません。'
                    "引用符を消すか、閉じてから保存し直してください。"
                )
                % {"line": f"{number:,}"}
            )
        yield number, cells


def _divider(text: str) -> str:
    """What divides the cells of the first line that holds something."""
    first = next((line for line in io.StringIO(text[:20_000]) if line.strip()), "")
    return max("\t,;", key=first.count) if any(one in first for one in "\t,;") else ","


def to_text(table: Table) -> str:
    """Tab-separated text that `read_text` reads back to the same rows at the same numbers."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter="\t", lineterminator="\n")
    position = 1
    for number, cells in table.rows:
        while position < number:
            writer.writerow([])
            position += 1
        # A row of one cell gets a second one, or a comma in it would look like a divider.
        writer.writerow(cells if len(cells) > 1 else [*cells, ""])
        position += 1
    return output.getvalue()


def _table(numbered: Iterator[tuple[int, Row]], marks: Marks | None = None, *, empty: str) -> Table:
    """The rows that hold something; a list beyond the limit is counted, and not kept."""
    kept: list[tuple[int, Row]] = []
    count = 0
    for number, cells in numbered:
        row = _filled(cells)
        if not row:
            continue
        count += 1
        if count <= MOST_ROWS + 1:  # a header may come on top
            _check_cells(number, row)
            kept.append((number, row))
    if not kept:
        raise RosterUnreadable(why=empty)
    if count > MOST_ROWS + 1:
        raise too_many(count)
    return Table(kept, marks or Marks())


def _check_cells(number: int, row: Row) -> None:
    if len(row) > MOST_COLUMNS:
        raise _too_large()
    for column, cell in enumerate(row):
        if len(cell) > LONGEST_CELL:
            raise RosterUnreadable(
                why=_(
                    "セル%(place)sに%(count)s字あります（%(most)s字まで）。"
                    "名簿に要らない列や文章を消してください。"
                )
                % {
                    "place": f"{column_letters(column)}{number}",
                    "count": f"{len(cell):,}",
                    "most": f"{LONGEST_CELL:,}",
                }
            )


def _filled(cells: Row) -> Row:
    """The cells up to the last one that holds something."""
    row = [cell.strip() for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def too_many(count: int) -> RosterUnreadable:
    """The refusal of a list beyond the limit."""
    return RosterUnreadable(
        why=_("一度に登録できるのは%(most)s行までです（今は%(count)s行）。分けて登録してください。")
        % {"most": f"{MOST_ROWS:,}", "count": f"{count:,}"}
    )


def _too_large() -> RosterUnreadable:
    """The refusal of what reaches so far that nobody has counted it."""
    return RosterUnreadable(
        why=_(
            "一覧が大きすぎます。一度に登録できるのは%(most)s行、%(columns)s列までです。"
            "名簿の行と列だけにして、分けて登録してください。"
        )
        % {"most": f"{MOST_ROWS:,}", "columns": MOST_COLUMNS}
    )


def _read_sheet(content: bytes, *, at_once: bool) -> Table:
    try:
        rows, marks = read_workbook(content, _SMALL if at_once else _LARGE)
    except TooLarge:
        if at_once:
            raise ReadLater from None
        raise _too_large() from None
    except NotReadable:
        raise RosterUnreadable(
            why=_(
                "Excelブックとして開けませんでした。Excelで開き、保存し直してから選んでください。"
            )
        ) from None
    return _table(enumerate(rows, start=1), marks, empty=_empty_file())
