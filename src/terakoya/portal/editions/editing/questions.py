"""Rewording, adding and removing questions of the confirmation test."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.inline import plain
from terakoya.courseware.model import Choice, CourseText, Question
from terakoya.courseware.revision import part_hash

from ..errors import ChangeRefused
from .finding import question_in, slide_in, variables_of, with_each_text, with_questions
from .texts import with_texts

LETTERS = "abcde"


@dataclass(frozen=True)
class NewQuestion:
    """What an officer writes for a question of the company's own, in the source language.

    `choices` are text and reason each; `correct` are the numbers of the right ones, from 0.
    In an own course reasons, `explanation` and `slide` may be empty.
    """

    text: str
    choices: tuple[tuple[str, str], ...]
    correct: frozenset[int]
    explanation: str
    slide: str


def edit_question(
    state: Content,
    language: str,
    question_id: str,
    values: Mapping[str, str],
    correct: Collection[str] | None = None,
    slide_id: str | None = None,
) -> Content:
    """Put other texts on a question; `correct` (ids of choices) holds for every language.

    So does `slide_id`, the slide that teaches it (empty: none), chosen in own courses alone.
    """
    question = known_question(state.course.text(language), question_id)
    changed = with_texts(question, values, variables_of(state.course))
    after = _replaced(state, changed, language)
    if correct is not None:
        after = _with_correct(after, question_id, correct)
    if slide_id is not None and is_own_made(state):
        after = _with_slide(after, question_id, slide_id)
    if language == state.course.source.language:
        return after
    return after if after == state else confirm_question(after, language, question_id)


def confirm_question(state: Content, language: str, question_id: str) -> Content:
    """Say that a translated question fits the source as it is now."""
    question = known_question(state.course.text(language), question_id)
    source = known_question(state.course.source, question_id)
    fitting = question.model_copy(update={"source_hash": part_hash(source)})
    return _replaced(state, fitting, language)


def revert_question(state: Content, base: Content, question_id: str) -> Content:
    """もとに戻す: a question as it is in the base, in every language; a removed one, too."""

    def restored(text: CourseText) -> CourseText:
        original = known_question(base.course.text(text.language), question_id)
        if question_in(text, question_id) is None:
            order = [one.id for one in base.course.text(text.language).test.questions]
            return with_questions(text, _put(text.test.questions, original, order))
        return with_questions(
            text, (original if one.id == question_id else one for one in text.test.questions)
        )

    return with_each_text(state, restored)


def remove_question(state: Content, question_id: str) -> Content:
    """Take a question out of the pool."""
    known_question(state.course.source, question_id)
    return with_each_text(
        state,
        lambda text: with_questions(
            text, (one for one in text.test.questions if one.id != question_id)
        ),
    )


def add_question(state: Content, new: NewQuestion) -> tuple[Content, str]:
    """Add a question of the company's own about a slide; gives its id as well.

    It serves the goal of the slide; without one, which only an own course allows, the first goal.
    Translations get the source's words and are 要翻訳.
    """
    may_be_short = is_own_made(state)
    slide = slide_in(state.course.source, new.slide)
    if slide is None and (new.slide or not may_be_short):
        raise ChangeRefused(_("この問題を教えるスライドを選んでください。"), field="slide")
    _refuse_incomplete(new, may_be_short=may_be_short)
    goal = slide.goal if slide else state.course.meta.goals[0].id
    question = Question(
        id=_new_id(state),
        kind="single" if len(new.correct) == 1 else "multiple",
        goal=goal,
        topic=_topic_for(state, goal),
        slides=(slide.id,) if slide else (),
        facts=slide.facts if slide else (),
        text=new.text.strip(),
        choices=tuple(
            Choice(id=LETTERS[at], text=text.strip(), why=why.strip(), correct=at in new.correct)
            for at, (text, why) in enumerate(new.choices)
        ),
        explanation=new.explanation.strip(),
    )
    with_texts(question, {"text": question.text}, variables_of(state.course))
    return (
        with_each_text(state, lambda text: with_questions(text, (*text.test.questions, question))),
        question.id,
    )


def is_own_made(state: Content) -> bool:
    """Whether somebody's own deck became the course, whose author decides how much is said."""
    return state.course.meta.origin == "deck"


def known_question(text: CourseText, question_id: str) -> Question:
    """A question of the pool; `ChangeRefused` when it is gone."""
    question = question_in(text, question_id)
    if question is None:
        raise ChangeRefused(_("この問題は、下書きにはもうありません。一覧を開き直してください。"))
    return question


