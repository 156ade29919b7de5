"""From pasted text, CSV or a workbook to rows of cells. Treats every file as hostile."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Final

from django.utils.translation import gettext as _

from ..errors import RosterUnreadable
from .workbook import Limits, NotReadable, TooLarge, read_workbook

MOST_ROWS: Final = 2000
MOST_BYTES: Final = 5_000_000
MOST_COLUMNS: Final = 60
# Blank rows count too: a sheet may claim a million of them.
MOST_LINES: Final = 20_000
_LIMITS: Final = Limits(MOST_LINES, MOST_COLUMNS, cells=(MOST_ROWS + 1) * MOST_COLUMNS)

Row = list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the numbers that a spreadsheet shows beside them; blank rows are left out."""

    rows: list[tuple[int, Row]]


def read_text(text: str) -> Table:
    """Pasted cells (tabs) or CSV (commas), with quotes and any line ends."""
    if len(text.encode("utf-8", "ignore")) > MOST_BYTES:
        raise RosterUnreadable(why=_("一覧が大きすぎます。2,000行までに分けて貼り付けてください。"))
    lines = io.StringIO(text.lstrip("\ufeff").replace("\x00", ""), newline="")
    delimiter = "\t" if "\t" in text else ","
    try:
        rows = list(islice(csv.reader(lines, delimiter=delimiter), MOST_LINES + 1))
    except csv.Error:
        raise RosterUnreadable(
            why=_('一覧を読めませんでした。セルの中の引用符（"）を確かめてください。')
        ) from None
    if len(rows) > MOST_LINES:
        raise _too_large()
    return _table(rows)


def read_upload(name: str, content: bytes) -> Table:
    """An uploaded .xlsx, .csv, .tsv or .txt."""
    if len(content) > MOST_BYTES:
        raise RosterUnreadable(
            why=_("ファイルが大きすぎます（5MBまで）。名簿のシートだけにして保存し直してください。")
        )
    suffix = PurePath(name).suffix.lower()
    if suffix == ".xlsx":
        return _table(_read_workbook(content))
    if suffix in {".csv", ".tsv", ".txt"}:
        return read_text(_decode(content))
    raise RosterUnreadable(
        why=_("このファイルは読めません。Excelブック（.xlsx）かCSVで保存し直してください。")
    )


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


def _table(rows: list[Row]) -> Table:
    cleaned = ((number, _filled(cells)) for number, cells in enumerate(rows, start=1))
    kept = [(number, cells) for number, cells in cleaned if cells]
    if not kept:
        raise RosterUnreadable(
            why=_("一覧が空です。Excelで名簿のセルを選んでコピーし、貼り付けてください。")
        )
    if max(len(cells) for _number, cells in kept) > MOST_COLUMNS:
        raise _too_large()
    if len(kept) > MOST_ROWS + 1:  # a header may come on top
        raise too_many(len(kept))
    return Table(kept)


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


def _decode(content: bytes) -> str:
    is_wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ["utf-16"] if is_wide else ["utf-8-sig", "cp932"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterUnreadable(
        why=_("文字コードを読めませんでした。UTF-8のCSVか、Excelブックで保存し直してください。")
    )


def _read_workbook(content: bytes) -> list[Row]:
    try:
        return read_workbook(content, _LIMITS)
    except TooLarge:
        raise _too_large() from None
    except NotReadable:
        raise RosterUnreadable(
            why=_(
                "Excelブックとして開けませんでした。Excelで開き、保存し直してから選んでください。"
            )
        ) from None
