"""The handout: A4, two slides a page, the narration below and room for notes beside each.

Answers stand on pages of their own at the end. A tagged PDF.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...drawing.fonts import all_printable, printable
from ...drawing.pictures import as_svg, picture_size
from ...drawing.typesetting import typeset_pdf
from ...model import Course, CourseText, Material
from ...revision import picture_names, revision_id
from ...variables import values_of
from .sheets import SheetMaker
from .typst_sources import templates_in_one
from .words import company_named, words_of, written_date

__all__ = ["write_pdf"]

_ORDER = ("paper", "marks", "frame", "layouts", "exercises", "planned", "handout")


def write_pdf(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> bytes:
    """The handout in one language, with the company's `values` over the course's defaults."""
    course = material.course
    text = course.text(language)
    words = words_of(language)
    # What a company wrote may hold a sign that no font of ours has: the sheet shows 〓 for it.
    own = {key: printable(value) for key, value in (values or {}).items()}
    pictures = _pictures(material, text)
    aspects = {name: float(str(one["aspect"])) for name, one in pictures.items()}
    maker = SheetMaker(words, values_of(course, language, own), aspects.__getitem__)
    chapters, answers = maker.chapters_and_answers(text)
    handout = {
        "words": dict(words),
        "cover": all_printable(_cover(course, language, words, maker.values)),
        "chapters": all_printable(chapters),
        "answers": all_printable(answers),
        "pictures": pictures,
    }
    return typeset_pdf(
        templates_in_one(_ORDER), {"handout": json.dumps(handout, ensure_ascii=False)}
    )


def _cover(
    course: Course, language: str, words: Mapping[str, Any], values: Mapping[str, str]
) -> dict[str, str]:
    meta = course.meta
    source = meta.languages[0]
    day = meta.effective_on
    return {
        "title": meta.title.get(language, meta.title[source]),
        "company": company_named(values, words),
        "subtitle": meta.subtitle.get(language, meta.subtitle[source]),
        "version": meta.version,
        "state_of_law": written_date(day, words) if day else "",
        "revision": revision_id(course),
    }


def _pictures(material: Material, text: CourseText) -> dict[str, dict[str, object]]:
    names = {name for _, slide in text.slides() for name in picture_names(slide)}
    return {name: _picture(material.media[name]) for name in sorted(names)}


def _picture(data: bytes) -> dict[str, object]:
    width, height = picture_size(data)
    return {"svg": as_svg(data).decode(), "aspect": width / height}
