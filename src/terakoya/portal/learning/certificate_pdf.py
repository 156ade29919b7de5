"""Certificates on paper: A4 landscape, tagged (PDF/UA-1), the same bytes every time."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from terakoya.courseware.drawing.fonts import GETA, printable
from terakoya.courseware.drawing.typesetting import typeset_pdf
from terakoya.courseware.palette import Colour

from .certificate_sheet import CertificateSheet, QrCode

_TEMPLATE = Path(__file__).with_name("certificate.typ")
_LONG_WORD = re.compile(r"[^\W\u2e80-\U0003ffff]{24,}")
_BREAK_HERE = "\u200b"
_FROM_PEOPLE = ("organisation", "person", "course", "subtitle", "provider")
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
    '<path d="{path}" fill="{ink}"/></svg>'
)


def write_certificate(sheet: CertificateSheet, *, issued_at: dt.datetime) -> bytes:
    """Typeset a certificate. Names go in as data, never as markup."""
    values = _values(sheet)
    return _typeset([values], str(values["title"]), issued_at)


def write_certificates(
    sheets: Sequence[CertificateSheet], *, title: str, written_at: dt.datetime
) -> bytes:
    """Typeset some certificates as one document, a page each."""
    return _typeset([_values(sheet) for sheet in sheets], title, written_at)


def _typeset(values: Sequence[dict[str, Any]], title: str, at: dt.datetime) -> bytes:
    inputs = {"certificates": json.dumps(values, ensure_ascii=False), "title": title}
    return typeset_pdf(_template(), inputs, written_at=at)


def _values(sheet: CertificateSheet) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: value for name, value in vars(sheet).items() if not isinstance(value, QrCode)
    }
    values |= {name: printable(values[name]) for name in _FROM_PEOPLE}
    has_gaps = any(
        GETA in values[name] and GETA not in getattr(sheet, name) for name in _FROM_PEOPLE
    )
    values["note"] = sheet.gap_note if has_gaps else ""
    values |= {name: _breakable(values[name]) for name in _FROM_PEOPLE}
    values["title"] = f"{sheet.heading} {printable(sheet.person)}"
    values["qr"] = _SVG.format(size=sheet.qr.size, path=sheet.qr.path, ink=Colour.INK.css)
    return values


def _breakable(text: str) -> str:
    """The text with places to break inside words that no line would hold."""
    return _LONG_WORD.sub(lambda word: _BREAK_HERE.join(word[0]), text)


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
