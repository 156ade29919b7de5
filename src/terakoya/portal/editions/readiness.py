"""Why a state of an edition cannot be published yet: pure, each reason with where to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from terakoya.courseware.draw import RuleTrouble, serves, unmet_rules
from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.field_names import field_label
from terakoya.courseware.inline import plain
from terakoya.courseware.model import (
    AnySlide,
    BlueprintPart,
    CheckSlide,
    Course,
    CourseText,
    Question,
)
from terakoya.courseware.must_pass import rule_sentences
from terakoya.courseware.visible_course import visible_course

from ..common.languages import current_language
from .editing.questions import same_choices
from .editing.texts import text_fields

EXPLAINING = frozenset({"why", "explanation"})


@dataclass(frozen=True)
class Reason:
    """What is missing, and the slide or question it is missing from (empty: the course)."""

    text: Any
    slide: str = ""
    question: str = ""


def reasons_against(state: Content, *, is_own: bool = False) -> list[Reason]:
    """What must be mended before learners may have this state; empty when it is ready.

    An own course may be silent, and have pages without words of their own: of its slides only
    the title and the description of a picture are asked for. Its questions need neither reasons
    nor an explanation, nor a slide that teaches them: files of questions have none.
    """
    course = visible_course(state)
    text = course.source
    if is_own and not any(True for _ in text.slides()):
        return [Reason(_("表示するページがありません。1ページ以上、表示してください。"))]
    return [
        *(
            reason
            for _chapter, slide in text.slides()
            for reason in (_undescribed(slide) if is_own else _empty_texts(slide))
        ),
        *_hidden_without_reason(state),
        *(
            reason
            for question in text.test.questions
            for reason in _of_question(question, text, is_own=is_own)
        ),
        *(reason for part in course.meta.blueprint for reason in _of_blueprint(part, state)),
        *_of_rules(state.course),
    ]


def _undescribed(slide: AnySlide) -> Iterator[Reason]:
    if not slide.title:
        yield Reason(_("題のないページがあります。題を入れてください。"), slide=slide.id)
    has_words = slide.layout == "page" and slide.text
    for field in text_fields(slide):
        if field.is_description and field.is_empty and not has_words:
            yield Reason(
                _("「%(title)s」の絵の説明が空です。見えない人に伝わる文を入れてください。")
                % {"title": plain(slide.title) or "—"},
                slide=slide.id,
            )


def _empty_texts(slide: AnySlide) -> Iterator[Reason]:
    # One reason for both choices of a claim stands in place of the choices' own.
    is_said_once = isinstance(slide, CheckSlide) and slide.reason is not None
    if fields := _empty_fields(slide, frozenset({"why"}) if is_said_once else frozenset()):
        yield Reason(
            _("スライド「%(title)s」の%(fields)sが空です。文を入れてください。")
            % {"title": plain(slide.title) or "—", "fields": fields},
            slide=slide.id,
        )


def _empty_fields(part: AnySlide | Question, optional: frozenset[str] = frozenset()) -> str:
    """The names of the fields that must be filled, in the language of the reader."""
    return "、".join(
        f"「{field_label(field.path, current_language())}」"
        for field in text_fields(part)
        if field.is_needed and field.is_empty and field.path.rpartition(".")[2] not in optional
    )


def _hidden_without_reason(state: Content) -> Iterator[Reason]:
    slides = {slide.id: slide for _chapter, slide in state.course.source.slides()}
    for hidden in state.settings.hidden:
        slide = slides.get(hidden.slide)
        if slide is not None and slide.required == "legal" and not hidden.reason:
            yield Reason(
                _("法令上必須のスライド「%(title)s」を非表示にした理由を書いてください。")
                % {"title": plain(slide.title)},
                slide=slide.id,
            )


def has_right_choice(question: Question) -> bool:
    """Whether as many choices are right as the kind of the question asks for."""
    right = sum(choice.correct for choice in question.choices)
    return right == 1 or (right > 1 and question.kind == "multiple")


def _of_question(question: Question, text: CourseText, *, is_own: bool) -> Iterator[Reason]:
    if not has_right_choice(question):
        yield Reason(
            _("問題「%(text)s」の正解を選んでください。") % {"text": plain(question.text)},
            question=question.id,
        )
    if same_choices([choice.text for choice in question.choices]):
        yield Reason(
            _("問題「%(text)s」に、同じ文の選択肢が2つあります。どちらかを書き直してください。")
            % {"text": plain(question.text)},
            question=question.id,
        )
    if fields := _empty_fields(question, EXPLAINING if is_own else frozenset()):
        yield Reason(
            _("問題「%(text)s」の%(fields)sが空です。文を入れてください。")
            % {"text": plain(question.text) or "—", "fields": fields},
            question=question.id,
        )
    if not question.slides:
        if is_own:
            return
        yield Reason(
            _(
                "問題「%(text)s」に、教えるスライドが選ばれていません。"
                "問題を外し、スライドを選んで加え直してください。"
            )
            % {"text": plain(question.text)},
            question=question.id,
        )
    elif not {slide.id for _chapter, slide in text.slides()} & set(question.slides):
        yield Reason(
            _(
                "問題「%(text)s」を教えるスライドが、表示されていません。"
                "スライドを表示するか、問題を外してください。"
            )
            % {"text": plain(question.text)},
            question=question.id,
        )


def _of_blueprint(part: BlueprintPart, state: Content) -> Iterator[Reason]:
    """An attempt must be drawable: as many questions as the blueprint takes."""
    course = state.course
    pool = [one for one in course.source.test.questions if serves(one, part)]
    if len(pool) >= part.take:
        return
    goals = {goal.id: goal.text for goal in course.meta.goals}
    source = course.source.language
    name = goals[part.goal][source] if part.goal in goals else part.tag or ""
    yield Reason(
        _(
            "「%(goal)s」の問題が、あと%(missing)d問いります。問題を加えるか、外した問題を戻してください。"
        )
        % {"goal": name, "missing": part.take - len(pool)}
    )


def _of_rules(course: Course) -> Iterator[Reason]:
    """Each test must hold what the rules of passing ask about."""
    meta, questions = course.meta, course.source.test.questions
    sentences = rule_sentences(course, course.source.language)
    unmet = unmet_rules(questions, meta.blueprint, meta.must)
    lacking = [one for one in unmet if one.trouble is RuleTrouble.TOO_FEW]
    for one in lacking:
        yield Reason(
            _(
                "合格の条件（%(rule)s）に使う問題が、%(missing)d問足りません。"
                "外した問題を戻すか、条件にあう問題を加えてください。"
            )
            % {
                "rule": sentences[one.place].rstrip("。."),
                "missing": meta.must[one.place].draw - one.found,
            }
        )
    if len(unmet) > len(lacking):
        yield Reason(
            _("合格の条件に必要な問題が、出題でそろいません。外した問題を戻してください。")
        )
