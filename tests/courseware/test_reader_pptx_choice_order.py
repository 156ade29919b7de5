"""Choices that were exchanged: what is right, and why, follows the words and never a letter."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.model import CheckSlide, Choice
from tests.courseware.deck_editing import Edit, drop_shape, edited, page_of, retype, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.courseware.test_reader_pptx_right import drag

SLIDE, ANSWER = "check-duty", "check-duty:answer"


def choices(course: Any, language: str = "ja") -> tuple[Choice, ...]:
    slide = next(one for _, one in course.text(language).every_slide() if one.id == SLIDE)
    assert isinstance(slide, CheckSlide)
    return slide.choices


A, B, C = choices(corpus().course)


def exchange(page: str, stem: str) -> Edit:
    """Type what stands on card A over card B, and the other way round."""

    def edit(presentation: Any) -> None:
        sheet = page_of(presentation, page)
        one, other = (shape_of(sheet, f"{stem}-{letter}").text_frame for letter in "ab")
        for first, second in zip(one.paragraphs, other.paragraphs, strict=True):
            words = first.text, second.text
            for paragraph, text in zip((second, first), words, strict=True):
                for run in paragraph.runs[1:]:
                    run._r.getparent().remove(run._r)
                paragraph.runs[0].text = text

    return edit


QUESTION_ONLY = exchange(SLIDE, "choice")
ANSWER_ONLY = exchange(ANSWER, "answer-choice")


def mark_to(letter: str) -> tuple[Edit, Edit]:
    card = f"answer-choice-{letter}"
    return (
        drag(SLIDE, "answer-choice-b-tag", "answer-choice-b", card),
        drag(SLIDE, "choice-b-mark", "answer-choice-b", card),
    )


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), corpus())


def seen(result: Imported, language: str = "ja") -> list[tuple[str, str, str, bool]]:
    read = choices(result.material.course, language)
    return [(one.id, one.text, one.why, one.correct) for one in read]


def words(*said: Choice, right: Choice | None = B) -> list[tuple[str, str, str, bool]]:
    return [
        (letter, one.text, one.why, one is right) for letter, one in zip("abc", said, strict=True)
    ]


def told(result: Imported) -> list[tuple[Loss, dict[str, str]]]:
    return [(one.loss, dict(one.values)) for one in result.report.notices]


EXCHANGED = (Loss.CHOICES_APART, {"letter": "A, B"})


@pytest.mark.parametrize(
    ("edits", "order", "right", "notices"),
    [
        # The question alone: its order, and the words that were right.
        ((QUESTION_ONLY,), (B, A, C), B, [EXCHANGED]),
        # The answer alone, with the mark left or taken along: nothing was said of the question.
        ((ANSWER_ONLY,), (A, B, C), B, [EXCHANGED]),
        ((ANSWER_ONLY, *mark_to("a")), (A, B, C), B, [EXCHANGED]),
        # Both, with the mark: the same words are right. Without it, others are, and it is told.
        ((QUESTION_ONLY, ANSWER_ONLY, *mark_to("a")), (B, A, C), B, []),
        ((QUESTION_ONLY, ANSWER_ONLY), (B, A, C), A, [(Loss.RIGHT_MOVED, {"letter": "B"})]),
        # The question was exchanged and the mark put on other words of the answer.
        (
            (QUESTION_ONLY, *mark_to("a")),
            (B, A, C),
            A,
            [EXCHANGED, (Loss.RIGHT_MOVED, {"letter": "B"})],
        ),
    ],
)
def test_what_is_right_follows_the_words(
    edits: tuple[Edit, ...],
    order: tuple[Choice, ...],
    right: Choice,
    notices: list[tuple[Loss, dict[str, str]]],
) -> None:
    result = imported(*edits)
    assert seen(result) == words(*order, right=right)
    assert sorted(told(result), key=str) == sorted(notices, key=str)
    english = dict(zip((A, B, C), choices(corpus().course, "en"), strict=True))
    translated = [(letter, english[one].text) for letter, one in zip("abc", order, strict=True)]
    assert [(one.id, one.text) for one in choices(result.material.course, "en")] == translated


def test_words_of_one_choice_typed_over_another_take_the_right_answer_with_them() -> None:
    over = retype(SLIDE, "choice-b", A.text), retype(ANSWER, "answer-choice-b", A.text, A.why)
    anew = retype(SLIDE, "choice-a", "だれも"), retype(ANSWER, "answer-choice-a", "だれも", "誤り")
    result = imported(*over, *anew)
    assert seen(result) == [
        ("a", "だれも", "誤り", False),
        ("b", A.text, A.why, True),
        ("c", C.text, C.why, False),
    ]
    assert (Loss.RIGHT_MOVED, {"letter": "B"}) in told(result)


@pytest.mark.parametrize(
    ("edit", "text", "other"),
    [
        (retype(SLIDE, "choice-a", "だれでも"), "だれでも", A.text),
        (retype(ANSWER, "answer-choice-a", "だれでも", A.why), A.text, "だれでも"),
    ],
)
def test_a_choice_changed_on_one_page_alone_is_told(edit: Edit, text: str, other: str) -> None:
    result = imported(edit)
    assert [one.text for one in choices(result.material.course)] == ["だれでも", B.text, C.text]
    assert told(result) == [(Loss.ONE_TEXT, {"text": text, "other": other})]


@pytest.mark.parametrize(("page", "block"), [(SLIDE, "premise"), (ANSWER, "answer-premise")])
def test_a_premise_changed_on_one_page_alone_is_told(page: str, block: str) -> None:
    result = imported(retype(page, block, "来年から、義務になります。"))
    assert [one.loss for one in result.report.notices] == [Loss.ONE_TEXT]


def copy_mark(name: str) -> Edit:
    """Copy the check mark to card C, as programs do: under its name or one of their own."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, ANSWER)
        mark, start, end = (
            shape_of(page, one) for one in ("choice-b-mark", "answer-choice-b", "answer-choice-c")
        )
        page.shapes._spTree.append(deepcopy(mark._element))
        page.shapes[-1].left = mark.left + end.left - start.left
        page.shapes[-1].name = name or mark.name

    return edit


