"""Questions of an edition: reworded, another one right, added, taken out and put back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import PassRule
from terakoya.portal.editions.choices import SlideState
from terakoya.portal.editions.editing import questions
from terakoya.portal.editions.editing.questions import NewQuestion
from terakoya.portal.editions.errors import ChangeRefused
from terakoya.portal.editions.readiness import reasons_against
from terakoya.portal.editions.states import (
    is_question_stale,
    question_state,
    removed_questions,
)
from tests.courses import flagship_material

NEW = NewQuestion(
    text="当社の窓口は、どこですか。",
    choices=(("人事部", "規程のとおりです。"), ("警備室", "ちがいます。")),
    correct=frozenset({0}),
    explanation="規程 第12条です。",
    slide="who-to-turn-to",
)


@pytest.fixture(scope="module")
def base() -> Content:
    return Content(course=flagship_material().course)


def test_a_question_is_reworded_in_one_language(base: Content) -> None:
    one = base.course.source.test.questions[1]
    after = questions.edit_question(base, "ja", one.id, {"text": "いつからですか。"})
    [found] = [q for q in after.course.source.test.questions if q.id == one.id]
    english = next(q for q in after.course.text("en").test.questions if q.id == one.id)
    assert found.text == "いつからですか。"
    assert question_state(base, after, found) == SlideState.EDITED
    assert is_question_stale(after.course, english, "en")
    confirmed = questions.confirm_question(after, "en", one.id)
    english = next(q for q in confirmed.course.text("en").test.questions if q.id == one.id)
    assert not is_question_stale(confirmed.course, english, "en")
    assert questions.revert_question(after, base, one.id) == base


def test_the_right_answer_changes_in_every_language(base: Content) -> None:
    one = next(q for q in base.course.source.test.questions if q.kind != "multiple")
    wrong = next(choice.id for choice in one.choices if not choice.correct)
    after = questions.edit_question(base, "ja", one.id, {}, [wrong])
    for language in ("ja", "en"):
        found = next(q for q in after.course.text(language).test.questions if q.id == one.id)
        assert [choice.id for choice in found.choices if choice.correct] == [wrong]
    for correct in ([], [choice.id for choice in one.choices]):
        with pytest.raises(ChangeRefused) as refusal:
            questions.edit_question(base, "ja", one.id, {}, correct)
        assert refusal.value.field == "correct"


def test_a_question_is_added_about_a_slide(base: Content) -> None:
    after, question_id = questions.add_question(base, NEW)
    for language in ("ja", "en"):
        last = after.course.text(language).test.questions[-1]
        assert (last.id, last.slides, last.kind) == (question_id, ("who-to-turn-to",), "single")
    found = after.course.source.test.questions[-1]
    assert question_state(base, after, found) == SlideState.ADDED
    assert is_question_stale(after.course, after.course.text("en").test.questions[-1], "en")
    assert reasons_against(after) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slide": "nowhere"}, "slide"),
        ({"text": "  "}, "text"),
        ({"choices": (("一つだけ", ""),)}, "choices"),
        ({"choices": (("2つ", "a"), (" ２つ", "b"))}, "choices"),
        ({"correct": frozenset()}, "correct"),
        ({"correct": frozenset({0, 1})}, "correct"),
        ({"explanation": ""}, "explanation"),
    ],
)
def test_an_incomplete_question_is_refused(
    base: Content, changes: dict[str, Any], field: str
) -> None:
    new = replace(NEW, **changes)
    with pytest.raises(ChangeRefused) as refusal:
        questions.add_question(base, new)
    assert refusal.value.field == field


def test_a_question_is_taken_out_and_put_back_in_its_place(base: Content) -> None:
    one = base.course.source.test.questions[3]
    out = questions.remove_question(base, one.id)
    assert [question.id for question in removed_questions(base, out)] == [one.id]
    assert questions.revert_question(out, base, one.id) == base


def test_a_pool_too_small_for_the_blueprint_is_named(base: Content) -> None:
    state = base
    part = base.course.meta.blueprint[0]
    for one in base.course.source.test.questions:
        if one.goal == part.goal:
            state = questions.remove_question(state, one.id)
    reasons = [str(reason.text) for reason in reasons_against(state)]
    assert any(f"あと{part.take}問いります" in reason for reason in reasons)


def test_a_rule_of_passing_that_cannot_be_met_any_more_is_named(base: Content) -> None:
    rule = PassRule(topic="own-conduct", draw=2)
    meta = base.course.meta.model_copy(update={"must": (rule,)})
    state = base.model_copy(update={"course": base.course.model_copy(update={"meta": meta})})
    assert reasons_against(state) == []
    own = [q.id for q in base.course.source.test.questions if q.topic == "own-conduct"]
    for one in own[1:]:
        state = questions.remove_question(state, one)
    [name] = [t.name for t in base.course.source.survey.topics if t.id == "own-conduct"]
    assert [str(one.text) for one in reasons_against(state) if "条件" in str(one.text)] == [
        f"合格の条件（「{name}」の問題は、すべて正解が必要です）に使う問題が、1問足りません。"
        "外した問題を戻すか、条件にあう問題を加えてください。"
    ]


def test_rules_of_passing_that_the_draw_cannot_hold_together_are_named(base: Content) -> None:
    """Three questions on responding are asked: not three of a rule and one of another."""
    responds = [q.id for q in base.course.source.test.questions if q.goal == "responds"]
    rules = (
        PassRule(questions=tuple(responds[:3]), draw=3, text={"ja": "前の3問"}),
        PassRule(questions=tuple(responds[3:]), draw=1, text={"ja": "ほか"}),
    )
    meta = base.course.meta.model_copy(update={"must": rules})
    state = base.model_copy(update={"course": base.course.model_copy(update={"meta": meta})})
    assert [str(one.text) for one in reasons_against(state)] == [
        "合格の条件に必要な問題が、出題でそろいません。外した問題を戻してください。"
    ]
