"""Documents as PDF: A4 upright, tagged (PDF/UA-1), from the row alone."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from terakoya.courseware.drawing.fonts import all_printable
from terakoya.courseware.drawing.typesetting import typeset_pdf

from .models import IssuedDocument
from .sheet import sheet_of

_TEMPLATE = Path(__file__).with_name("document.typ")


def write_document(document: IssuedDocument) -> bytes:
    """Typeset a document. Texts go in as data, never as markup; the same row, the same bytes."""
    values = json.dumps(all_printable(sheet_of(document)), ensure_ascii=False)
    return typeset_pdf(_template(), {"document": values}, written_at=document.created_at)


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
