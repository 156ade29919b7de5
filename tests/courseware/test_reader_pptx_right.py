"""Which choice is right comes from where the word and the check mark stand."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.model import CaseSlide, CheckSlide
from tests.courseware.deck_editing import Edit, drop_shape, edited, page_of, shape_of, text_box
from tests.courseware.deck_reading import corpus, corpus_deck

CHECK = ("check-duty", "answer-choice")
CASE = ("case-kettle", "choice")


def drag(slide: str, sign: str, card: str, to: str) -> Edit:
    """Drag a sign from one card to the same place of another."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, f"{slide}:answer")
        shape, start, end = (shape_of(page, name) for name in (sign, card, to))
        shape.left += end.left - start.left
        shape.top += end.top - start.top

    return edit


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), corpus())


def right_in(result: Imported, slide_id: str, language: str = "ja") -> list[str]:
    slides = result.material.course.text(language).every_slide()
    slide = next(s for _, s in slides if s.id == slide_id)
    assert isinstance(slide, (CaseSlide, CheckSlide))
    return [choice.id for choice in slide.choices if choice.correct]


def told(result: Imported) -> list[tuple[Loss, dict[str, str]]]:
    return [(one.loss, dict(one.values)) for one in result.report.notices]


@pytest.mark.parametrize(("slide", "stem"), [CHECK, CASE])
@pytest.mark.parametrize("to", ["a", "c"])
def test_the_word_and_mark_on_another_card_make_it_right(slide: str, stem: str, to: str) -> None:
    tag = f"{stem}-b-tag"
    result = imported(
        drag(slide, tag, f"{stem}-b", f"{stem}-{to}"),
        drag(slide, "choice-b-mark", f"{stem}-b", f"{stem}-{to}"),
    )
    assert right_in(result, slide) == right_in(result, slide, "en") == [to]
    assert result.report.of(slide).states == (State.EDITED,)
    assert [edit.path for edit in result.report.of(slide).edits] == sorted(
        ["choices.b.correct", f"choices.{to}.correct"]
    )
    assert told(result) == [(Loss.RIGHT_MOVED, {"letter": to.upper()})]


def test_the_word_alone_decides_and_says_that_the_mark_stands_elsewhere() -> None:
    result = imported(
        drag("check-duty", "answer-choice-b-tag", "answer-choice-b", "answer-choice-a")
    )
    assert right_in(result, "check-duty") == ["a"]
    assert told(result) == [
        (Loss.RIGHT_MOVED, {"letter": "A"}),
        (Loss.RIGHT_UNCLEAR, {"letter": "A", "mark": "B"}),
    ]


def test_the_word_typed_into_a_new_box_on_another_card_counts() -> None:
    def type_anew(presentation: Any) -> None:
        page = page_of(presentation, "check-duty:answer")
        card = shape_of(page, "answer-choice-c")
        text_box(page, "正解")
        box = page.shapes[-1]
        box.left, box.top, box.width, box.height = card.left, card.top, 900000, 300000

    gone = drop_shape("check-duty:answer", "answer-choice-b-tag", "choice-b-mark")
    result = imported(gone, type_anew)
    assert right_in(result, "check-duty") == ["c"]
    assert told(result) == [(Loss.RIGHT_MOVED, {"letter": "C"})]


def test_without_word_and_mark_the_answer_stays_and_somebody_is_told() -> None:
    gone = drop_shape("check-duty:answer", "answer-choice-b-tag", "choice-b-mark")
    result = imported(gone)
    assert right_in(result, "check-duty") == ["b"]
    assert told(result) == [(Loss.RIGHT_GONE, {})]


def test_a_word_that_was_nudged_on_its_card_changes_nothing() -> None:
    def nudge(presentation: Any) -> None:
        shape_of(page_of(presentation, "check-duty:answer"), "answer-choice-b-tag").left += 400000

    result = imported(nudge)
    assert right_in(result, "check-duty") == ["b"]
    assert told(result) == []
