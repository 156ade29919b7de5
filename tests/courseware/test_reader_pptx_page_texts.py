"""Words that a reader could take for something else: judgements, typed questions, columns."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from pptx.util import Emu

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.report import message_of
from terakoya.courseware.model import (
    BulletsSlide,
    Doer,
    Item,
    Judgement,
    MatrixSlide,
    PictureSlide,
    StepsSlide,
)
from tests.courseware.deck_editing import (
    Edit,
    drop_shape,
    edited,
    new_page,
    page_of,
    shape_of,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), corpus())


@cache
def untouched() -> Imported:
    """The deck as it was sold."""
    return imported()


def slide_of(result: Imported, slide_id: str, language: str = "ja") -> Any:
    slides = result.material.course.text(language).every_slide()
    return next(one for _, one in slides if one.id == slide_id)


def losses(result: Imported) -> set[Loss]:
    return {one.loss for one in result.report.notices}


def rejudge(word: str) -> Edit:
    """Type another result into the first cell of the matrix."""

    def edit(presentation: Any) -> None:
        table = shape_of(page_of(presentation, "two-axes"), "matrix").table
        table.cell(1, 1).text_frame.paragraphs[0].runs[0].text = word

    return edit


@pytest.mark.parametrize(
    ("word", "judgement"),
    [
        ("カスハラではない", Judgement.FAIR),
        ("カスハラです。", Judgement.UNFAIR),
        ("なり得る", Judgement.MAY),
        ("場合による", Judgement.DEPENDS),
    ],
)
def test_the_result_of_a_cell_says_its_judgement(word: str, judgement: Judgement) -> None:
    result = imported(rejudge(word))
    for language in ("ja", "en"):
        matrix = slide_of(result, "two-axes", language)
        assert isinstance(matrix, MatrixSlide)
        assert matrix.cells[0].judgement is judgement
    assert slide_of(result, "two-axes").cells[0].result == word
    assert Loss.JUDGEMENT_KEPT not in losses(result)


def test_a_result_that_nobody_knows_keeps_its_judgement_and_is_told() -> None:
    before = slide_of(untouched(), "two-axes").cells[0]
    result = imported(rejudge("たぶん平気"))
    assert slide_of(result, "two-axes").cells[0].judgement is before.judgement
    told = [one for one in result.report.notices if one.loss is Loss.JUDGEMENT_KEPT]
    assert [dict(one.values) for one in told] == [{"text": "たぶん平気", "was": before.result}]


def test_a_picture_that_was_cropped_keeps_its_words_and_that_is_told() -> None:
    def crop(presentation: Any) -> None:
        shape_of(page_of(presentation, "same-day"), "picture").crop_left = 0.3

    before, result = slide_of(untouched(), "same-day"), imported(crop)
    after = slide_of(result, "same-day")
    assert isinstance(after, PictureSlide)
    assert (after.picture.alt, after.picture.file == before.picture.file) == (
        before.picture.alt,
        False,
    )
    told = [dict(one.values) for one in result.report.notices if one.loss is Loss.CUT_PICTURE]
    assert told == [{"text": before.picture.alt}]


def test_a_cropped_picture_whose_words_were_rewritten_is_not_told() -> None:
    def crop(presentation: Any) -> None:
        shape = shape_of(page_of(presentation, "same-day"), "picture")
        shape.crop_left = 0.3
        shape._element.nvPicPr.cNvPr.set("descr", "右側の人だけが写っている。")

    result = imported(crop)
    assert slide_of(result, "same-day").picture.alt == "右側の人だけが写っている。"
    assert Loss.CUT_PICTURE not in losses(result)


def own_page(*boxes: tuple[int, str]) -> Edit:
    """A page of the author's: a title and boxes at some places across."""

    def fill(page: Any) -> None:
        page.shapes.title.text_frame.text = "当社のきまり"
        for left, text in boxes:
            box = page.shapes.add_textbox(Emu(left), Emu(1800000), Emu(5000000), Emu(2500000))
            box.text_frame.text = text

    return new_page(2, fill)


def own_slide(result: Imported) -> BulletsSlide:
    slides = result.material.course.text("ja").slides()
    slide = next(one for _, one in slides if one.id.startswith("own-"))
    assert isinstance(slide, BulletsSlide)
    return slide


def test_boxes_side_by_side_are_an_item_each() -> None:
    result = imported(
        own_page((700000, "よい例\n話を聞く\nメモを取る"), (6200000, "悪い例\n無視する"))
    )
    assert own_slide(result).items == (
        Item(head="よい例", text="話を聞く\nメモを取る"),
        Item(head="悪い例", text="無視する"),
    )


def test_the_paragraphs_of_one_box_are_items_as_before() -> None:
    result = imported(own_page((700000, "話を聞く\nメモを取る")))
    assert own_slide(result).items == (Item(head="話を聞く"), Item(head="メモを取る"))


@pytest.mark.parametrize(
    ("lines", "is_told"),
    [
        ("A 会社\nB 自分\nC お客様\n正解：A", True),
        ("①会社\n②自分\n答えは①です", False),  # no sign behind the numbers: a list
        ("① 会社\n② 自分\n答え：①", True),
        ("録音は会社のもの\n記録は残す\n相談する", False),
    ],
)
def test_a_question_typed_by_hand_shows_its_answer_and_that_is_told(
    lines: str, is_told: bool
) -> None:
    result = imported(own_page((700000, lines)))
    assert (Loss.TYPED_QUESTION in losses(result)) is is_told


