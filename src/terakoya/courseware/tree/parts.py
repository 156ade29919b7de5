"""An edition taken apart: every part under its kind and id, all languages together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..edition import Edition
from ..model import Chapter, Course, Part

Tongues = Mapping[str, Part]
SECTIONS = ("chapters", "bank")


class PartKind(StrEnum):
    """What kinds of parts are told apart; the last five have no languages of their own."""

    SLIDE = "slide"
    CHAPTER = "chapter"
    ITEM = "item"
    QUESTION = "question"
    SURVEY = "survey"
    TEST = "test"
    COURSE = "course"
    SETTINGS = "settings"
    FACT = "fact"
    TERM = "term"
    READING = "reading"


WHOLE = ""  # the id of what a course has one of: survey, test, course, settings


@dataclass(frozen=True)
class Contents:
    """The parts of one edition, in its order, and where its slides stand.

    `place` names the chapter of each slide. A chapter's id is `chapters/…` or `bank/…`, since the
    bank is a section of its own.
    """

    parts: Mapping[PartKind, Mapping[str, Tongues]]
    place: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: PartKind) -> Mapping[str, Tongues]:
        """The parts of a kind by id, in order."""
        return self.parts.get(kind, {})

    def slides_in(self, chapter: str) -> list[str]:
        """The slides of a chapter, in order."""
        return self.slides_by_chapter.get(chapter, [])

    @property
    def slides_by_chapter(self) -> Mapping[str, list[str]]:
        """The slides of every chapter, in order."""
        chapters: dict[str, list[str]] = {}
        for slide, chapter in self.place.items():
            chapters.setdefault(chapter, []).append(slide)
        return chapters


def contents_of(edition: Edition, languages: Sequence[str]) -> Contents:
    """The parts of an edition in some of its languages, the source language first."""
    course = edition.course
    parts: dict[PartKind, dict[str, dict[str, Part]]] = {kind: {} for kind in PartKind}
    place: dict[str, str] = {}
    for language in languages:
        _take_text(course, language, parts, place)
    parts[PartKind.COURSE][WHOLE] = {"": course.meta}
    parts[PartKind.SETTINGS][WHOLE] = {"": edition.settings}
    parts[PartKind.FACT] = {fact.id: {"": fact} for fact in course.facts}
    parts[PartKind.TERM] = {term.id: {"": term} for term in course.glossary}
    parts[PartKind.READING] = {reading.id: {"": reading} for reading in course.readings}
    return Contents(parts, place)


def _take_text(
    course: Course,
    language: str,
    parts: dict[PartKind, dict[str, dict[str, Part]]],
    place: dict[str, str],
) -> None:
    text = course.text(language)
    is_source = language == course.meta.languages[0]

    def put(kind: PartKind, part_id: str, part: Part) -> None:
        parts[kind].setdefault(part_id, {})[language] = part

    for section in SECTIONS:
        chapters: tuple[Chapter, ...] = getattr(text, section)
        for chapter in chapters:
            key = f"{section}/{chapter.id}"
            put(PartKind.CHAPTER, key, chapter.model_copy(update={"slides": ()}))
            for slide in chapter.slides:
                put(PartKind.SLIDE, slide.id, slide)
                if is_source:
                    place[slide.id] = key
    put(PartKind.SURVEY, WHOLE, text.survey.model_copy(update={"items": ()}))
    put(PartKind.TEST, WHOLE, text.test.model_copy(update={"questions": ()}))
    for item in text.survey.items:
        put(PartKind.ITEM, item.id, item)
    for question in text.test.questions:
        put(PartKind.QUESTION, question.id, question)
