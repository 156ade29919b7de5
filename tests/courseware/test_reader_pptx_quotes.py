"""The exact words of a law are never taken from another box, and stay where theirs is gone."""

from __future__ import annotations

from typing import Any

import pytest
from pptx.util import Emu, Pt

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.report_page import report_html
from terakoya.courseware.layouts.units import EMU
from terakoya.courseware.model import LawQuoteSlide
from tests.courseware.deck_editing import (
    Edit,
    drop_every_carrier,
    drop_shape,
    edited,
    page_of,
    rename_every_shape,
    retype,
    shape_of,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
QUOTE = next(
    slide for _, slide in BASE.course.text("ja").every_slide() if isinstance(slide, LawQuoteSlide)
)
NAMES_KEPT: tuple[Edit, ...] = ()
NAMES_LOST: tuple[Edit, ...] = (rename_every_shape, drop_every_carrier)


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def quote_in(result: Imported) -> LawQuoteSlide:
    slides = result.material.course.text("ja").every_slide()
    found = next(slide for _, slide in slides if slide.id == QUOTE.id)
    assert isinstance(found, LawQuoteSlide)
    return found


def put(text: str, x: int, y: int, w: int, h: int) -> Edit:
    """A text box somewhere on the page, in units."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, QUOTE.id)
        text_box(page, text)
        box = page.shapes[-1]
        box.left, box.top, box.width, box.height = (Emu(int(n * EMU)) for n in (x, y, w, h))

    return edit


def title_into_a_box(presentation: Any) -> None:
    """What pasting into a template without a place for titles does."""
    page = page_of(presentation, QUOTE.id)
    title = page.shapes.title
    text_box(page, title.text_frame.text)
    box = page.shapes[-1]
    box.left, box.top, box.width, box.height = (Emu(int(n * EMU)) for n in (90, 300, 900, 60))
    box.text_frame.paragraphs[0].runs[0].font.size = Pt(30)
    title._element.getparent().remove(title._element)


@pytest.mark.parametrize("names", [NAMES_KEPT, NAMES_LOST])
def test_a_title_in_a_box_stays_the_title_where_the_quotation_is_gone(
    names: tuple[Edit, ...],
) -> None:
    result = imported(drop_shape(QUOTE.id, "quote", "source"), title_into_a_box, *names)
    found = quote_in(result)
    assert (found.title, found.quote, found.source) == (QUOTE.title, QUOTE.quote, QUOTE.source)
    assert Loss.QUOTE_GONE in {one.loss for one in result.report.notices}


@pytest.mark.parametrize("names", [NAMES_KEPT, NAMES_LOST])
def test_other_words_in_the_place_of_the_quotation_are_kept_but_not_as_the_law(
    names: tuple[Edit, ...],
) -> None:
    def replace(presentation: Any) -> None:
        old = shape_of(page_of(presentation, QUOTE.id), "quote")
        place = [int(n / EMU) for n in (old.left, old.top, old.width, old.height)]
        put("右の写真をごらんください", *place)(presentation)
        old._element.getparent().remove(old._element)

    result = imported(replace, *names)
    assert quote_in(result).quote == QUOTE.quote
    assert Loss.QUOTE_GONE in {one.loss for one in result.report.notices}
    texts = str(result.material.course.text("ja").model_dump())
    assert "右の写真をごらんください" in texts


def test_the_changed_words_of_a_law_typed_into_a_new_box_are_its_words() -> None:
    words = f"{QUOTE.quote.replace('*', '')}（改正後）"

    def replace(presentation: Any) -> None:
        old = shape_of(page_of(presentation, QUOTE.id), "quote")
        place = [int(n / EMU) for n in (old.left, old.top, old.width, old.height)]
        put(words, *place)(presentation)
        old._element.getparent().remove(old._element)

    result = imported(replace)
    assert quote_in(result).quote.replace("*", "").endswith("（改正後）")
    assert Loss.QUOTE_GONE not in {one.loss for one in result.report.notices}


@pytest.mark.parametrize("names", [NAMES_KEPT, NAMES_LOST])
def test_a_quotation_that_was_deleted_takes_its_citation_with_it(names: tuple[Edit, ...]) -> None:
    result = imported(drop_shape(QUOTE.id, "quote", "quote-bar"), *names)
    assert quote_in(result) == QUOTE
    slides, were = (
        [slide.id for _, slide in course.text("ja").every_slide()]
        for course in (result.material.course, BASE.course)
    )
    assert slides == were
    here = [one.loss for one in result.report.notices if one.loss is not Loss.MANY_BY_LIKENESS]
    assert here.count(Loss.QUOTE_GONE) == 1
    assert not {Loss.TEXT_BOX, Loss.CITATION_ALONE, Loss.OVERFLOW} & set(here)


def test_a_reworded_citation_without_its_quotation_is_told_and_not_taken() -> None:
    citation = "みほん県カスハラ防止条例 第9条"
    result = imported(
        retype(QUOTE.id, "source", citation), drop_shape(QUOTE.id, "quote", "quote-bar")
    )
    assert quote_in(result).source == QUOTE.source
    told = {one.loss: one.values for one in result.report.notices}
    assert told[Loss.CITATION_ALONE] == {"text": citation}


def test_a_notice_stands_once_in_the_report_though_two_slides_come_from_a_page() -> None:
    result = imported(
        put("レジの横に、貼り紙を出しました", 90, 900, 900, 60),
        drop_shape(QUOTE.id, "quote", "source"),
    )
    html = report_html(result.report, "ja")
    assert html.count("条文の引用の枠がなくなっています") == 1
    assert html.count("貼り紙を出しました」") == 1
