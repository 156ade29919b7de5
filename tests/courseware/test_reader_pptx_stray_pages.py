"""Pages that stand apart from what they belong to: a page pasted twice, the end of a chapter."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.order import chapter_order
from terakoya.courseware.model import AnySlide, CaseSlide, CheckSlide, Choice
from tests.courseware.deck_editing import (
    Edit,
    drop_shape,
    duplicate,
    edited,
    page_of,
    retype,
    shape_of,
)
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
CHECK, CASE = "check-duty", "case-kettle"
WARNING = "この事例には、大声で責める場面があります。"


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def slide_in(result: Imported, slide_id: str, language: str = "ja") -> AnySlide:
    slides = result.material.course.text(language).slides()
    return next(slide for _, slide in slides if slide.id == slide_id)


def choices_in(result: Imported, language: str = "ja") -> list[Choice]:
    slide = slide_in(result, CHECK, language)
    assert isinstance(slide, CheckSlide)
    return list(slide.choices)


def told(result: Imported) -> list[tuple[Loss, int | None, dict[str, str]]]:
    return [(one.loss, one.page, dict(one.values)) for one in result.report.notices]


# -- one page twice ----------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "to"), [(CHECK, 5), (f"{CHECK}:answer", 6)])
def test_one_page_of_a_question_that_stands_twice_is_taken_once_and_told(
    page: str, to: int
) -> None:
    result = imported(duplicate(page, to))
    assert result.material.course == BASE.course
    title = {"title": slide_in(result, CHECK).title}
    assert told(result) == [(Loss.PAGE_TWICE, to + 1, title)]


def test_a_second_answer_with_other_words_is_taken() -> None:
    source = retype(f"{CHECK}:answer", "source", "根拠：社内の決まり")
    result = imported(duplicate(f"{CHECK}:answer", 6), source)
    assert Loss.PAGE_TWICE not in {loss for loss, *_ in told(result)}
    assert len([one for one in result.report.slides if one.copied_from == CHECK]) == 1


# -- chapters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("homes", "order"),
    [
        ("a a c c c b b c", "acb"),  # the summary of c stayed at the end
        ("a a a b b a c c", "abc"),
        ("a a c c c b c", "abc"),  # as much of c is behind b as b has
        ("a c b b c c", "abc"),  # most of c stands behind b
    ],
)
def test_a_slide_left_behind_does_not_make_a_chapter_the_middle_of_another(
    homes: str, order: str
) -> None:
    assert chapter_order(homes.split(), list("abc")) == list(order)


# -- choices -----------------------------------------------------------------------------------


def without_first_choice() -> tuple[Edit, ...]:
    return (
        drop_shape(CHECK, "choice-a", "choice-a-letter"),
        drop_shape(f"{CHECK}:answer", "answer-choice-a", "answer-choice-a-letter"),
    )


def test_choices_behind_a_deleted_one_are_lettered_anew_and_the_deck_finds_them_again() -> None:
    result = imported(*without_first_choice())
    _, right, last = choices_in(imported())
    lettered = [right.model_copy(update={"id": "a"}), last.model_copy(update={"id": "b"})]
    assert choices_in(result) == lettered
    assert [one.id for one in choices_in(result, "en")] == ["a", "b"]
    deck = edited(corpus_deck("ja"), *without_first_choice())
    assert import_deck(deck, result.material).material.course == result.material.course


def test_a_choice_that_became_right_with_other_words_takes_no_old_translation() -> None:
    new, wrong = "一人でも雇えば、どの会社も", "大きな会社だけ"
    result = imported(
        retype(CHECK, "choice-a", new),
        retype(f"{CHECK}:answer", "answer-choice-a", new, "人数は関係ありません。"),
        retype(CHECK, "choice-b", wrong),
        retype(f"{CHECK}:answer", "answer-choice-b", wrong, "人数は関係ありません。"),
        put_right_on_a,
    )
    ours, theirs = choices_in(result), choices_in(result, "en")
    assert [(one.text, one.correct) for one in ours[:2]] == [(new, True), (wrong, False)]
    assert theirs[:2] == ours[:2]
    assert theirs[2] == choices_in(imported(), "en")[2]
    pages = {"language": "en", "pages": "5"}
    assert (Loss.UNTRANSLATED, None, pages) in told(result)


def put_right_on_a(presentation: Any) -> None:
    page = page_of(presentation, f"{CHECK}:answer")
    away = shape_of(page, "answer-choice-a").left - shape_of(page, "answer-choice-b").left
    for sign in ("answer-choice-b-tag", "choice-b-mark"):
        shape_of(page, sign).left += away


# -- the warning before harsh words ------------------------------------------------------------


def test_a_deleted_warning_stays_and_is_told() -> None:
    result = imported(drop_shape(CASE, "harsh"))
    assert result.material.course == BASE.course
    page = result.report.of(CASE).pages[0]
    assert told(result) == [(Loss.WARNING_KEPT, page, {"text": WARNING})]


def test_another_warning_is_taken() -> None:
    slide = slide_in(imported(retype(CASE, "harsh", "どなる場面があります。")), CASE)
    assert isinstance(slide, CaseSlide)
    assert slide.harsh == "どなる場面があります。"
