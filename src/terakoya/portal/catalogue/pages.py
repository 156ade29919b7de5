"""Frozen views of published content, kept in process memory: revisions never change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from terakoya.courseware.layouts import LATER
from terakoya.courseware.times import FULL_OF_WORDS

from .models import Course


@dataclass(frozen=True)
class TocSlide:
    """A slide in a contents list. `listen` and `read` are whole seconds; `extra` an exercise's."""

    id: str
    title: str
    layout: str
    hash: str
    listen: int
    read: int
    extra: int
    required: str
    skippable: bool
    later: bool = False  # whether its look came later to its layout

    @property
    def heard(self) -> int:
        """How long at most a slide has to be read: as long as it is heard, or shows more words."""
        return max(self.listen, self.read) if self.layout in FULL_OF_WORDS else self.listen

    @property
    def seconds(self) -> int:
        """What the slide adds to the promised minutes."""
        return max(self.listen, self.read) + self.extra

    @property
    def asks(self) -> bool:
        """Whether the slide asks for a choice."""
        return self.layout in ("case", "check")


@dataclass(frozen=True)
class TocChapter:
    """A chapter in a contents list."""

    id: str
    title: str
    sample: bool
    slides: tuple[TocSlide, ...]


def with_sample(chapters: tuple[TocChapter, ...], chosen: str | None) -> tuple[TocChapter, ...]:
    """The chapters, of which anybody may try the chosen one alone, or none for an empty choice.

    As the course's source says without a choice, and where the chosen chapter is there no more.
    """
    if chosen is None or (chosen and all(one.id != chosen for one in chapters)):
        return chapters
    return tuple(replace(one, sample=one.id == chosen) for one in chapters)


@dataclass(frozen=True)
class ShopWords:
    """What the storefront says of a course in one language; an empty text: nothing of its own."""

    description: str = ""
    audience: str = ""

    def __bool__(self) -> bool:
        return bool(self.description or self.audience)


@dataclass(frozen=True)
class RevisionTextView:
    """One language of a revision: what rails, lists and gates need."""

    revision_id: int
    language: str
    title: str
    subtitle: str
    chapters: tuple[TocChapter, ...]

    @cached_property
    def has_later_layouts(self) -> bool:
        """Whether a slide needs the styles of layouts and looks that came later."""
        return any(slide.later or slide.layout in LATER for slide in self.slides)

    @cached_property
    def slides(self) -> tuple[TocSlide, ...]:
        """All slides in order."""
        return tuple(slide for chapter in self.chapters for slide in chapter.slides)

    @cached_property
    def _by_id(self) -> dict[str, TocSlide]:
        return {slide.id: slide for slide in self.slides}

    def only(self, slide_ids: Collection[str]) -> RevisionTextView:
        """The list with these slides alone, and the chapters that have any."""
        wanted = frozenset(slide_ids)
        kept = (
            replace(one, slides=tuple(slide for slide in one.slides if slide.id in wanted))
            for one in self.chapters
        )
        return replace(self, chapters=tuple(one for one in kept if one.slides))

    def slide(self, slide_id: str) -> TocSlide | None:
        """A slide by id, or `None` when the revision has no such slide."""
        return self._by_id.get(slide_id)


@dataclass(frozen=True)
class RevisionFacts:
    """What a revision promises, the same in every language; `picture_url` may be empty."""

    minutes: dict[str, int]
    is_stated: bool  # whether somebody typed the minutes: of what a deck became
    question_count: int
    pass_mark: int
    picture_url: str
    has_rules: bool = False  # whether something beside the number of right answers is asked for

    def minutes_of(self, rest: Collection[TocSlide], whole: Collection[TocSlide]) -> int:
        """The promised minutes of some slides; of typed ones their share in what was typed."""
        seconds = sum(slide.seconds for slide in rest)
        if self.is_stated and whole:
            return round(self.minutes["main"] * seconds / sum(one.seconds for one in whole))
        return round(seconds / 60)

    @property
    def right_answers_needed(self) -> int:
        """How many right answers pass the test."""
        return -(-self.pass_mark * self.question_count // 100)


@dataclass(frozen=True)
class Term:
    """A word of the course and what it means."""

    term: str
    text: str


@dataclass(frozen=True)
class FactWords:
    """What a fact says in one language, and where it was read."""

    statement: str
    cite: str
    source: str
    url: str
    valid_from: dt.date | None = None


@dataclass(frozen=True)
class SoundSheet:
    """The recording of one sheet: `part` is main or answer, `sentences` are [from, to] each."""

    part: str
    url: str
    seconds: float
    sentences: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class SlidePage:
    """One slide as it is shown: HTML fragments, the answers of its exercise, and its sound.

    `sound` holds the narrated sheets in order; it is empty where one has no recording.
    """

    slide_id: str
    title: str
    hash: str
    html: str
    transcript: str
    answers: dict[str, Any]
    sound: tuple[SoundSheet, ...] = ()


@dataclass(frozen=True)
class SampleChapter:
    """The chapter that anybody may play."""

    title: str
    slides: tuple[SlidePage, ...]


@dataclass(frozen=True)
class CourseCard:
    """A course on the storefront, in one language."""

    course: Course
    revision_pk: int
    version: str
    title: str
    subtitle: str
    description: str
    audience: str
    goals: tuple[str, ...]
    minutes: dict[str, int]
    pass_mark: int
    effective_on: Any
    toc: tuple[TocChapter, ...]
    slide_count: int
    case_count: int
    question_count: int
    hero_url: str
    hero_alt: str
    rules: tuple[str, ...]  # of passing, beside the mark

    @property
    def has_sample(self) -> bool:
        """Whether anybody may play one of its chapters."""
        return any(chapter.sample for chapter in self.toc)
