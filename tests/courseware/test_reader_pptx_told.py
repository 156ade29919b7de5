"""The report tells changes as their author made them: one row deleted is one row deleted."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from terakoya.courseware.formats.pptx.reading import Imported, import_deck
from terakoya.courseware.formats.pptx.reading.report_page import report_html
from terakoya.courseware.inline import plain
from terakoya.courseware.model import AnySlide, TableSlide
from tests.courseware.deck_editing import (
    Edit,
    drop_shape,
    edited,
    page_of,
    renote,
    retitle,
    retype,
    shape_of,
)
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
SLIDES = {slide.id: slide for _, slide in BASE.course.text("ja").every_slide()}


def table_of(slide: AnySlide) -> TableSlide:
    assert isinstance(slide, TableSlide)
    return slide


TABLE = table_of(SLIDES["ordinance-and-law"])
ROWS = ["\n".join((row.head, *row.cells)) for row in TABLE.rows]


def in_rows(change: Callable[[Any], None]) -> Edit:
    """Change the rows of the table, the first of which is its head."""

    def edit(presentation: Any) -> None:
        change(shape_of(page_of(presentation, "ordinance-and-law"), "table").table._tbl)

    return edit


def told(slide: str, *edits: Edit) -> list[tuple[str, str, Any, Any]]:
    report = imported(*edits).report.of(slide)
    return [(one.op, one.path, one.before, one.after) for one in report.edits]


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def test_a_row_deleted_in_the_middle_is_one_change() -> None:
    gone = in_rows(lambda table: table.remove(table.tr_lst[2]))
    assert told("ordinance-and-law", gone) == [("removed", "rows.1", ROWS[1], None)]


def test_a_row_put_into_the_middle_is_one_change() -> None:
    def insert(table: Any) -> None:
        row = deepcopy(table.tr_lst[1])
        table.tr_lst[1].addnext(row)
        for cell, text in zip(row.tc_lst, ("店の決まり", "掲示する", "配る"), strict=True):
            paragraph = cell.txBody.p_lst[0]
            for run in paragraph.r_lst[1:]:
                paragraph.remove(run)
            paragraph.r_lst[0].text = text

    assert told("ordinance-and-law", in_rows(insert)) == [
        ("added", "rows.1", None, "店の決まり\n掲示する\n配る")
    ]


def test_a_row_at_another_place_is_moved_and_the_page_says_so() -> None:
    edit = in_rows(lambda table: table.append(table.tr_lst[1]))
    last = f"rows.{len(ROWS) - 1}"
    assert told("ordinance-and-law", edit) == [("moved", last, ROWS[0], ROWS[0])]
    assert "（移動）" in report_html(imported(edit).report, "ja")


def test_a_cell_a_title_and_a_paragraph_are_told_by_their_own_paths() -> None:
    def cell(presentation: Any) -> None:
        shape_of(page_of(presentation, "ordinance-and-law"), "table").table.cell(1, 2).text = "新"

    assert told("ordinance-and-law", cell, retitle("ordinance-and-law", "条例と法律")) == [
        ("edited", "title", TABLE.title, "条例と法律"),
        ("edited", "rows.0.cells.1", TABLE.rows[0].cells[1], "新"),
    ]
    said = [plain(text) for text in SLIDES["three-elements"].narration]
    more = renote("three-elements", "初めに足した段落です。", *said)
    assert told("three-elements", more) == [
        ("added", "narration.0", None, "初めに足した段落です。")
    ]


def test_a_choice_that_is_gone_is_one_change() -> None:
    choice = drop_shape("check-duty", "choice-c", "choice-c-letter")
    answer = drop_shape("check-duty:answer", "answer-choice-c", "answer-choice-c-letter")
    assert [(op, path) for op, path, _, _ in told("check-duty", choice, answer)] == [
        ("removed", "choices.c")
    ]


def test_a_rewritten_item_is_told_word_by_word_at_its_place() -> None:
    edit = retype("three-elements", "item-2", "二つ目は別の話", "説明も別です。")
    assert [(op, path) for op, path, _, _ in told("three-elements", edit)] == [
        ("edited", "items.1.head"),
        ("edited", "items.1.text"),
    ]


def test_the_page_says_a_judgement_in_words() -> None:
    def reword(presentation: Any) -> None:
        table = shape_of(page_of(presentation, "case-kettle:answer"), "verdict").table
        table.cell(0, 1).text_frame.paragraphs[0].runs[0].text = "妥当でない"

    page = report_html(imported(reword).report, "ja")
    assert "妥当<ins>でない</ins>" in page  # the word that came alone is marked
    assert "unfair" not in page
