"""Questions that rest on a source, reasons that no longer fit, and sentences about passing."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.formats.xlsx.reading.notices import Notice, Remark
from terakoya.courseware.formats.xlsx.reading.question_changes import (
    change_notices,
    grouped_changes,
)
from terakoya.courseware.model import Course, Question
from terakoya.courseware.pass_sentences import changed_sentences, left_sentences, with_pass_mark

from ..factories import first_edition_material

COURSE = first_edition_material().course
QUESTION = next(one for one in COURSE.source.test.questions if one.id == "q-duty-since")


def notices(after: Question, before: Question = QUESTION) -> list[tuple[Remark, str, str]]:
    found = change_notices("全問題!C17", before, after, str, str)
    return [(one.remark, one.values["text"], one.values.get("reasons", "")) for one in found]


def with_choices(**update: dict[str, Any]) -> Question:
    choices = [one.model_copy(update=update.get(one.id, {})) for one in QUESTION.choices]
    return QUESTION.model_copy(update={"choices": tuple(choices)})


def test_a_right_answer_turned_round_beside_its_reason_is_told_once() -> None:
    a, b = QUESTION.choices[:2]
    turned = with_choices(a={"correct": True}, b={"correct": False})
    stale = f"「{a.text}」、「{b.text}」"
    assert notices(turned) == [(Remark.LEGAL_TURNED, b.text, stale)]
    free = QUESTION.model_copy(update={"facts": ()})
    assert notices(turned, free)[0][0] is Remark.RIGHT_TURNED
    reasoned = with_choices(
        a={"correct": True, "why": "そうです。"}, b={"correct": False, "why": "ちがいます。"}
    )
    assert notices(reasoned) == [(Remark.LEGAL_CHANGED, b.text, "")]
    assert notices(reasoned, free) == []


@pytest.mark.parametrize(
    ("update", "was"),
    [
        ({"explanation": "2025年4月1日からです。"}, QUESTION.explanation[:60]),
        ({"text": "いつ始まりましたか。"}, QUESTION.text),
        ({"scene": "受付です。"}, QUESTION.text),
        ({"explanation": QUESTION.explanation.replace("。", "．")}, ""),
        ({"text": QUESTION.text.replace("、", ", ")}, ""),
        ({"tags": ("own",)}, ""),
    ],
)
def test_words_that_rest_on_a_source_are_told_and_stops_are_not(
    update: dict[str, Any], was: str
) -> None:
    after = QUESTION.model_copy(update=update)
    assert notices(after) == ([(Remark.LEGAL_CHANGED, was, "")] if was else [])
    assert notices(after, QUESTION.model_copy(update={"facts": ()})) == []


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ("108件", "120件", True),
        ("108件", "１０８件", False),
        ("1.5%", "15%", True),
        ("1.5%", "1.5", True),
        ("3,000円", "3000円", False),
    ],
)
def test_a_figure_in_a_choice_is_told_though_the_explanation_still_says_it(
    before: str, after: str, *, is_told: bool
) -> None:
    update = {"explanation": f"{before}でした。"}
    was = with_choices(b={"text": before}).model_copy(update=update)
    now = with_choices(b={"text": after}).model_copy(update=update)
    assert notices(now, was) == [(Remark.LEGAL_CHANGED, before, "")] * is_told


def test_a_wrong_choice_with_other_words_is_told_and_one_left_out_is_not() -> None:
    a = QUESTION.choices[0]
    assert notices(with_choices(a={"text": "いつも"})) == [(Remark.LEGAL_CHANGED, a.text, "")]
    assert notices(QUESTION.model_copy(update={"choices": QUESTION.choices[1:]})) == []


def test_the_law_of_many_questions_is_one_notice_where_the_first_stood() -> None:
    def told(row: int) -> Notice:
        return Notice(Remark.LEGAL_CHANGED, f"全問題!C{row}", {"text": f"文{row}", "cites": "法"})

    other = Notice(Remark.NO_RIGHT_CHOICE, "全問題!C9")
    assert grouped_changes([told(1), other, told(2)]) == [told(1), other, told(2)]
    texts = "「文1」（C1、法）、「文2」（C2、法）、「文3」（C3、法）"
    whole = Notice(Remark.LEGAL_CHANGES, "全問題", {"count": "3", "texts": texts})
    assert grouped_changes([other, told(1), told(2), other, told(3)]) == [other, whole, other]


def test_a_number_that_left_the_question_is_told() -> None:
    before = QUESTION.model_copy(update={"text": "2025年4月に始まったのは、どれですか。"})
    after = QUESTION.model_copy(update={"text": "2024年4月に始まったのは、どれですか。"})
    assert notices(after, before) == [(Remark.LEGAL_CHANGED, before.text, "")]


def test_introductions_say_the_new_mark_in_every_language() -> None:
    assert changed_sentences(COURSE, 70) == [
        "7問以上の正解で合格です。",
        "You pass with 7 or more right answers.",
    ]
    course = with_pass_mark(COURSE, 70)
    assert course.meta.pass_mark == 70
    assert course.source.test.intro[0] == "10問です。7問以上の正解で合格です。"
    assert with_pass_mark(course, 80) == COURSE
    assert left_sentences(COURSE, 70) == []


def test_sentences_of_other_words_are_named() -> None:
    def said(*lines: str) -> Course:
        test = COURSE.source.test.model_copy(update={"intro": lines})
        texts = (COURSE.source.model_copy(update={"test": test}), *COURSE.texts[1:])
        return COURSE.model_copy(update={"texts": texts})

    course = said("八割で合格です。", "80点で合格です。", "8分で終わります。")
    assert changed_sentences(course, 70)[0] == "70点で合格です。"
    assert left_sentences(course, 70) == ["八割で合格です。"]
