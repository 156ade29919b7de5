"""The phrases of a course on one page of A4, to be printed and kept where people work.

Beside the phrases stand what the course has of the rest: the steps, the two numbers of the police,
the company's desk and its promises. Where the desk has no value there is a line to write on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from ...drawing.fonts import all_printable
from ...drawing.typesetting import typeset_pdf
from ...errors import CoursewareError
from ...inline import plain
from ...layouts.marks import MARK_PATHS, Mark
from ...model import (
    AnySlide,
    ContactSlide,
    Course,
    CourseText,
    Doer,
    Material,
    PhraseIcon,
    PhrasesSlide,
    StepsSlide,
)
from ...variables import filled, values_of
from .sheets import TITLE_BREAK, SheetMaker, Value
from .typst_sources import templates_in_one
from .words import company_named, words_of, written_date

_TEMPLATES = ("paper", "marks", "card")
_TEL = "110"
_TEL_CALM = "#9110"
_Slide = TypeVar("_Slide", bound=AnySlide)


class NoPhrases(CoursewareError):
    """A course without a slide of phrases has no card."""

    code = "no-phrases"


def write_phrases_card(material: Material, language: str) -> bytes:
    """The card in one language; raises `NoPhrases` where the course has no phrases in it."""
    course = material.course
    text = course.text(language)
    words = words_of(language)
    maker = SheetMaker(words, values_of(course, language))
    card = all_printable(_card(course, text, maker))
    shown = {"words": dict(words), "pictures": {}, **card}
    source = templates_in_one(_TEMPLATES)
    return typeset_pdf(source, {"handout": json.dumps(shown, ensure_ascii=False)})


def _card(course: Course, text: CourseText, maker: SheetMaker) -> Value:
    slide = _first(text, PhrasesSlide)
    if slide is None:
        raise NoPhrases(
            f"{course.meta.id} has no slide of the layout `phrases` in `{text.language}`. "
            "→ Add one, or leave the card out."
        )
    steps, contact = _first(text, StepsSlide), _first(text, ContactSlide)
    words = maker.words["card"]
    return {
        "about": _title_of(course, text.language),
        "title": words["title"] if steps else words["phrases"],
        "heading": words["phrases"] if steps else _plain(maker, slide.title),
        "company": company_named(maker.values, maker.words),
        "foot": _foot(course, maker.words),
        "alarm": _alarm(maker, steps, contact),
        "steps": [maker.value_of(step) for step in steps.steps] if steps else [],
        "phrases": [_phrase(maker, one) for one in slide.phrases],
        "legend": _legend(maker.words, slide),
        "records": words["records"] if _is_recorded(slide) else [],
        "desk": _desk(maker),
        "calm": {"tel": _TEL_CALM, "text": maker.runs(contact.police_9110)} if contact else None,
        "promises": [maker.runs(one) for one in contact.promises] if contact else [],
    }


def _first(text: CourseText, kind: type[_Slide]) -> _Slide | None:
    """The first slide of a layout that its learners see; its bank of cases is none of them."""
    return next((slide for _, slide in text.slides() if isinstance(slide, kind)), None)


def _title_of(course: Course, language: str) -> str:
    title = course.meta.title
    shown = title.get(language, title[course.meta.languages[0]])
    return shown.replace(TITLE_BREAK, " ")


def _plain(maker: SheetMaker, text: str) -> str:
    return plain(filled(text, maker.values))


def _foot(course: Course, words: Mapping[str, Any]) -> str:
    day = course.meta.effective_on
    version = f"{words['version']} {course.meta.version}"
    law = f"{words['state_of_law']} {written_date(day, words)}" if day else ""
    return str(words["gap"]).join(one for one in (version, law) if one)


def _alarm(
    maker: SheetMaker, steps: StepsSlide | None, contact: ContactSlide | None
) -> Value | None:
    """When to call the police at once, as the course says it."""
    if steps is not None and steps.alarm:
        return {"tel": maker.runs(steps.alarm_tel), "text": maker.runs(steps.alarm)}
    if contact is not None:
        return {"tel": [[_TEL, False]], "text": maker.runs(contact.police_110)}
    return None


def _phrase(maker: SheetMaker, phrase: Any) -> Value:
    return {**maker.value_of(phrase), "path": MARK_PATHS[Mark(phrase.icon.value)]}


def _legend(words: Mapping[str, Any], slide: PhrasesSlide) -> list[Value]:
    """Who says what; nothing where one alone says all."""
    doers = [doer for doer in Doer if any(one.doer is doer for one in slide.phrases)]
    named = [{"doer": doer.value, "says": words[f"says_{doer}"]} for doer in doers]
    return named if len(doers) > 1 else []


def _is_recorded(slide: PhrasesSlide) -> bool:
    """Whether the phrases say that something is recorded, so that the card says what."""
    return any(one.icon is PhraseIcon.RECORD for one in slide.phrases)


def _desk(maker: SheetMaker) -> Value:
    words, values = maker.words, maker.values
    return {
        "name": values.get("desk.name", "") or words["card"]["no_desk"],
        "rows": [
            [words["card"][f"desk_{key}"], values.get(f"desk.{key}", "")]
            for key in ("person", "extension", "hours")
        ],
    }
