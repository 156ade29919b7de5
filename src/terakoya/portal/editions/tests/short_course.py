"""The flagship cut to a third, for tests whose question is no course's length.

Ids, sentences, pictures and rules of the test are the flagship's: what is published, read,
merged and shown is a third as dear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any, Final

import pytest
from openpyxl import Workbook
from pptx.presentation import Presentation as Deck

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import Chapter, CourseText, Material
from terakoya.courseware.pruning import prune
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.services import publish_material
from tests.factories import flagship_material

from . import files, vendor
from .officers import Desk, make_desk

CHAPTERS: Final = {
    "what-it-is": {"opening", "chapter-what-it-is", "three-elements"},
    "typical-acts": {"chapter-typical-acts", "three-groups", "crimes", "case-kettle"},
    "rules": {"chapter-rules", "two-rules", "employer-duties"},
    "responding": {"chapter-responding", "when-it-happens", "who-to-turn-to"},
    "own-conduct": {"chapter-own-conduct", "own-side", "check-own-conduct"},
    "cases-by-trade": {"case-retail"},
}
SLIDES: Final = frozenset[str]().union(*CHAPTERS.values())
QUESTIONS: Final = frozenset(  # of each kind as many as an attempt draws, and more
    {"q-who-must-act", "q-duty-since", "q-must-or-effort", "q-three-elements"}
    | {"q-group-means", "q-group-baseless", "q-crimes", "q-missing-element", "q-cell-stern"}
    | {"q-views", "q-own-reach", "q-own-words", "q-own-shop", "q-danger", "q-come-outside"}
    | {"q-threat-call", "q-call-at-once", "q-your-part", "q-your-words", "q-boss-part"}
)


@cache
def short_material() -> Material:
    """The shortened flagship."""
    whole = flagship_material()
    course = whole.course.model_copy(
        update={
            "texts": tuple(map(_shortened, whole.course.texts)),
            "changes": tuple(one for one in whole.course.changes if one.slide in SLIDES),
        }
    )
    return prune(replace(whole, course=course))


def _shortened(text: CourseText) -> CourseText:
    questions = tuple(
        one.model_copy(update={"slides": tuple(slide for slide in one.slides if slide in SLIDES)})
        for one in text.test.questions
        if one.id in QUESTIONS
    )
    return text.model_copy(
        update={
            "chapters": tuple(_shorter(text.chapters)),
            "bank": tuple(_shorter(text.bank)),
            "test": text.test.model_copy(update={"questions": questions}),
        }
    )


def _shorter(chapters: Iterable[Chapter]) -> Iterator[Chapter]:
    for one in chapters:
        if kept := CHAPTERS.get(one.id):
            slides = tuple(slide for slide in one.slides if slide.id in kept)
            yield one.model_copy(update={"slides": slides})


def make_short_desk(name: str = "株式会社みほん商事") -> Desk:
    """An officer with an edition of the shortened flagship."""
    return make_desk(name, publish_short)


def publish_short() -> Revision:
    """The shortened flagship, published."""
    return publish_material(material=short_material())


@pytest.fixture
def desk(made_desk: Desk, db: None) -> Desk:
    """An officer with an edition of the shortened flagship."""
    return deepcopy(made_desk)


def publish_vendor(
    texts: Mapping[str, Mapping[str, str]], *, of: Content | None = None, **details: Any
) -> Revision:
    """A new revision of the shortened flagship: slide → field → text; `details` are `vendor`'s."""
    base = of or Content(course=short_material().course)
    return vendor.publish_vendor(texts, of=base, **details)


@cache
def course_file(fmt: str) -> bytes:
    """A manuscript of it, in Japanese."""
    return files.manuscript(fmt, short_material())


@cache
def edited_deck(edit: Callable[[Deck], None]) -> bytes:
    """Its deck after somebody has worked on it."""
    return files.edited(course_file("pptx"), edit)


def edited_test(edit: Callable[[Workbook], None]) -> bytes:
    """The workbook of its test after somebody has worked on it."""
    return files.edited_book(course_file("test-xlsx"), edit)
