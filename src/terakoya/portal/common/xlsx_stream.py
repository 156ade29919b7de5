"""A workbook of one table that is sent while it is written, however many rows it has.

XlsxWriter makes the workbook with its heading; the rows go into its sheet as they are read. Texts
are inline strings, which no program takes for formulas.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from .clock import TOKYO
from .zip_stream import zip_pieces

SHEET: Final = "xl/worksheets/sheet1.xml"
END: Final = "</sheetData>"
ROWS_A_PIECE: Final = 200
MOST_SIGNS: Final = 32_767  # of a cell, by Excel's limits
EPOCH: Final = dt.datetime(1899, 12, 30)
DAY_FORMAT, MOMENT_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_SAMPLES: Final = re.compile(r'<row r="2".*?</row>')
# What XML 1.0 cannot hold.
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Cell = str | int | dt.date | dt.datetime | None


@dataclass(frozen=True)
class Column:
    """A heading and how wide its column is, in signs."""

    heading: str
    width: int = 14


@dataclass(frozen=True)
class _Shell:
    """The parts of a workbook without its rows, and which cell formats days and moments have."""

    parts: dict[str, str]
    head: str
    tail: str
    day: str
    moment: str


def xlsx_pieces(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> Iterator[bytes]:
    """The bytes of a workbook whose only sheet has a name, a heading that stays, and rows."""
    shell = _shell(name, columns)
    parts: list[tuple[str, Iterable[bytes]]] = [
        (key, [one.encode()]) for key, one in shell.parts.items()
    ]
    return zip_pieces([*parts, (SHEET, _sheet(shell, rows))], packs=True)


def _shell(name: str, columns: Sequence[Column]) -> _Shell:
    """A workbook with nothing but the heading; a row of samples tells the numbers of formats."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.heading, bold)
    for at, kind in enumerate((DAY_FORMAT, MOMENT_FORMAT)):
        sheet.write_datetime(1, at, EPOCH, book.add_format({"num_format": kind}))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    with zipfile.ZipFile(out) as archive:
        parts = {one: archive.read(one).decode() for one in archive.namelist()}
    written = re.sub(r'<dimension ref="[^"]*"/>', "", parts.pop(SHEET))
    day, moment = re.findall(r' s="(\d+)"', _SAMPLES.findall(written)[0])
    head, tail = _SAMPLES.sub("", written).split(END)
    return _Shell(parts, head, tail, day, moment)


def _sheet(shell: _Shell, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    yield shell.head.encode()
    some: list[str] = []
    for number, row in enumerate(rows, start=2):
        some.append(_row(shell, number, row))
        if len(some) == ROWS_A_PIECE:
            yield "".join(some).encode()
            some = []
    yield ("".join(some) + END + shell.tail).encode()


def _row(shell: _Shell, number: int, cells: Sequence[Cell]) -> str:
    written = (_cell(shell, f"{xl_col_to_name(at)}{number}", one) for at, one in enumerate(cells))
    return f'<row r="{number}">{"".join(written)}</row>'


def _cell(shell: _Shell, place: str, value: Cell) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime):
        local = value.astimezone(TOKYO).replace(tzinfo=None)
        return f'<c r="{place}" s="{shell.moment}"><v>{_serial(local):.6f}</v></c>'
    if isinstance(value, dt.date):
        day = _serial(dt.datetime.combine(value, dt.time()))
        return f'<c r="{place}" s="{shell.day}"><v>{day:.0f}</v></c>'
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = escape(_UNWRITABLE.sub("", value)[:MOST_SIGNS])
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _serial(moment: dt.datetime) -> float:
    return (moment - EPOCH) / dt.timedelta(days=1)
