"""An edition taken apart: every part under its kind and id, all languages together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ...edition import Edition
from ...model import Chapter, Course, Part

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
    """The parts of one edition, and for each language in which order they stand and where.

    `places` name the chapter of each slide. A chapter's id is `chapters/…` or `bank/…`, since the
    bank is a section of its own. The first of `languages` is the source.
    """

    languages: tuple[str, ...]
    parts: Mapping[PartKind, Mapping[str, Tongues]]
    orders: Mapping[tuple[PartKind, str], Sequence[str]] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, kind: PartKind) -> Mapping[str, Tongues]:
        """The parts of a kind by id."""
        return self.parts.get(kind, {})

    def order(self, kind: PartKind, language: str) -> Sequence[str]:
        """The ids of the parts of a kind, in the order of a language or, where the edition does
        not speak it, of the source."""
        return self.orders.get((kind, self._nearest(language)), ())

    def place(self, language: str) -> Mapping[str, str]:
        """The chapter of each slide in a language, or else in the source."""
        return self.places.get(self._nearest(language), {})

    def _nearest(self, language: str) -> str:
        return language if language in ("", *self.languages) else next(iter(self.languages), "")

    def slides_by_chapter(self, language: str) -> Mapping[str, list[str]]:
        """The slides of every chapter, in the order of a language or else of the source."""
        chapters: dict[str, list[str]] = {}
        for slide, chapter in self.place(language).items():
            chapters.setdefault(chapter, []).append(slide)
        return chapters


def contents_of(edition: Edition, languages: Sequence[str]) -> Contents:
    """The parts of an edition in some of its languages, the source language first."""
    taken = _Taken({kind: {} for kind in PartKind})
    for language in languages:
        taken.take_text(edition.course, language)
    course = edition.course
    taken.put(PartKind.COURSE, WHOLE, "", course.meta)
    taken.put(PartKind.SETTINGS, WHOLE, "", edition.settings)
    for fact in course.facts:
        taken.put(PartKind.FACT, fact.id, "", fact)
    for term in course.glossary:
        taken.put(PartKind.TERM, term.id, "", term)
    for reading in course.readings:
        taken.put(PartKind.READING, reading.id, "", reading)
    return Contents(tuple(languages), taken.parts, taken.orders, taken.places)


@dataclass
class _Taken:
    parts: dict[PartKind, dict[str, dict[str, Part]]]
    orders: dict[tuple[PartKind, str], list[str]] = field(default_factory=dict)
    places: dict[str, dict[str, str]] = field(default_factory=dict)

    def put(self, kind: PartKind, part_id: str, language: str, part: Part) -> None:
        self.parts[kind].setdefault(part_id, {})[language] = part
        self.orders.setdefault((kind, language), []).append(part_id)

    def take_text(self, course: Course, language: str) -> None:
        text = course.text(language)
        for section in SECTIONS:
            self._take_chapters(section, getattr(text, section), language)
        self.put(PartKind.SURVEY, WHOLE, language, text.survey.model_copy(update={"items": ()}))
        self.put(PartKind.TEST, WHOLE, language, text.test.model_copy(update={"questions": ()}))
        for item in text.survey.items:
            self.put(PartKind.ITEM, item.id, language, item)
        for question in text.test.questions:
            self.put(PartKind.QUESTION, question.id, language, question)

    def _take_chapters(self, section: str, chapters: Iterable[Chapter], language: str) -> None:
        place = self.places.setdefault(language, {})
        for chapter in chapters:
            key = f"{section}/{chapter.id}"
            self.put(PartKind.CHAPTER, key, language, chapter.model_copy(update={"slides": ()}))
            for slide in chapter.slides:
                self.put(PartKind.SLIDE, slide.id, language, slide)
                place[slide.id] = key
