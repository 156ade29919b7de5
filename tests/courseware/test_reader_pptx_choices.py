"""A choice that somebody adds or takes out: by a copy of a card, or by shapes of their own."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.model import CheckSlide, Choice
from tests.courseware.deck_editing import Edit, drop_shape, edited, page_of, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
SLIDE = "check-duty"
TEXT, WHY = "社長に言う", "本人が困ります。"
QUESTION, ANSWER = (SLIDE, "choice-c"), (f"{SLIDE}:answer", "answer-choice-c")


def add_card(page: tuple[str, str], *texts: str, names: tuple[str, str] = ("", "")) -> Edit:
    """Make the cards of a page narrower and put a fourth beside them, with its letter."""

    def edit(presentation: Any) -> None:
        sheet = page_of(presentation, page[0])
        stem = page[1].removesuffix("c")
        step = shape_of(sheet, f"{stem}b").left - shape_of(sheet, f"{stem}a").left
        for shape in sheet.shapes:
            if shape.name.endswith(("-tag", "-mark")):
                shape.left -= step // 2  # it stands at the right edge of card B
        made = []
        for ending in ("", "-letter"):
            for number, letter in enumerate("abc"):
                shape = shape_of(sheet, f"{stem}{letter}{ending}")
                shape.left -= number * step // 4
                shape.width -= 0 if ending else step // 4
            made.append(copied(sheet, f"{page[1]}{ending}", step * 3 // 4))
        for shape, name, words in zip(made, names, (texts, ("D",)), strict=True):
            shape.name = name or shape.name
            for paragraph, text in zip(shape.text_frame.paragraphs, words, strict=False):
                paragraph.text = text

    return edit


def copied(sheet: Any, block: str, away: int) -> Any:
    source = shape_of(sheet, block)
    sheet.shapes._spTree.append(deepcopy(source._element))
    shape = sheet.shapes[-1]
    shape.left = source.left + away
    return shape


def put_right_on_the_last(presentation: Any) -> None:
    """Move 正解 and its mark to the card that stands furthest to the right."""
    page = page_of(presentation, f"{SLIDE}:answer")
    start = shape_of(page, "answer-choice-b").left
    end = max(one.left for one in page.shapes if one.has_text_frame and TEXT in one.text_frame.text)
    for sign in ("answer-choice-b-tag", "choice-b-mark"):
        shape_of(page, sign).left += end - start


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def choices_of(result: Imported) -> tuple[Choice, ...]:
    slides = result.material.course.text("ja").slides()
    slide = next(slide for _, slide in slides if slide.id == SLIDE)
    assert isinstance(slide, CheckSlide)
    return slide.choices


def told(result: Imported) -> list[tuple[Loss, int | None, dict[str, str]]]:
    return [(one.loss, one.page, dict(one.values)) for one in result.report.notices]


OWN_NAMES = ("角丸四角形 30", "楕円 31")


@cache
def before() -> tuple[Choice, ...]:
    """The choices of the slide as it is sold."""
    return choices_of(imported())


@pytest.mark.parametrize("names", [("", ""), OWN_NAMES])
def test_a_fourth_card_that_the_word_and_mark_stand_on_is_the_right_choice(
    names: tuple[str, str],
) -> None:
    result = imported(
        add_card(QUESTION, TEXT, names=names),
        add_card(ANSWER, TEXT, WHY, names=names),
        put_right_on_the_last,
    )
    added = Choice(id="d", text=TEXT, why=WHY, correct=True)
    wrong = tuple(one.model_copy(update={"correct": False}) for one in before())
    assert choices_of(result) == (*wrong, added)
    assert [(loss, values) for loss, _, values in told(result)] == [
        (Loss.UNTRANSLATED, {"language": "en", "pages": str(result.report.of(SLIDE).pages[0])}),
        (Loss.RIGHT_MOVED, {"letter": "D"}),
    ]
    assert result.report.of(SLIDE).states == (State.EDITED,)
    assert len(result.report.slides) == len(list(BASE.course.text("ja").every_slide()))


def test_a_card_of_another_size_is_a_choice_where_the_next_letter_stands_on_it() -> None:
    def lower(presentation: Any) -> None:
        page = page_of(presentation, SLIDE)
        next(one for one in page.shapes if one.name == OWN_NAMES[0]).height //= 2

    result = imported(add_card(QUESTION, TEXT, names=OWN_NAMES), add_card(ANSWER, TEXT, WHY), lower)
    assert choices_of(result) == (*before(), Choice(id="d", text=TEXT, why=WHY))
    assert [loss for loss, _, _ in told(result)] == [Loss.UNTRANSLATED]


@pytest.mark.parametrize(
    ("page", "number"), [(QUESTION, 0), (ANSWER, 1)], ids=["question", "answer"]
)
def test_a_choice_deleted_on_one_page_alone_stays_and_is_told(
    page: tuple[str, str], number: int
) -> None:
    name, card = page
    result = imported(drop_shape(name, card, f"{card}-letter"))
    assert choices_of(result) == before()
    first = result.report.of(SLIDE).pages[0]
    assert told(result) == [(Loss.CHOICE_HALF, first + number, {"letter": "C"})]
