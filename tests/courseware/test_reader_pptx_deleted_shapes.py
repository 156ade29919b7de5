"""Pictures, tables and charts that were deleted: gone from the edition, or told."""

from __future__ import annotations

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from tests.courseware.deck_editing import drop_shape, edited
from tests.courseware.deck_reading import opened
from tests.courseware.test_reader_pptx_copied_boxes import COURSES


def contents(deck: bytes) -> dict[str, list[str]]:
    """The pictures, tables and charts of each page by their blocks."""
    return {
        page.name.removeprefix("cw:"): [
            shape.name.split(":", 2)[2]
            for shape in page.shapes
            if shape.name.count(":") == 2 and not shape.has_text_frame
        ]
        for page in opened(deck).slides
    }


def is_silent(result: Imported, page: str) -> bool:
    """Whether nothing of a page counts as changed, and nothing at all is told."""
    return not result.report.of(page.partition(":")[0]).edits and not result.report.notices


@pytest.mark.parametrize("course", COURSES)
def test_deletion_of_any_picture_table_or_chart_is_an_edit_or_told(course: str) -> None:
    base, deck = COURSES[course][0](), COURSES[course][1]("ja")
    every = [(page, block) for page, blocks in contents(deck).items() for block in blocks]
    silent = [
        (page, block)
        for page, block in every
        if is_silent(import_deck(edited(deck, drop_shape(page, block)), base), page)
    ]
    assert (silent, len(every) > 1) == ([], True)


def test_deleted_chart_is_told_and_stays() -> None:
    base, deck = COURSES["later layouts"][0](), COURSES["later layouts"][1]("ja")
    result = import_deck(edited(deck, drop_shape("no-measures", "chart")), base)
    assert [one.loss for one in result.report.notices] == [Loss.CHART_GONE]
    assert result.material.course == base.course