def test_every_page_without_a_translation_is_named() -> None:
    def beside(presentation: Any) -> None:
        text_box(page_of(presentation, "five-steps"), "店舗では店長へ")

    result = imported(own_page((700000, "話を聞く")), beside)
    told = [dict(one.values) for one in result.report.notices if one.loss is Loss.UNTRANSLATED]
    page = next(one.pages[0] for one in result.report.slides if one.slide == "five-steps")
    assert told == [{"language": "en", "pages": f"3, {page}"}]


def cells_of(presentation: Any, page: str, block: str) -> Any:
    return shape_of(page_of(presentation, page), block).table._tbl


def swap_columns(presentation: Any) -> None:
    """Cut the second column of the matrix and paste it before the first."""
    for row in cells_of(presentation, "two-axes", "matrix").tr_lst:
        row.tc_lst[1].addprevious(row.tc_lst[2])


def swap_rows(page: str, block: str, first: int) -> Edit:
    def edit(presentation: Any) -> None:
        rows = cells_of(presentation, page, block).tr_lst
        rows[first].addprevious(rows[first + 1])

    return edit


def test_exchanged_columns_of_a_matrix_take_judgements_and_translations_with_them() -> None:
    before, result = untouched(), imported(swap_columns)
    for language in ("ja", "en"):
        was, now = (slide_of(one, "two-axes", language) for one in (before, result))
        assert now.columns == was.columns[::-1]
        assert now.cells == tuple(was.cells[number] for number in (1, 0, 3, 2))
    assert losses(result) == set()


def test_exchanged_rows_of_a_matrix_take_judgements_and_translations_with_them() -> None:
    before, result = untouched(), imported(swap_rows("two-axes", "matrix", 1))
    for language in ("ja", "en"):
        was, now = (slide_of(one, "two-axes", language) for one in (before, result))
        assert (now.rows, now.cells) == (was.rows[::-1], was.cells[2:] + was.cells[:2])


def test_rows_of_a_verdict_are_known_by_their_axis() -> None:
    result = imported(swap_rows("case-kettle:answer", "verdict", 0))
    assert slide_of(result, "case-kettle") == slide_of(untouched(), "case-kettle")


@pytest.mark.parametrize(
    ("page", "block"), [("two-axes", "matrix"), ("case-kettle:answer", "verdict")]
)
def test_a_row_more_than_a_layout_has_is_kept_behind_the_slide(page: str, block: str) -> None:
    def add(presentation: Any) -> None:
        table = shape_of(page_of(presentation, page), block).table
        table._tbl.append(deepcopy(table._tbl.tr_lst[-1]))
        for cell, text in zip(table.rows[len(table.rows) - 1].cells, "甲乙丙", strict=False):
            cell.text_frame.text = text

    result = imported(add)
    told = [dict(one.values) for one in result.report.notices if one.loss is Loss.TABLE_ROW]
    assert [one["text"] for one in told] == ["甲 乙 丙" if block == "matrix" else "甲 乙"]
    assert all(message_of(one, "ja") for one in result.report.notices)
    base = page.partition(":")[0]
    assert slide_of(result, base) == slide_of(untouched(), base)


@pytest.mark.parametrize(
    ("page", "block", "number"),
    [("check-duty", "premise", 0), ("check-duty:answer", "answer-premise", 1)],
)
def test_a_premise_deleted_on_one_page_alone_stays_and_is_told(
    page: str, block: str, number: int
) -> None:
    before = slide_of(untouched(), "check-duty")
    result = imported(drop_shape(page, block))
    assert slide_of(result, "check-duty") == before
    first = result.report.of("check-duty").pages[0]
    told = [(one.loss, one.page, dict(one.values)) for one in result.report.notices]
    assert told == [(Loss.HALF_TEXT, first + number, {"text": before.premise})]


def add_a_step(who: str) -> Edit:
    """Copy the last row of the steps and write who does it."""

    def edit(presentation: Any) -> None:
        table = shape_of(page_of(presentation, "five-steps"), "steps").table
        row = deepcopy(table._tbl.tr_lst[-1])
        table._tbl.append(row)
        texts = [cell.text_frame for cell in table.rows[len(table.rows) - 1].cells]
        for frame, text in zip(texts, (f"6 {who}", "届け出る", "報告書を出す。"), strict=True):
            frame.text = text

    return edit


@pytest.mark.parametrize(("who", "doer"), [("総務", Doer.COMPANY), ("上司", Doer.SUPERVISOR)])
def test_a_new_step_is_done_by_whom_its_words_name_else_by_the_company(
    who: str, doer: Doer
) -> None:
    result = import_deck(edited(corpus_deck("ja"), add_a_step(who)), corpus())
    slides = result.material.course.text("ja").every_slide()
    steps = next(one for _, one in slides if isinstance(one, StepsSlide)).steps
    assert (steps[-1].doer, steps[-1].who) == (doer, who)