def _replaced(state: Content, question: Question, language: str) -> Content:
    return with_each_text(
        state,
        lambda text: with_questions(
            text, (question if one.id == question.id else one for one in text.test.questions)
        ),
        language,
    )


def _with_correct(state: Content, question_id: str, correct: Collection[str]) -> Content:
    question = known_question(state.course.source, question_id)
    if not correct:
        raise ChangeRefused(_("正解を1つ選んでください。"), field="correct")
    if len(correct) > 1 and question.kind != "multiple":
        raise ChangeRefused(_("この問題の正解は1つです。1つだけ選んでください。"), field="correct")

    def marked(text: CourseText) -> CourseText:
        return with_questions(
            text,
            (
                one.model_copy(
                    update={
                        "choices": tuple(
                            choice.model_copy(update={"correct": choice.id in correct})
                            for choice in one.choices
                        )
                    }
                )
                if one.id == question_id
                else one
                for one in text.test.questions
            ),
        )

    return with_each_text(state, marked)


def _with_slide(state: Content, question_id: str, slide_id: str) -> Content:
    """Another slide teaches a question, or none; the first of several stands for all of them."""
    question = known_question(state.course.source, question_id)
    if slide_id == next(iter(question.slides), ""):
        return state
    slide = slide_in(state.course.source, slide_id)
    if slide is None and slide_id:
        raise ChangeRefused(_("この問題を教えるスライドを選んでください。"), field="slide")
    goal = slide.goal if slide else question.goal
    update = {
        "goal": goal,
        "topic": _topic_for(state, goal) if slide else question.topic,
        "slides": (slide.id,) if slide else (),
        "facts": slide.facts if slide else (),
    }
    return with_each_text(
        state,
        lambda text: with_questions(
            text,
            (
                one.model_copy(update=update) if one.id == question_id else one
                for one in text.test.questions
            ),
        ),
    )


def same_choices(texts: Sequence[str]) -> tuple[int, int] | None:
    """The numbers of the first two choices, from 0, that say the same; width makes no difference.

    Learners cannot tell them apart, so one cannot be right and the other wrong.
    """
    seen: dict[str, int] = {}
    for number, text in enumerate(texts):
        words = " ".join(unicodedata.normalize("NFKC", plain(text)).split())
        if words and words in seen:
            return seen[words], number
        seen[words] = number
    return None


def _refuse_incomplete(new: NewQuestion, *, may_be_short: bool) -> None:
    if not new.text.strip():
        raise ChangeRefused(_("問題文を入力してください。"), field="text")
    if len(new.choices) < 2 or not all(text.strip() for text, _why in new.choices):
        raise ChangeRefused(_("選択肢を2つ以上入力してください。"), field="choices")
    if len(new.choices) > len(LETTERS):
        raise ChangeRefused(
            _("選択肢は%(most)dつまでです。") % {"most": len(LETTERS)}, field="choices"
        )
    if same_choices([text for text, _why in new.choices]):
        raise ChangeRefused(
            _("同じ文の選択肢が2つあります。どちらかを書き直してください。"), field="choices"
        )
    if not new.correct or not new.correct < set(range(len(new.choices))):
        raise ChangeRefused(
            _("正解を選んでください。すべての選択肢を正解にはできません。"), field="correct"
        )
    if not (may_be_short or new.explanation.strip()):
        raise ChangeRefused(_("解説を入力してください。"), field="explanation")


def _topic_for(state: Content, goal: str) -> str:
    """A topic of the survey that the goal teaches, so that results can point at the question."""
    topics = state.course.source.survey.topics
    usual = topics[0].id if topics else goal  # an own course may have no survey
    return next((topic.id for topic in topics if topic.goal == goal), usual)


def _new_id(state: Content) -> str:
    known = {one.id for one in state.course.source.test.questions}
    while True:
        found = f"own-q-{secrets.token_hex(4)}"
        if found not in known:
            return found


def _put(
    questions: tuple[Question, ...], question: Question, order: list[str]
) -> tuple[Question, ...]:
    """A question back among the others, after those that stood before it."""
    before = set(order[: order.index(question.id)])
    at = max((n + 1 for n, one in enumerate(questions) if one.id in before), default=0)
    return (*questions[:at], question, *questions[at:])
