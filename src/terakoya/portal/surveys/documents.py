"""Printed documents of the survey: A4, tagged (PDF/UA-1), the same bytes every time."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from terakoya.courseware.drawing.fonts import printable
from terakoya.courseware.drawing.typesetting import typeset_pdf

_TEMPLATE = Path(__file__).with_name("document.typ")


@dataclass(frozen=True)
class TableCell:
    """A cell; `heat` 1 to 5 colours it, 0 greys it."""

    text: str
    heat: int | None = None
    span: int = 1


@dataclass(frozen=True)
class PrintedTable:
    """A table; `widths` are shares of the line."""

    head: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    widths: tuple[int, ...]
    caption: str = ""
    centred: bool = False


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, in this order."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    tables: tuple[PrintedTable, ...] = ()


@dataclass(frozen=True)
class Document:
    """A document; its texts are data and never markup."""

    title: str
    subtitle: str
    author: str
    footer: str
    language: str
    sections: tuple[Section, ...] = field(default=())
    landscape: bool = False


def text_row(*texts: str) -> tuple[TableCell, ...]:
    """A row of plain cells."""
    return tuple(TableCell(text) for text in texts)


def write_document(document: Document, *, written_at: dt.datetime) -> bytes:
    """Typeset a document."""
    inputs = {"document": json.dumps(_printable(asdict(document)), ensure_ascii=False)}
    return typeset_pdf(_template(), inputs, written_at=written_at)


def _printable(value: Any) -> Any:
    """The same values; what the fonts cannot draw becomes 〓."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(one) for one in value]
    return value


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
