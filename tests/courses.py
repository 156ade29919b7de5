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
from terakoya.courseware.model import Change, Chapter, CourseText, Material, StepsSlide
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

# What the slide `when-it-happens` said in 2026.12: its alarm and the end of its narration.
_ALARMS: Final = {
    "ja": (
        "暴力、体や命への脅し、危険を感じたら、離れて通報。許可は不要。",
        "ただし、暴力や、体や命への脅しがあるとき、危険を感じたときは、順番を待ちません。すぐに離れて、110番です。",
    ),
    "en": (
        "Violence, threats or danger? Get away and call.",
        "But with violence, threats to life or limb, or a feeling of danger, do not wait. "
        "Get away at once and call 110.",
    ),
}


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


def notes_of_danger(material: Material) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The notes of the course with the rule for danger: on 2027.01, and on 2026.12 below them."""
    notes, whole = material.course.changes, flagship_material().course.changes
    last = next(number for number, one in enumerate(whole) if one.field == "wording")
    newest = [one for one in notes if one in whole[: last + 1]]
    return tuple(newest), notes[len(newest) :]


def before_danger(material: Material) -> Material:
    """A course as it was in 2026.12: the slide `when-it-happens` without the rule for danger."""
    course = material.course
    meta = course.meta.model_copy(update={"version": "2026.12"})
    texts, earlier = tuple(map(_before_danger, course.texts)), notes_of_danger(material)[1]
    update = {"meta": meta, "texts": texts, "changes": earlier}
    return replace(material, course=course.model_copy(update=update))


def _before_danger(text: CourseText) -> CourseText:
    alarm, last = _ALARMS[text.language]
    chapters = []
    for chapter in text.chapters:
        slides = tuple(
            one.model_copy(update={"alarm": alarm, "narration": (*one.narration[:2], last)})
            if isinstance(one, StepsSlide) and one.id == "when-it-happens"
            else one
            for one in chapter.slides
        )
        chapters.append(chapter.model_copy(update={"slides": slides}))
    return text.model_copy(update={"chapters": tuple(chapters)})


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
