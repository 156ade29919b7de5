"""What stands at one place of most pages, a stamp or a logo, is left out and told once."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Emu

from terakoya.courseware.formats.pptx.reading import (
    Imported,
    Loss,
    State,
    import_deck,
    import_new_deck,
)
from tests.courseware.deck_editing import edited, new_page
from tests.courseware.deck_reading import corpus, corpus_deck, opened

BASE = corpus()
Put = Callable[[Any, int], None]


@cache
def pages() -> int:
    """How many the deck has."""
    return len(opened(corpus_deck("ja")).slides)


def stamp(page: Any, _number: int) -> None:
    box = page.shapes.add_textbox(Emu(10400000), Emu(100000), Emu(1500000), Emu(400000))
    box.text_frame.text = "社外秘"


def logo(page: Any, number: int) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 20), "navy").save(buffer, "PNG")
    left = Emu(10700000 + 9525 * (number % 3))  # put there by hand
    picture = page.shapes.add_picture(io.BytesIO(buffer.getvalue()), left, Emu(150000))
    picture._element.nvPicPr.cNvPr.set("descr", "")


def bar(page: Any, _number: int) -> None:
    page.shapes.add_shape(1, Emu(0), Emu(6700000), Emu(12192000), Emu(158000))


def on_pages(count: int, *puts: Put) -> Callable[[Any], None]:
    def edit(presentation: Any) -> None:
        for number, page in enumerate(list(presentation.slides)[:count]):
            for put in puts:
                put(page, number)

    return edit


def imported(*edits: Callable[[Any], None]) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


@pytest.mark.parametrize("without", [0, 2])
def test_stamp_logo_and_bar_on_most_pages_leave_the_course_as_it_is(without: int) -> None:
    count = pages() - without
    result = imported(on_pages(count, stamp, logo, bar))
    assert result.material.course == BASE.course
    assert {one.states for one in result.report.slides} == {(State.SAME,)}
    told = [(one.loss, one.page, dict(one.values)) for one in result.report.notices]
    where = {"pages": f"1–{count}"}
    assert told == [
        (Loss.FURNITURE, None, {"text": "社外秘", **where}),
        (Loss.FURNITURE_PICTURE, None, where),
        (Loss.FURNITURE_SHAPE, None, where),
    ]


def test_what_stands_on_few_pages_is_content() -> None:
    result = imported(on_pages(2, stamp))
    losses = [one.loss for one in result.report.notices]
    assert losses == [Loss.UNTRANSLATED, Loss.TEXT_BOX, Loss.TEXT_BOX]


def test_other_words_at_the_same_place_are_content() -> None:
    def number(page: Any, count: int) -> None:
        stamp(page, count)
        page.shapes[-1].text_frame.text = f"資料{count}"

    result = imported(on_pages(pages(), number))
    assert {one.loss for one in result.report.notices} == {Loss.TEXT_BOX, Loss.UNTRANSLATED}


def test_the_same_words_at_other_places_are_content() -> None:
    def wander(page: Any, count: int) -> None:
        stamp(page, count)
        page.shapes[-1].top = Emu(100000 + 400000 * count)

    result = imported(on_pages(10, wander))
    assert {one.loss for one in result.report.notices} == {Loss.TEXT_BOX, Loss.UNTRANSLATED}


def test_shapes_of_ours_that_lost_their_names_are_no_furniture() -> None:
    def forget(presentation: Any) -> None:
        for number, page in enumerate(presentation.slides):
            for count, shape in enumerate(page.shapes):
                shape.name = f"Google Shape;{number};p{count}"

    before = imported(forget)
    result = imported(on_pages(pages(), stamp), forget)
    assert result.material.course == before.material.course
    told = {one.loss for one in result.report.notices}
    assert told - {one.loss for one in before.report.notices} == {Loss.FURNITURE}


def test_a_stamp_is_not_the_title_of_a_page_that_has_none() -> None:
    def closing(page: Any) -> None:
        for shape in list(page.placeholders):
            shape._element.getparent().remove(shape._element)
        box = page.shapes.add_textbox(Emu(900000), Emu(3000000), Emu(9000000), Emu(900000))
        box.text_frame.text = "ご清聴ありがとうございました"

    result = imported(new_page(pages(), closing), on_pages(pages() + 1, stamp))
    (made,) = [one for one in result.report.slides if State.NEW in one.states]
    assert made.title == "ご清聴ありがとうございました"


def test_a_new_course_is_made_without_the_logo_of_its_deck() -> None:
    presentation = Presentation()
    for number in range(4):
        page = presentation.slides.add_slide(presentation.slide_layouts[6])
        stamp(page, number)
        box = page.shapes.add_textbox(Emu(900000), Emu(900000), Emu(8000000), Emu(900000))
        box.text_frame.text = f"第{number}回\n朝礼の話"
    buffer = io.BytesIO()
    presentation.save(buffer)
    result = import_new_deck(buffer.getvalue(), "ja")
    words = repr([slide for _, slide in result.material.course.text("ja").slides()])
    assert "朝礼の話" in words
    assert "社外秘" not in words
    assert [one.loss for one in result.report.notices].count(Loss.FURNITURE) == 1
