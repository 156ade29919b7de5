"""Courses that tests read: the real one, the same cut to a third, and a small one.

Pure: courseware's tests read it as well, and must not load Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Chapter, CourseText, Material
from terakoya.courseware.pruning import prune

ROOT: Final = Path(__file__).resolve().parents[1]
COURSE: Final = ROOT / "courses" / "stop-customer-harassment"
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
    | {"q-views", "q-own-reach", "q-own-words", "q-own-shop", "q-danger", "q-sue-you"}
    | {
        "q-bad-review",
        "q-threat-call",
        "q-call-at-once",
        "q-your-part",
        "q-your-words",
        "q-boss-part",
    }
)


@cache
def flagship_material() -> Material:
    """The real course, read once a test run.

    Without its recordings: 19 MB would be written for every test. Tests of sound bring their own
    (`tests/recordings.py`).
    """
    return replace(read_folder(COURSE), audio={})


@cache
def short_material() -> Material:
    """The flagship cut to a third, for tests whose question is no course's length.

    Ids, sentences, pictures and rules of the test are the flagship's: what is published, read,
    merged and shown is a third as dear.
    """
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


@cache
def small_material() -> Material:
    """Twelve slides, one of each of its layouts, with a sample, a test and a survey."""
    return read_folder(ROOT / "tests" / "corpus" / "every-layout")
