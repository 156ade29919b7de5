"""A filled document → a tagged PDF on A4, saying what its Word file says."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

from ...drawing.fonts import all_printable
from ...drawing.typesetting import typeset_pdf
from .filling import (
    Filled,
    FilledDocument,
    Form,
    FormRow,
    Heading,
    NewPage,
    Points,
    Runs,
    Table,
    Text,
)

_TEMPLATE = Path(__file__).parent / "templates" / "kit.typ"


def pdf_file(document: FilledDocument) -> bytes:
    """The bytes of the PDF of a document; what no font has a shape for is 〓 in it."""
    shown = {
        "title": document.title,
        "purpose": document.purpose,
        "company": document.company,
        "made-on": document.made_on,
        "large": document.large,
        "posted": document.posted,
        "letter": document.letter,
        "apart": document.has_further_page,
        "words": dict(document.words),
        "foot": document.foot,
        "blocks": [_block(one) for one in document.blocks],
    }
    day = document.day
    moment = None if day is None else dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    values = json.dumps(all_printable(shown), ensure_ascii=False)
    return typeset_pdf(_template(), {"document": values}, written_at=moment)


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")


def _block(block: Filled) -> dict[str, Any]:
    """A block as the template reads it."""
    if isinstance(block, Heading):
        return {"kind": "heading", "runs": _runs(block.runs)}
    if isinstance(block, Text):
        return {"kind": "text", "tone": block.tone, "lines": [_runs(one) for one in block.lines]}
    if isinstance(block, Points):
        return {"kind": "points", "mark": block.mark, "items": [_runs(one) for one in block.items]}
    if isinstance(block, Table):
        rows = [[[_runs(line) for line in cell] for cell in row] for row in block.rows]
        return {"kind": "table", "head": block.head, "widths": block.widths, "rows": rows}
    if isinstance(block, Form):
        return {"kind": "form", "rows": [_form_row(one) for one in block.rows]}
    assert isinstance(block, NewPage)
    return {"kind": "page"}


def _form_row(row: FormRow) -> dict[str, Any]:
    return {
        "label": row.label,
        "runs": _runs(row.runs),
        "boxes": row.boxes,
        "lines": row.lines,
    }


def _runs(runs: Runs) -> list[tuple[str, str]]:
    return [(one.text, one.look) for one in runs]
