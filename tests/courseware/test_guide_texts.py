"""What is typed over the workbook's own sentences is told; sheets are known by their sentences."""

from __future__ import annotations

from functools import cache
from typing import Any

from terakoya.courseware.formats.xlsx.reading import import_survey, import_test
from terakoya.courseware.formats.xlsx.reading.answers import read_answers
from terakoya.courseware.formats.xlsx.reading.notices import Notice, Remark
from terakoya.courseware.formats.xlsx.writing import write_survey_workbook, write_test_workbook

from .workbook_edits import Edit, edited, row_with, sheet_of, write
from .xlsx_samples import corpus

MATERIAL = corpus()
VALUES = {"company.name": "みほん商事", "desk.name": "人事部 相談窓口", "desk.extension": "1234"}


@cache
def filled_test_book(language: str = "ja") -> bytes:
    """The test workbook with a company's values."""
    return write_test_workbook(MATERIAL, language, values=VALUES)


@cache
def filled_survey_book(language: str = "ja") -> bytes:
    """The survey workbook with a company's values."""
    return write_survey_workbook(MATERIAL, language, values=VALUES)


def told(notices: tuple[Notice, ...]) -> list[tuple[Remark, str]]:
    return [(one.remark, one.place) for one in notices]


def renamed(*names: tuple[str, str]) -> Edit:
    def edit(book: Any) -> None:
        for before, after in names:
            book[before].title = after

    return edit


def test_workbooks_with_company_values_in_every_language_tell_nothing() -> None:
    for language in MATERIAL.course.meta.languages:
        assert import_test(filled_test_book(language), MATERIAL).notices == ()
        assert import_survey(filled_survey_book(language), MATERIAL).notices == ()


def test_sentences_typed_over_are_one_notice_a_sheet() -> None:
    read = import_test(
        edited(
            filled_test_book("ja"),
            write("問題用紙", "B2", "みほん商事　カスハラ研修"),
            write("問題用紙", "B3", "全3問です。時間は15分です。"),
            write("はじめに", "C10", "・店長が配ります。"),
            write("全問題", "B2", "社外秘"),
        ),
        MATERIAL,
    )
    assert read.test == MATERIAL.course.source.test
    assert told(read.notices) == [
        (Remark.GUIDE_TEXT, "全問題!B2"),
        (Remark.GUIDE_TEXT, "はじめに!C10"),
        (Remark.GUIDE_TEXT, "問題用紙!B2, B3"),
    ]
    assert read.notices[-1].values["texts"] == (
        "「みほん商事　カスハラ研修」、「全3問です。時間は15分です。」"
    )
    read_survey = import_survey(
        edited(filled_survey_book("ja"), write("回答用紙", "B3", "匿名です。")), MATERIAL
    )
    assert told(read_survey.notices) == [(Remark.GUIDE_TEXT, "回答用紙!B3")]


def test_sheets_of_ours_are_known_under_other_names() -> None:
    names = (("集計結果", "結果(11月)"), ("自由記述", "ご意見"), ("集計シート", "入力"))
    book = edited(filled_survey_book("ja"), renamed(*names))
    assert import_survey(book, MATERIAL).notices == ()
    assert read_answers(book, MATERIAL).notices == ()

    def copy(one: Any) -> None:
        one.copy_worksheet(one["集計結果"])

    copied = edited(filled_survey_book("ja"), copy)
    assert [one.remark for one in import_survey(copied, MATERIAL).notices] == [Remark.UNKNOWN_SHEET]


def test_the_mark_is_read_from_an_answer_sheet_under_another_name() -> None:
    def mark(book: Any) -> None:
        sheet = sheet_of(book, "解答用紙")
        sheet.cell(row_with(sheet, "合格ライン", 2), 4).value = 70
        sheet.title = "店長用"

    assert import_test(edited(filled_test_book("ja"), mark), MATERIAL).pass_mark == 70
