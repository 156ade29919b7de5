"""The inverse of the writer's layouts, block by block: by the plan, or by a file of their own.

A reader takes a `Reading` and returns the fields that the deck shows; all others stay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from pydantic import ValidationError

from .....layouts.identity import Part
from .....model import TWO_SHEETS, AnySlide
from ..reading import Reading
from .bullets import read_bullets
from .case import read_case
from .chapter import read_chapter
from .check import read_check
from .contact import read_contact
from .heads import read_head
from .law_quote import read_law_quote
from .matrix import read_matrix
from .planned import read_planned
from .steps import read_steps
from .table import read_table
from .text import read_text
from .two_columns import read_two_columns

Fields = dict[str, Any]
# The slide's type is the layout's; the model's union cannot say so for a table of functions.
Reader = Callable[[Reading, Any], Fields]

READERS: dict[str, Reader] = {
    "bullets": read_bullets,
    "two-columns": read_two_columns,
    "table": read_table,
    "matrix": read_matrix,
    "steps": read_steps,
    "law-quote": read_law_quote,
    "case": read_case,
    "check": read_check,
    "contact": read_contact,
    "chapter": read_chapter,
    "text": read_text,
}


def read_slide(
    reading: Reading, chapter_title: str, chapter_titles: Collection[str] = ()
) -> AnySlide | None:
    """The slide as the deck has it; `None` when its content is no longer that of its layout."""
    base = reading.base
    fields = read_head(reading, chapter_title, chapter_titles)
    if reading.has(Part.MAIN):
        fields["narration"] = reading.said(base.narration, reading.sheets[Part.MAIN].notes)
    if isinstance(base, TWO_SHEETS) and reading.has(Part.ANSWER):
        notes = reading.sheets[Part.ANSWER].notes
        fields["answer_narration"] = reading.said(base.answer_narration, notes)
    fields |= READERS.get(base.layout, read_planned)(reading, base)
    changed = {name: value for name, value in fields.items() if value != getattr(base, name)}
    if not changed:
        return base
    own = {name: getattr(base, name) for name in type(base).model_fields}
    try:
        return type(base).model_validate({**own, **changed})
    except ValidationError:
        return None
