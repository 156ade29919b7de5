"""Nothing typed into a workbook is lost in silence: it comes back, or its cell is named."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.formats.xlsx.reading import (
    ReadSurvey,
    ReadTest,
    import_survey,
    import_test,
)
from terakoya.courseware.formats.xlsx.reading.ids import Ids
from terakoya.courseware.formats.xlsx.reading.notices import Notice, Remark
from terakoya.courseware.formats.xlsx.reading.package import open_book
from terakoya.courseware.formats.xlsx.reading.pass_mark import read_pass_mark
from terakoya.courseware.imports.sheets import import_sheets
from terakoya.courseware.model import Option, Survey, SurveyItem

from ..selection import deep
from .workbook_edits import Edit, edited, insert_rows, keep_sheets, row_with, sheet_of
from .xlsx_samples import corpus, corpus_survey_book, corpus_test_book

ITEMS, POOL, PAPER = "回答用紙", "全問題", "解答用紙"
MATERIAL = corpus()
SURVEY, TEST = MATERIAL.course.source.survey, MATERIAL.course.source.test


@cache
def survey_book() -> bytes:
    """The survey workbook without the sheets that count answers."""
    return edited(corpus_survey_book(), keep_sheets("はじめに", ITEMS, "_ids"))


@cache
def pool_book() -> bytes:
    """The test workbook without the sheets that are printed or count."""
    return edited(corpus_test_book(), keep_sheets(POOL, PAPER, "_ids"))


def survey_after(*edits: Edit) -> ReadSurvey:
    """The survey as it is read; that its introduction counts the items is told elsewhere."""
    read = import_survey(edited(survey_book(), *edits), MATERIAL)
    notices = (one for one in read.notices if one.remark is not Remark.OTHER_COUNT)
    return replace(read, notices=tuple(notices))


def pool_after(*edits: Edit) -> ReadTest:
    return import_test(edited(pool_book(), *edits), MATERIAL)


def told(notices: tuple[Notice, ...]) -> list[tuple[Remark, str]]:
    return [(one.remark, one.place) for one in notices]


def item_row(book: Workbook, number: int) -> int:
    return row_with(sheet_of(book, ITEMS), SURVEY.items[number].text)


def put_item(*cells: tuple[int, Any], boxes: str = "", before: int = 1) -> Edit:
    """An item in rows of its own before another one: its cells by column, its line of boxes."""

    def edit(book: Workbook) -> None:
        row, sheet = item_row(book, before), sheet_of(book, ITEMS)
        insert_rows(book, ITEMS, row, 2)
        for column, value in cells:
            sheet.cell(row, column).value = value
        if boxes:
            sheet.cell(row + 1, 3).value = boxes

    return edit


def new_items(survey: Survey) -> list[SurveyItem]:
    """The new items, once those of the base are seen to be what they were."""
    known = {one.id for one in SURVEY.items}
    assert tuple(one for one in survey.items if one.id in known) == SURVEY.items
    return [one for one in survey.items if one.id not in known]


# -- items -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    ["11-2", None, *deep("新", 3.5, "問5", "※", 1, True, "=B8+1", dt.date(2026, 11, 2))],
)
def test_an_item_comes_back_whatever_stands_in_its_number_cell(number: Any) -> None:
    read = survey_after(put_item((2, number), (3, "店長を呼べますか。"), boxes="□ はい　☐ いいえ"))
    (item,) = new_items(read.survey)
    shown = (item.kind, item.text, [option.text for option in item.options])
    assert shown == ("choice", "店長を呼べますか。", ["はい", "いいえ"])
    assert [one.remark for one in read.notices] == [Remark.NEW_ITEM, *[Remark.NEW_OPTION] * 2]


def test_known_items_come_back_whatever_their_number_cells_say() -> None:
    def renumber(book: Workbook) -> None:
        for number in range(len(SURVEY.items)):
            row = item_row(book, number)
            sheet_of(book, ITEMS).cell(row, 2).value = ("新", "1-2", None, "同上")[number % 4]

    read = survey_after(renumber)
    assert (read.survey, read.notices) == (SURVEY, ())


def test_words_in_a_number_cell_merged_over_the_row_are_an_item() -> None:
    read = survey_after(put_item((2, "店長を呼べますか。"), boxes="□ はい　□ いいえ"))
    assert [one.text for one in new_items(read.survey)] == ["店長を呼べますか。"]


@pytest.mark.parametrize(
    ("number", "is_item"),
    [("11-2", True), pytest.param("新", True, marks=pytest.mark.deep), (None, False)],
)
def test_behind_an_open_item_a_number_cell_tells_an_item_from_an_entry(
    number: str | None, *, is_item: bool
) -> None:
    kinds = [one.kind for one in SURVEY.items]

    def edit(book: Workbook) -> None:
        sheet, item = sheet_of(book, ITEMS), SURVEY.items[kinds.index("comment")]
        row = row_with(sheet, item.text) + (2 if item.help else 1) + 1
        insert_rows(book, ITEMS, row, 1)
        sheet.cell(row, 2).value, sheet.cell(row, 3).value = number, "ほかに困ることは"

    read = survey_after(edit)
    assert [one.text for one in new_items(read.survey)] == ["ほかに困ることは"] * is_item
    wanted = Remark.NEW_OPEN_ITEM if is_item else Remark.LOOSE_ITEM
    assert [one.remark for one in read.notices] == [wanted]


def test_typed_options_that_are_those_of_the_scale_make_a_scale_item() -> None:
    boxes = "　".join(f"□ {one.text}" for one in SURVEY.scale) + "　□ 答えたくない"
    read = survey_after(put_item((2, "新"), (3, "店長を呼べますか。"), boxes=boxes))
    assert [(one.kind, one.options) for one in new_items(read.survey)] == [("scale", ())]


def test_items_behind_the_closing_line_and_below_everything_come_back() -> None:
    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, ITEMS)
        for row, text in ((sheet.max_row + 2, "最後の設問"), (0, "締めくくりの後の設問")):
            at = row or row_with(sheet, "ご協力ありがとうございました。", 2) + 1
            insert_rows(book, ITEMS, at, 2)
            sheet.cell(at, 2).value, sheet.cell(at, 3).value = "追", text
            sheet.cell(at + 1, 3).value = "□ はい　□ いいえ"

    read = survey_after(edit)
    texts = [one.text for one in new_items(read.survey)]
    assert texts == ["締めくくりの後の設問", "最後の設問"]


def test_items_are_found_though_all_headings_were_written_anew() -> None:
    def edit(book: Workbook) -> None:
        for row in sheet_of(book, ITEMS).iter_rows(min_col=2, max_col=2):
            if row[0].value in ("担当者用（ここから下は印刷されません）", "部署の一覧"):
                row[0].value = "人事部の欄"

    read = survey_after(edit, put_item((2, "新"), (3, "店長を呼べますか。")))
    assert [one.text for one in new_items(read.survey)] == ["店長を呼べますか。"]


def test_options_typed_over_their_formula_are_taken_or_told() -> None:
    kinds = [one.kind for one in SURVEY.items]
    choice, scale = kinds.index("choice"), kinds.index("scale")
    options = SURVEY.items[choice].options

    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, ITEMS)
        line = "　".join(f"□ {one.text}" for one in options[:-1]) + "　□ どれでもない"
        for number, text in ((choice, line), (scale, "□ はい　□ いいえ")):
            row = item_row(book, number)
            boxes = next(at for at in (row + 1, row + 2) if "□" in str(sheet.cell(at, 3).value))
            sheet.cell(boxes, 3).value = text

    read = survey_after(edit)
    last = Option(id="option-1", text="どれでもない")  # other words are another option
    assert read.survey.items[choice].options == (*options[:-1], last)
    assert read.survey.items[scale] == SURVEY.items[scale]
    assert [one.remark for one in read.notices] == [
        Remark.TYPED_SCALE,
        Remark.OPTIONS_GONE,
        Remark.NEW_OPTION,
    ]


def test_what_belongs_to_no_item_is_told_with_its_cell() -> None:
    def edit(book: Workbook) -> None:
        sheet, row = sheet_of(book, ITEMS), item_row(book, 0)
        sheet.cell(row, 1).value = "要確認"
        sheet.cell(row, 5).value = "部長案"
        book.create_sheet("追加の設問")["A1"] = "店長を呼べますか。"
        book.create_sheet("空の表")

    read = survey_after(edit, put_item((2, "4"), (3, '="店長を"&"呼べますか"')))
    assert new_items(read.survey) == []
    assert told(read.notices) == [
        (Remark.LOOSE_ITEM, f"{ITEMS}!A8"),
        (Remark.LOOSE_ITEM, f"{ITEMS}!E8"),
        (Remark.UNSAVED, f"{ITEMS}!C{_row_of_second()}"),
        (Remark.UNKNOWN_LINES, "追加の設問"),
    ]
    assert dict(read.notices[-1].values) == {
        "count": "1",
        "texts": "「店長を呼べますか。」",
        "sheet": ITEMS,
    }


def _row_of_second() -> int:
    rows: list[int] = []
    edited(survey_book(), lambda book: rows.append(item_row(book, 1)))
    return rows[0]


def test_many_remarks_in_one_column_are_one_notice() -> None:
    def edit(book: Workbook) -> None:
        for number in range(3):
            sheet_of(book, ITEMS).cell(item_row(book, number), 6).value = "確認済み"

    (notice,) = survey_after(edit).notices
    assert (notice.remark, notice.values["count"]) == (Remark.LOOSE_CELLS, "3")


# -- columns -----------------------------------------------------------------------------------


def with_column(name: str, at: int) -> Edit:
    """A column inserted before another one (from 1), as spreadsheets do: formulas follow."""

    def moved(found: re.Match[str]) -> str:
        column = column_index_from_string(found[1])
        return f"{get_column_letter(column + (column >= at))}{found[2]}"

    def follow(text: str) -> str:
        of_sheet = rf"'{name}'![$A-Z0-9:]+"
        return re.sub(of_sheet, lambda one: re.sub(r"\$?([A-Z]+)(\$?[0-9]+)", moved, one[0]), text)

    def edit(book: Workbook) -> None:
        sheet_of(book, name).insert_cols(at)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("="):
                        cell.value = follow(cell.value)

    return edit


@pytest.mark.parametrize("at", [1, 3, *deep(2, 4)])
def test_a_column_put_in_loses_nothing_and_what_stands_in_it_is_told(at: int) -> None:
    def remark(name: str, row: int) -> Edit:
        def edit(book: Workbook) -> None:
            sheet_of(book, name).cell(row, at).value = "担当：佐藤"

        return edit

    survey = survey_after(with_column(ITEMS, at), remark(ITEMS, 8))
    pool = pool_after(with_column(POOL, at), remark(POOL, 8))
    assert (survey.survey, pool.test) == (SURVEY, TEST)
    letter = get_column_letter(at)
    assert told(survey.notices) == [(Remark.LOOSE_ITEM, f"{ITEMS}!{letter}8")]
    assert told(pool.notices) == [(Remark.LOOSE_TEXT, f"{POOL}!{letter}8")]


def test_headings_of_others_are_no_columns_of_ours() -> None:
    def edit(book: Workbook) -> None:
        del book["_ids"]
        for row in (3, 4, 5):
            sheet_of(book, ITEMS).cell(row, 8).value = "答え"

    assert survey_after(edit).survey == SURVEY


# -- questions ---------------------------------------------------------------------------------


def put_question(*rows: tuple[Any, str]) -> Edit:
    """Rows before the second question: the cells of the columns for labels and words."""

    def edit(book: Workbook) -> None:
        sheet, second = sheet_of(book, POOL), TEST.questions[1]
        at = row_with(sheet, second.scene or second.text) - 1
        insert_rows(book, POOL, at, len(rows))
        for offset, (label, words) in enumerate(rows):
            sheet.cell(at + offset, 2).value, sheet.cell(at + offset, 3).value = label, words

    return edit


@pytest.mark.parametrize("letters", ["ab", "②③", *deep("12", "アイ")])
def test_a_question_comes_back_whatever_its_choices_are_numbered_with(letters: str) -> None:
    rows = (("問題", "どれですか。"), (letters[0], "はい"), (letters[1], "いいえ"))
    read = pool_after(put_question(*rows))
    (new,) = [one for one in read.test.questions if one.id == "q-new-1"]
    assert [choice.text for choice in new.choices] == ["はい", "いいえ"]


def test_questions_on_other_sheets_are_told_with_their_number() -> None:
    def edit(book: Workbook) -> None:
        pool = sheet_of(book, POOL)
        row = row_with(pool, TEST.questions[1].text)
        for title in ("全問題 (2)", "写し"):
            book.copy_worksheet(pool).title = title
        book["全問題 (2)"].cell(row, 3).value = "写しだけで直した問題です。"
        more = book.create_sheet("追加問題")
        for cells in (("問題", "何階ですか。"), ("a", "1階"), ("b", "9階")):
            more.append((None, *cells))
        more.append((None, "問題", "だれですか。"))
        more.append((None, "a", "店長"))
        more.append((None, "b", "本部"))
        book.create_sheet("メモ")["B2"] = "来月また直す"

    read = pool_after(edit)
    assert read.test == TEST
    assert [(one.remark, one.place, one.values.get("texts")) for one in read.notices] == [
        (Remark.UNKNOWN_QUESTIONS, "全問題 (2)", "「写しだけで直した問題です。」"),
        (Remark.UNKNOWN_SHEET, "写し", None),
        (Remark.UNKNOWN_QUESTIONS, "追加問題", "「何階ですか。」、「だれですか。」"),
        (Remark.UNKNOWN_LINES, "メモ", "「来月また直す」"),
    ]


def test_rows_of_no_question_and_second_texts_are_told() -> None:
    read = pool_after(put_question((None, "どれですか。"), ("解説", "二つ目の解説"), ("補足", "")))
    assert read.test == TEST
    assert [(one.remark, one.values["text"]) for one in read.notices] == [
        (Remark.LOOSE_TEXT, "どれですか。"),
        (Remark.LOOSE_TEXT, "二つ目の解説"),
        (Remark.LOOSE_TEXT, "補足"),
    ]


# -- the mark needed to pass -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown", "mark"),
    [
        *((70, "General", 70), (0.7, "0%", 70), ("７０％", "@", 70), ("70点以上", "General", 70)),
        *(("７　割以上", "@", 70), ("七割", "General", None), (140, "General", None)),
        *((one, "General", None) for one in ("6問以上", "6つ以上", "7～8割", "6/10", -1, None)),
    ],
)
def test_a_mark_is_read_as_it_is_typed(value: Any, shown: str, mark: int | None) -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.create_sheet(PAPER, 0)
    sheet["B2"], sheet["D2"] = "合格ライン", value
    sheet["D2"].number_format = shown
    book.save(out)
    read, [notice] = read_pass_mark(open_book(out.getvalue()), PAPER, Ids(), 60)
    wanted = Remark.UNKNOWN_THRESHOLD if mark is None else Remark.THRESHOLD
    assert (read, notice.remark, notice.place) == (mark, wanted, f"{PAPER}!D2")


def mark_cell(value: Any, shown: str = "General") -> Edit:
    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, PAPER)
        cell = sheet.cell(row_with(sheet, "合格ライン", 2), 4)
        cell.value, cell.number_format = value, shown

    return edit


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("７　割以上", "@"),
        # As they are read: test_a_mark_is_read_as_it_is_typed.
        *(
            pytest.param(*one, marks=pytest.mark.deep)
            for one in ((70, "General"), (0.7, "0%"), ("７０％", "@"), ("70点以上", "General"))
        ),
    ],
)
def test_a_changed_pass_mark_comes_back_and_is_told(value: Any, shown: str) -> None:
    read = pool_after(mark_cell(value, shown))
    assert (read.pass_mark, len(read.notices)) == (70, 1)
    assert (read.notices[0].remark, dict(read.notices[0].values)) == (
        Remark.THRESHOLD_SENTENCES,
        {
            "before": "60",
            "after": "70",
            "texts": "「70点で合格します。」、「You pass with 70 points.」",
        },
    )


@pytest.mark.parametrize(
    "value", ["6問以上", *deep("七割", 140, "6つ以上", "7～8割", None, -1, "6/10")]
)
def test_a_pass_mark_that_cannot_be_read_is_told_and_stays(value: Any) -> None:
    read = pool_after(mark_cell(value))
    assert (read.pass_mark, [one.remark for one in read.notices]) == (
        None,
        [Remark.UNKNOWN_THRESHOLD],
    )


def test_an_unchanged_pass_mark_says_nothing_though_the_base_has_another() -> None:
    meta = MATERIAL.course.meta.model_copy(update={"pass_mark": 60})
    other = MATERIAL.__class__(MATERIAL.course.model_copy(update={"meta": meta}), MATERIAL.media)
    assert import_test(corpus_test_book(), other).pass_mark is None


def test_the_imported_edition_has_the_changed_pass_mark() -> None:
    book = edited(corpus_test_book(), mark_cell(70))
    imported = import_sheets([], [("test.xlsx", book)], (MATERIAL, EditionSettings()))
    assert imported.material.course.meta.pass_mark == 70
    intro = ("3問です。70点で合格します。", *TEST.intro[1:])
    assert imported.material.course.source.test == TEST.model_copy(update={"intro": intro})
