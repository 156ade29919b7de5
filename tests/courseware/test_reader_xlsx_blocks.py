"""全問題 as people type it: where questions begin and end, marks within words, formats of cells."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from terakoya.courseware.formats.xlsx.reading import ReadTest, import_test
from terakoya.courseware.formats.xlsx.reading.notices import Remark
from terakoya.courseware.model import Question

from .workbook_edits import Edit, delete_rows, edited, row_with, sheet_of
from .xlsx_samples import corpus, corpus_test_book

POOL = "全問題"
MATERIAL = corpus()
TEST = MATERIAL.course.source.test
ONE = TEST.questions[5]  # a question with three choices, the second of them right
SCENE = next(one for one in TEST.questions if one.scene)
Row = tuple[Any, ...]


def pool_after(*edits: Edit) -> ReadTest:
    return import_test(edited(corpus_test_book(), *edits), MATERIAL)


def remarks(read: ReadTest) -> list[Remark]:
    return [one.remark for one in read.notices]


def typed_below(*rows: Row) -> Edit:
    """Type rows from column B on, a free one below the last question."""

    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        first = sheet.max_row + 2
        for offset, values in enumerate(rows):
            for column, value in enumerate(values, 2):
                sheet.cell(first + offset, column).value = value

    return edit


def choices_of(question: Question) -> list[tuple[str, bool]]:
    return [(one.text, one.correct) for one in question.choices]


@pytest.mark.parametrize(
    ("number", "letters", "answer", "right"),
    [
        ("7", "ABC", "A", "翌日の正午"),
        pytest.param(7, "abc", "b.", "一週間後", marks=pytest.mark.deep),
        ("問7", "アイウ", "ウ", "月末"),
        pytest.param("Q7.", "①②③", "一週間後", "一週間後", marks=pytest.mark.deep),
        pytest.param("第７問", "123", "3", "月末", marks=pytest.mark.deep),
    ],
)
def test_a_question_typed_beside_its_number_is_one(
    number: Any, letters: str, answer: str, right: str
) -> None:
    texts = ("翌日の正午", "一週間後", "月末")
    rows = [
        (number, "報告書は、いつまでに出しますか。"),
        *zip(letters, texts, strict=True),
        ("正解", answer),
    ]
    read = pool_after(typed_below(*rows))
    assert read.test.questions[:-1] == TEST.questions
    new = read.test.questions[-1]
    assert (new.id, new.text) == ("q-new-1", "報告書は、いつまでに出しますか。")
    assert choices_of(new) == [(text, text == right) for text in texts]
    assert Remark.LOOSE_TEXT not in remarks(read)


def test_questions_typed_below_each_other_are_two() -> None:
    first = [("7", "いつ報告しますか。"), ("A", "その日"), ("B", "月末"), ("正解", "A")]
    second = [("8", "だれに報告しますか。"), ("A", "同僚"), ("B", "上司"), ("正解", "B")]
    read = pool_after(typed_below(*first, *second))
    assert [choices_of(one) for one in read.test.questions[-2:]] == [
        [("その日", True), ("月末", False)],
        [("同僚", False), ("上司", True)],
    ]


def test_letters_behind_the_end_of_a_question_are_no_choices_of_it() -> None:
    read = pool_after(typed_below(("A", "翌日の正午"), ("B", "月末")))
    assert read.test == TEST
    assert remarks(read) == [Remark.LOOSE_TEXT] * 4


def test_an_answer_that_names_no_choice_is_told() -> None:
    rows = [("7", "いつ報告しますか。"), ("A", "その日"), ("B", "月末"), ("正解", "D")]
    read = pool_after(typed_below(*rows))
    assert [one.correct for one in read.test.questions[-1].choices] == [False, False]
    assert {Remark.LOOSE_TEXT, Remark.NO_RIGHT_CHOICE} <= {*remarks(read)}


# -- the bar above a question


def _bar(sheet: Worksheet, question: Question) -> int:
    row = row_with(sheet, question.scene or question.text)
    while sheet.cell(row, 5).value != "理由":
        row -= 1
    return row


def test_the_bar_is_no_scene_where_the_formula_of_a_deleted_scene_points_at_it() -> None:
    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        bar = _bar(sheet, SCENE)
        delete_rows(book, POOL, row_with(sheet, SCENE.scene), 1)
        for row in book["_ids"].iter_rows():
            if [one.value for one in row[1:4]] == ["question", SCENE.id, "scene"]:
                row[4].value = f"={POOL}!$C${bar}"

    read = pool_after(edit)
    after = next(one for one in read.test.questions if one.id == SCENE.id)
    assert (after.scene, after.kind, after.text) == ("", "single", SCENE.text)
    assert Remark.SCENE_GONE in remarks(read)


def test_a_bar_without_its_headings_is_still_the_bar() -> None:
    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        bar = _bar(sheet, SCENE)
        sheet.cell(bar, 4).value = sheet.cell(bar, 5).value = None

    read = pool_after(edit)
    assert (read.test, remarks(read)) == (TEST, [])


# -- cells


def test_a_number_is_read_as_its_cell_shows_it() -> None:
    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        cell = sheet.cell(row_with(sheet, ONE.choices[2].text), 3)
        cell.value, cell.number_format = 9, '"およそ"0"割"'

    assert pool_after(edit).test.questions[5].choices[2].text == "およそ9割"


@pytest.mark.parametrize(
    ("has_mark", "right", "remark"),
    [(False, "a", Remark.MARK_TAKEN), (True, "b", Remark.MARK_LEFT_OUT)],
)
def test_a_mark_typed_before_a_choice_is_none_of_its_words(
    *, has_mark: bool, right: str, remark: Remark
) -> None:
    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        row = row_with(sheet, ONE.choices[0].text)
        sheet.cell(row, 3).value = f"（正解）{ONE.choices[0].text}"
        if not has_mark:
            sheet.cell(row_with(sheet, ONE.choices[1].text), 4).value = None

    read = pool_after(edit)
    after = read.test.questions[5]
    assert [one.text for one in after.choices] == [one.text for one in ONE.choices]
    assert [one.id for one in after.choices if one.correct] == [right]
    assert remark in remarks(read)


def test_a_line_with_an_error_is_told_once_and_stays() -> None:
    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        row = next(at for at in range(1, sheet.max_row) if sheet.cell(at, 2).value == "スライド")
        sheet.cell(row, 3).value = "#DIV/0!"
        sheet.cell(row, 3).data_type = "e"

    read = pool_after(edit)
    assert (read.test, remarks(read)) == (TEST, [Remark.ERROR_CELL])
