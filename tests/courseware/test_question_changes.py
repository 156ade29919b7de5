"""Questions that rest on a source, reasons that no longer fit, and sentences about passing."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.model import Course, Question
from terakoya.courseware.pass_sentences import changed_sentences, left_sentences, with_pass_mark
from terakoya.courseware.readers.question_changes import change_notices
from terakoya.courseware.readers.xlsx.notices import Remark

from ..factories import flagship_material

COURSE = flagship_material().course
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
    ("update", "is_told"),
    [
        ({"explanation": "2025年4月1日からです。"}, True),
        ({"explanation": QUESTION.explanation.replace("。", "．")}, False),
        ({"text": "いつ始まりましたか。"}, False),
        ({"text": "2024年に、何が始まりましたか。"}, False),
    ],
)
def test_words_that_rest_on_a_source_are_told_and_others_not(
    update: dict[str, str], *, is_told: bool
) -> None:
    after = QUESTION.model_copy(update=update)
    told = [(Remark.LEGAL_CHANGED, QUESTION.explanation[:60], "")]
    assert notices(after) == (told if is_told else [])


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
