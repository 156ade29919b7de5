"""The pool of the confirmation test, and one question of it."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.courseware.formats.web import slide_title
from terakoya.courseware.inline import plain
from terakoya.courseware.model import Course, CourseText, Question
from terakoya.courseware.revision import part_hash

from ..choices import SlideState
from ..editing.finding import question_in
from ..extensions import reasons_of
from ..models import Edition
from ..readiness import Reason
from ..states import is_question_stale, question_state, questions_of, removed_questions
from ..storage import content_of
from .base import FieldRow, base_content, field_rows, spoken


def asked_of(question: Question) -> str:
    """What a question asks, its scene first, without marks."""
    return plain(" ".join(one for one in (question.scene, question.text) if one))


@dataclass(frozen=True)
class QuestionRow:
    """A question of the pool in the list."""

    question: Question
    state: SlideState
    slides: tuple[str, ...]
    has_shown_slide: bool

    @property
    def text(self) -> str:
        """The question without marks, behind its scene: many ask the same of another one."""
        return asked_of(self.question)


@dataclass(frozen=True)
class QuestionList:
    """The pool by goal, and what was taken out."""

    goals: tuple[tuple[str, tuple[QuestionRow, ...]], ...]
    removed: tuple[tuple[str, str], ...]  # id, text without marks
    drawn: int
    reasons: tuple[Reason, ...]


def _titles(course: Course, text: CourseText) -> dict[str, str]:
    """Slide id → title as it is shown, the company's variables filled in."""
    return {
        slide.id: slide_title(slide, course=course, language=text.language)
        for _chapter, slide in text.every_slide()
    }


def pool_of(edition: Edition, language: str) -> QuestionList:
    """The questions of the draft, those of one goal together."""
    state, base = content_of(edition.draft), base_content(edition)
    shown = spoken(state.course, language)
    text = state.course.text(shown)
    titles = _titles(state.course, text)
    in_course = {slide.id for _chapter, slide in text.slides()}
    visible = {one for one in in_course if not state.settings.hides(one)}
    rows = [
        QuestionRow(
            question=question,
            state=question_state(base, state, question),
            slides=tuple(titles[one] for one in question.slides if one in titles),
            has_shown_slide=bool(visible & set(question.slides)),
        )
        for question in text.test.questions
    ]
    return QuestionList(
        goals=tuple(
            (goal.text[shown], found)
            for goal in state.course.meta.goals
            if (found := tuple(row for row in rows if row.question.goal == goal.id))
        ),
        removed=tuple(
            (one.id, asked_of(questions_of(base.course)[one.id].get(shown, one)))
            for one in removed_questions(base, state)
        ),
        drawn=sum(part.take for part in state.course.meta.blueprint),
        reasons=tuple(one for one in reasons_of(edition, state) if not one.slide),
    )


def is_of_base(edition: Edition, question_id: str) -> bool:
    """Whether the base has a question, which can be put back once it is out."""
    return question_id in questions_of(base_content(edition).course)


@dataclass(frozen=True)
class QuestionForm:
    """A question to be edited in one language."""

    question: Question
    language: str
    languages: tuple[str, ...]
    state: SlideState
    is_stale: bool
    fields: tuple[FieldRow, ...]
    slides: tuple[str, ...]
    seen: str

    @property
    def is_multiple(self) -> bool:
        """Whether several choices may be right."""
        return self.question.kind == "multiple"


def question_form(
    edition: Edition, question_id: str, language: str, interface: str
) -> QuestionForm | None:
    """A question of the draft for its form; `None` when the pool has it not."""
    state, base = content_of(edition.draft), base_content(edition)
    shown = spoken(state.course, language)
    text = state.course.text(shown)
    question = question_in(text, question_id)
    if question is None:
        return None
    original = questions_of(base.course).get(question_id, {}).get(shown)
    titles = _titles(state.course, text)
    return QuestionForm(
        question=question,
        language=shown,
        languages=tuple(one.language for one in state.course.texts),
        state=question_state(base, state, question),
        is_stale=is_question_stale(state.course, question, shown),
        fields=field_rows(question, original, interface),
        slides=tuple(titles[one] for one in question.slides if one in titles),
        seen=part_hash(question)[:16],
    )
