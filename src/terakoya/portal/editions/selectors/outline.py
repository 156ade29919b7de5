"""The whole draft at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.formats.web import slide_title
from terakoya.courseware.inline import variables_in
from terakoya.courseware.model import Course
from terakoya.courseware.texts import texts_of

from ..choices import SlideState
from ..coverage_words import open_gaps
from ..extensions import reasons_of
from ..models import Edition
from ..readiness import Reason
from ..states import SlideStanding, question_state, removed_questions, slide_standings
from ..storage import content_of
from .base import base_content, spoken


@dataclass(frozen=True)
class SlideRow:
    """A slide in the outline. `number` counts what learners see; hidden slides have none."""

    id: str
    title: str
    number: int | None
    layout: str
    is_required: bool
    reason: str
    standing: SlideStanding
    at: int
    is_first: bool
    is_last: bool

    @property
    def state(self) -> SlideState:
        """The chip."""
        return self.standing.state

    @property
    def is_changed(self) -> bool:
        """Whether the list of changes names it."""
        return self.state != SlideState.SAME or self.standing.is_moved


@dataclass(frozen=True)
class ChapterRow:
    """A chapter in the outline."""

    id: str
    title: str
    slides: tuple[SlideRow, ...]


@dataclass(frozen=True)
class Outline:
    """The whole draft at a glance."""

    title: str
    chapters: tuple[ChapterRow, ...]
    question_count: int
    question_changes: int
    reasons: tuple[Reason, ...]
    gaps: tuple[str, ...]

    @property
    def slides(self) -> list[SlideRow]:
        """All slides in order."""
        return [slide for chapter in self.chapters for slide in chapter.slides]

    @property
    def shown(self) -> int:
        """How many slides learners see."""
        return sum(slide.number is not None for slide in self.slides)

    @property
    def changed(self) -> int:
        """How many slides are not as the vendor's."""
        return sum(slide.is_changed for slide in self.slides)

    @property
    def stale(self) -> int:
        """How many slides have a translation that is 要翻訳."""
        return sum(bool(slide.standing.stale) for slide in self.slides)


def outline_of(edition: Edition, language: str) -> Outline:
    """The draft as a list; the base is kept in memory, so one statement at most."""
    state, base = content_of(edition.draft), base_content(edition)
    shown = spoken(state.course, language)
    standings = slide_standings(base, state)
    reasons = {one.slide: one.reason for one in state.settings.hidden}
    number = 0
    chapters = []
    for chapter in state.course.text(shown).chapters:
        rows = []
        for at, slide in enumerate(chapter.slides):
            standing = standings[slide.id]
            is_shown = standing.state != SlideState.HIDDEN
            number += is_shown
            rows.append(
                SlideRow(
                    id=slide.id,
                    title=slide_title(slide, course=state.course, language=shown),
                    number=number if is_shown else None,
                    layout=slide.layout,
                    is_required=slide.required == "legal",
                    reason=reasons.get(slide.id, ""),
                    standing=standing,
                    at=at,
                    is_first=at == 0,
                    is_last=at == len(chapter.slides) - 1,
                )
            )
        chapters.append(ChapterRow(chapter.id, chapter.title, tuple(rows)))
    return Outline(
        title=state.course.meta.title[shown],
        chapters=tuple(chapters),
        question_count=len(state.course.source.test.questions),
        question_changes=question_changes(base, state),
        reasons=tuple(reasons_of(edition, state)),
        gaps=tuple(open_gaps(base, state, shown)),
    )


def question_changes(base: Content, state: Content) -> int:
    """How many questions are edited, added or taken out."""
    present = state.course.source.test.questions
    changed = sum(question_state(base, state, one) != SlideState.SAME for one in present)
    return changed + len(removed_questions(base, state))


def variable_uses(course: Course) -> dict[str, int]:
    """Company variable → on how many slides of the source language it stands."""
    return {key: len(slides) for key, slides in variable_places(course).items()}


def variable_places(course: Course) -> dict[str, list[str]]:
    """Company variable → the slides of the source language on which it stands, in order."""
    places: dict[str, list[str]] = {}
    for _chapter, slide in course.source.slides():
        keys = {key for _path, words in texts_of(slide) for key in variables_in(words)}
        if slide.layout == "contact":
            keys |= {
                key for key in (v.key for v in course.meta.variables) if key.startswith("desk.")
            }
        for key in keys:
            places.setdefault(key, []).append(slide.id)
    return places
