"""Pages without content, and pages that stand twice: told, and no riddle for the learner."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck, import_new_deck
from tests.courseware.deck_editing import (
    Edit,
    duplicate,
    edited,
    new_page,
    retype,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.courseware.foreign_decks import foreign, words

BASE = corpus()


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def told(result: Imported) -> list[tuple[Loss, int | None, dict[str, str]]]:
    return [(one.loss, one.page, dict(one.values)) for one in result.report.notices]


def test_an_empty_page_is_left_out_and_told() -> None:
    result = imported(new_page(2))
    assert result.material.course == BASE.course
    assert told(result) == [(Loss.EMPTY_PAGE, 3, {})]


@pytest.mark.parametrize("is_said", [True, False])
def test_a_page_on_which_something_stands_or_is_said_is_none(is_said: bool) -> None:
    def fill(page: Any) -> None:
        if is_said:
            page.notes_slide.notes_text_frame.text = "ここで話し合います。"
        else:
            text_box(page, "話し合いの時間です。")

    result = imported(new_page(2, fill))
    assert len(list(result.material.course.text("ja").slides())) == 13
    assert Loss.EMPTY_PAGE not in {one.loss for one in result.report.notices}


def test_a_page_that_stands_twice_with_one_content_is_told() -> None:
    result = imported(duplicate("three-to-do", 14))
    titles = [one.title for _, one in result.material.course.text("ja").slides()]
    assert titles[-2:] == [titles[-1]] * 2
    assert told(result) == [(Loss.COPY_SAME, 15, {"title": titles[-1]})]


def test_a_copy_with_other_words_is_a_page_of_its_own() -> None:
    point = retype("three-to-do", "point", "来月、もう一度集まります。")
    result = imported(duplicate("three-to-do", 14), point)
    assert Loss.COPY_SAME not in {one.loss for one in result.report.notices}


def test_a_deck_of_others_loses_its_empty_pages_alone() -> None:
    deck = foreign((1, words("約束", "聞く")), (6, lambda _page: None))
    result = import_new_deck(deck)
    assert [one.title for _, one in result.material.course.text("ja").slides()] == ["約束"]
    assert (Loss.EMPTY_PAGE, 2, {}) in told(result)
