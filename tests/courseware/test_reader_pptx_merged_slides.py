"""Two pages made one: what rested on the words of the one that is gone goes with them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.model import Material, TwoColumnsSlide
from tests.courseware.deck_editing import Edit, edited, page_of, remove, shape_of, text_box
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
SLIDES = {slide.id: slide for _, slide in BASE.course.text("ja").every_slide()}


def paste(source: str, target: str, *, named: bool = True) -> Edit:
    """Copy the texts of a page onto another, with their names or as programs name them."""

    def edit(presentation: Any) -> None:
        page, other = page_of(presentation, source), page_of(presentation, target)
        for shape in page.shapes:
            if shape.has_text_frame and shape.text_frame.text and not shape.is_placeholder:
                other.shapes._spTree.append(deepcopy(shape._element))
                if not named:
                    other.shapes[-1].name = "テキスト ボックス 9"

    return edit


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def slides_of(result: Imported, language: str) -> dict[str, Any]:
    return {one.id: one for _, one in result.material.course.text(language).every_slide()}


def asked(result: Imported, language: str = "ja") -> dict[str, tuple[str, ...]]:
    questions = result.material.course.text(language).test.questions
    return {one.id: one.slides for one in questions}


@pytest.mark.parametrize("named", [True, False])
def test_facts_and_questions_go_where_the_words_went(named: bool) -> None:
    result = imported(paste("same-wish", "three-to-do", named=named), remove("same-wish"))
    for language in ("ja", "en"):
        merged = slides_of(result, language)["three-to-do"]
        facts = (*SLIDES["three-to-do"].facts, *SLIDES["same-wish"].facts)
        assert merged.facts == tuple(dict.fromkeys(facts))
        assert asked(result, language)["q-complaint"] == ("three-to-do",)
    title = SLIDES["same-wish"].title
    told = [dict(one.values) for one in result.report.notices if one.loss is Loss.SLIDES_MERGED]
    assert told == [{"title": title}]
    assert Loss.QUESTION_GONE not in {one.loss for one in result.report.notices}


def test_a_slide_that_the_law_asks_for_makes_the_other_one_binding() -> None:
    result = imported(paste("three-elements", "same-wish"), remove("three-elements"))
    assert slides_of(result, "ja")["same-wish"].required == "legal"
    assert {Loss.SLIDES_MERGED, Loss.LEGAL_GONE} <= {one.loss for one in result.report.notices}


def test_a_slide_whose_words_are_nowhere_is_gone_with_its_question() -> None:
    result = imported(remove("same-wish"))
    assert "q-complaint" not in asked(result)
    losses = {one.loss for one in result.report.notices}
    assert Loss.QUESTION_GONE in losses and Loss.SLIDES_MERGED not in losses


def test_one_sentence_that_was_copied_makes_no_merged_slide() -> None:
    def copy_one(presentation: Any) -> None:
        text = shape_of(page_of(presentation, "same-wish"), "left-head").text_frame.text
        text_box(page_of(presentation, "three-to-do"), text)

    result = imported(copy_one, remove("same-wish"))
    assert Loss.SLIDES_MERGED not in {one.loss for one in result.report.notices}


def test_a_slide_that_is_still_there_lends_its_facts_to_no_copy_of_its_words() -> None:
    result = imported(paste("same-wish", "three-to-do"))
    assert slides_of(result, "ja")["three-to-do"].facts == SLIDES["three-to-do"].facts
    assert asked(result)["q-complaint"] == ("same-wish",)


def with_twin() -> Material:
    """The course with a second slide that shares all texts with `same-wish` but two."""
    texts = []
    for text in BASE.course.texts:
        first, second, *rest = text.chapters
        wish = second.slides[0]
        assert isinstance(wish, TwoColumnsSlide)
        left = wish.left.model_copy(update={"head": f"{wish.left.head} 2"})
        changes = {"id": "same-wish-twin", "left": left, "point": f"{wish.point} 2"}
        slides = (*second.slides, wish.model_copy(update=changes))
        chapters = (first, second.model_copy(update={"slides": slides}), *rest)
        texts.append(text.model_copy(update={"chapters": chapters}))
    return replace(BASE, course=BASE.course.model_copy(update={"texts": tuple(texts)}))


def test_words_that_another_slide_always_shared_are_no_words_of_the_one_that_is_gone() -> None:
    base = with_twin()
    result = import_deck(edited(write_pptx(base, "ja"), remove("same-wish-twin")), base)
    assert Loss.SLIDES_MERGED not in {one.loss for one in result.report.notices}
    pasted = edited(
        write_pptx(base, "ja"), paste("same-wish-twin", "three-to-do"), remove("same-wish-twin")
    )
    assert Loss.SLIDES_MERGED in {one.loss for one in import_deck(pasted, base).report.notices}