@pytest.mark.parametrize("name", ["", "フリーフォーム 77"])
def test_a_second_mark_is_a_mark_whatever_it_is_called(name: str) -> None:
    result = imported(copy_mark(name))
    assert seen(result) == words(A, B, C)
    assert told(result) == [(Loss.RIGHT_UNCLEAR, {"letter": "B", "mark": "B, C"})]


def drag_cards(presentation: Any) -> None:
    """Drag card A of the question to the place of B and the other way round, letters left."""
    one, other = (shape_of(page_of(presentation, SLIDE), f"choice-{at}") for at in "ab")
    one.left, other.left = other.left, one.left
    one.top, other.top = other.top, one.top


def exchange_letters(presentation: Any) -> None:
    one, other = (shape_of(page_of(presentation, SLIDE), f"choice-{at}-letter") for at in "ab")
    for shape, letter in ((one, "B"), (other, "A")):
        shape.text_frame.paragraphs[0].runs[0].text = letter


def drag_cards_with_letters(presentation: Any) -> None:
    drag_cards(presentation)
    one, other = (shape_of(page_of(presentation, SLIDE), f"choice-{at}-letter") for at in "ab")
    one.left, other.left = other.left, one.left
    one.top, other.top = other.top, one.top


@pytest.mark.parametrize("edit", [drag_cards, exchange_letters])
def test_the_letter_on_a_card_says_which_it_is(edit: Edit) -> None:
    result = imported(edit)
    assert seen(result) == words(B, A, C)
    assert told(result) == [EXCHANGED]


def test_cards_dragged_with_their_letters_stay_what_they_were() -> None:
    result = imported(drag_cards_with_letters)
    assert seen(result) == words(A, B, C)
    assert told(result) == []


def test_cards_without_letters_are_in_the_order_in_which_they_stand() -> None:
    letters = drop_shape(SLIDE, *(f"choice-{at}-letter" for at in "abc"))
    result = imported(drag_cards, letters)
    assert seen(result) == words(B, A, C)
    assert told(result) == [EXCHANGED]
    assert told(imported(letters)) == []
