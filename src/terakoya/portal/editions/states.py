"""What became of each part of an edition against its base: derived, never stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import AnySlide, Course, Part, Question
from terakoya.courseware.revision import part_hash, slide_hash

from .choices import SlideState
from .editing.finding import Place, place_of, slide_in
from .editing.texts import text_fields

ByLanguage = Mapping[str, Part]


@dataclass(frozen=True)
class SlideStanding:
    """Where a slide stands: its state, whether its place in the chapter changed, and the
    languages whose text no longer renders the source (要翻訳)."""

    state: SlideState
    is_moved: bool
    stale: tuple[str, ...]
    is_from_bank: bool


def slide_standings(base: Content, state: Content) -> dict[str, SlideStanding]:
    """Slide id → where it stands, for the slides of the chapters, hidden ones included."""
    moved = _moved(base.course, state.course)
    return {
        slide.id: SlideStanding(
            state=slide_state(base, state, slide.id),
            is_moved=slide.id in moved,
            stale=stale_languages(state.course, slide.id),
            is_from_bank=_in_bank(base, slide.id),
        )
        for _chapter, slide in state.course.source.slides()
    }


def slide_state(base: Content, state: Content, slide_id: str) -> SlideState:
    """The state of a slide that stands in a chapter."""
    if state.settings.hides(slide_id):
        return SlideState.HIDDEN
    origin = place_of(base.course.source, slide_id)
    if origin is None or origin.in_bank:
        return SlideState.ADDED
    return SlideState.EDITED if is_edited(base, state, slide_id) else SlideState.SAME


def is_edited(base: Content, state: Content, slide_id: str) -> bool:
    """Whether a slide of the base says something else in some language."""
    return any(
        _without_hash(slide_in(text, slide_id))
        != _without_hash(_slide_of(base.course, text.language, slide_id))
        for text in state.course.texts
    )


def stale_languages(course: Course, slide_id: str) -> tuple[str, ...]:
    """The translations of a slide that render another source than the present one."""
    source = slide_in(course.source, slide_id)
    if source is None:
        return ()
    words = slide_hash(source)
    return tuple(
        text.language
        for text in course.texts[1:]
        if (slide := slide_in(text, slide_id)) is not None and slide.source_hash != words
    )


def changed_fields(original: Part | None, present: Part) -> frozenset[str]:
    """The paths of the texts of a part that are not those of the base; all of a new part's."""
    before = {field.path: field.value for field in text_fields(original)} if original else {}
    return frozenset(
        field.path for field in text_fields(present) if before.get(field.path) != field.value
    )


def question_state(base: Content, state: Content, question: Question) -> SlideState:
    """Whether a question of the pool is the vendor's, edited, or the company's own."""
    before = questions_of(base.course)
    if question.id not in before:
        return SlideState.ADDED
    now = questions_of(state.course)[question.id]
    return SlideState.SAME if _bare(now) == _bare(before[question.id]) else SlideState.EDITED


def questions_of(course: Course) -> dict[str, dict[str, Question]]:
    """Question id → language → the question."""
    found: dict[str, dict[str, Question]] = {}
    for text in course.texts:
        for question in text.test.questions:
            found.setdefault(question.id, {})[text.language] = question
    return found


def removed_questions(base: Content, state: Content) -> list[Question]:
    """The questions of the base that are no longer in the pool, in the source language."""
    present = {question.id for question in state.course.source.test.questions}
    return [one for one in base.course.source.test.questions if one.id not in present]


def is_question_stale(course: Course, question: Question, language: str) -> bool:
    """Whether a translated question renders another source than the present one."""
    source = next((one for one in course.source.test.questions if one.id == question.id), None)
    return (
        language != course.source.language
        and source is not None
        and question.source_hash != part_hash(source)
    )


def _bare(questions: Mapping[str, Question]) -> dict[str, Question]:
    return {
        language: one.model_copy(update={"source_hash": ""}) for language, one in questions.items()
    }


def _moved(base: Course, course: Course) -> set[str]:
    """The slides whose place among those of their chapter in the base is another one."""
    found: set[str] = set()
    before = {
        chapter.id: [slide.id for slide in chapter.slides] for chapter in base.source.chapters
    }
    for chapter in course.source.chapters:
        known = [slide.id for slide in chapter.slides if slide.id in before.get(chapter.id, [])]
        origin = [one for one in before.get(chapter.id, []) if one in known]
        found |= {one for one, other in zip(known, origin, strict=True) if one != other}
    return found


def _in_bank(base: Content, slide_id: str) -> bool:
    origin: Place | None = place_of(base.course.source, slide_id)
    return origin is not None and origin.in_bank


def _slide_of(course: Course, language: str, slide_id: str) -> AnySlide | None:
    text = next((one for one in course.texts if one.language == language), None)
    return slide_in(text, slide_id) if text else None


def _without_hash(slide: AnySlide | None) -> AnySlide | None:
    return slide.model_copy(update={"source_hash": ""}) if slide else None
