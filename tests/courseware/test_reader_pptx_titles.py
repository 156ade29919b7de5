"""A title that somebody deleted and typed anew is the title; an empty one is told."""

from __future__ import annotations

from typing import Any

import pytest
from pptx.util import Emu, Pt

from terakoya.courseware.fields import fields_of
from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.layouts.frames import FRAMES, TITLE_BOX
from terakoya.courseware.layouts.units import EMU, Box
from terakoya.courseware.model import AnySlide
from tests.courseware.deck_editing import Edit, edited, page_of, text_box
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()


def delete_title(name: str) -> Edit:
    def edit(presentation: Any) -> None:
        title = page_of(presentation, name).shapes.title._element
        title.getparent().remove(title)

    return edit


def put(name: str, box: Box, text: str, *, bold: bool = True) -> Edit:
    """A new text box in a place of the sheet."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, name)
        text_box(page, text)
        shape = page.shapes[-1]
        shape.left, shape.top = Emu(int(box.x * EMU)), Emu(int(box.y * EMU))
        shape.width, shape.height = Emu(int(box.w * EMU)), Emu(int(box.h * EMU))
        shape.text_frame.paragraphs[0].runs[0].font.bold = bold
        shape.text_frame.paragraphs[0].runs[0].font.size = Pt(32)

    return edit


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def slide_in(result: Imported, slide_id: str) -> AnySlide:
    slides = result.material.course.text("ja").every_slide()
    return next(slide for _, slide in slides if slide.id == slide_id)


@pytest.mark.parametrize(
    ("page", "place", "field"),
    [
        ("three-elements", TITLE_BOX, "title"),
        ("case-kettle", FRAMES["case"].title, "title"),
        ("case-kettle:answer", TITLE_BOX, "answer_title"),
    ],
)
@pytest.mark.parametrize("bold", [True, False])
def test_a_title_typed_into_a_new_box_in_its_place_is_the_title(
    page: str, place: Box, field: str, bold: bool
) -> None:
    result = imported(delete_title(page), put(page, place, "会社がすること", bold=bold))
    slide_id = page.partition(":")[0]
    before = fields_of(next(s for _, s in BASE.course.text("ja").every_slide() if s.id == slide_id))
    assert fields_of(slide_in(result, slide_id)) == {**before, field: "会社がすること"}
    told = [Loss.LEGAL_CHANGED] if page == "three-elements" else []  # the law asks for that page
    assert [one.loss for one in result.report.notices] == told


def test_a_box_elsewhere_is_no_title_and_the_empty_title_is_told() -> None:
    below = Box(76, 500, 1128, 56)
    result = imported(delete_title("three-elements"), put("three-elements", below, "追記です"))
    assert slide_in(result, "three-elements").title == ""
    assert Loss.NO_TITLE in {one.loss for one in result.report.notices}


def test_a_box_over_a_title_that_is_there_stays_a_box() -> None:
    before = next(s for _, s in BASE.course.text("ja").every_slide() if s.id == "three-elements")
    result = imported(put("three-elements", TITLE_BOX, "付けたし"))
    assert slide_in(result, "three-elements").title == before.title
