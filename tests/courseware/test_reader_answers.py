"""Filled workbooks: who answered what, read from what people entered and from nothing else."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from terakoya.courseware.formats.xlsx.reading.answers import read_answers
from terakoya.courseware.formats.xlsx.reading.notices import Remark
from terakoya.courseware.formats.xlsx.reading.results import chosen_letters, read_results
from terakoya.courseware.formats.xlsx.writing.confirmation.book import PAPER_SEED
from terakoya.courseware.formats.xlsx.writing.confirmation.book import write_filled as fill_test
from terakoya.courseware.formats.xlsx.writing.confirmation.marking import AnswerState, Marking
from terakoya.courseware.formats.xlsx.writing.confirmation.plan import plan_test
from terakoya.courseware.formats.xlsx.writing.survey.book import write_filled as fill_survey
from terakoya.courseware.formats.xlsx.writing.survey.plan import plan_survey
from terakoya.courseware.formats.xlsx.writing.survey.tally import SurveyFill, SurveyRow, Tally
from terakoya.courseware.formats.xlsx.writing.texts import texts_of
from terakoya.courseware.model import Material
from terakoya.courseware.scoring import score_answers

from ..courses import flagship_material
from ..selection import deep
from .workbook_edits import edited, sheet_of
from .xlsx_samples import corpus, random_fill, random_test_fill, spoil, with_sensitive_topic

MATERIAL = with_sensitive_topic(corpus())


@pytest.mark.parametrize("seed", [3, *deep(10, 12, 15)])
def test_collected_answers_give_the_scores_of_the_workbook(seed: int) -> None:
    language = "en" if seed % 2 else "ja"
    fill = random_fill(MATERIAL, language, seed)
    tally = Tally(plan_survey(MATERIAL, texts_of(MATERIAL.course, language, None)), fill)
    spoilt, _ = spoil(fill_survey(MATERIAL, language, fill))  # no formula tells the truth
    read = read_answers(spoilt, MATERIAL)
    company = tally.groups[0]
    assert score_answers(read.survey, read.counts()) == company.score
    for group in tally.groups[1:]:
        if group.name in fill.departments:
            assert score_answers(read.survey, read.counts(group.name)) == group.score
    assert sum(bool(one.answers) for one in read.respondents) <= company.respondents
    assert read.departments == fill.departments


def test_a_misspelt_answer_and_an_unknown_department_are_told() -> None:
    items = [item for item in MATERIAL.course.source.survey.items if item.kind == "scale"]
    right = MATERIAL.course.source.survey.scale[0]
    rows = (
        SurveyRow("営業部", {items[0].id: right.text}),
        SurveyRow("経理部", {items[0].id: "たぶん"}),
        SurveyRow("", {items[0].id: "答えたくない"}),
    )
    read = read_answers(fill_survey(MATERIAL, "ja", SurveyFill(("営業部",), rows)), MATERIAL)
    assert [(one.place, one.department, dict(one.answers)) for one in read.respondents] == [
        ("集計シート!A5", "営業部", {items[0].id: right.id}),
        ("集計シート!A6", "経理部", {}),
        ("集計シート!A7", "", {items[0].id: None}),
    ]
    assert {(one.remark, one.place) for one in read.notices} == {
        (Remark.UNKNOWN_ANSWER, "集計シート!C6"),
        (Remark.UNKNOWN_DEPARTMENT, "集計シート!B6"),
    }


def test_letters_circled_on_paper_are_read_as_the_options_they_stand_for() -> None:
    items = [item for item in MATERIAL.course.source.survey.items if item.kind != "comment"]
    options = [MATERIAL.course.source.survey.options_of(item) for item in items]
    last = [chr(ord("a") + len(one) - 1) for one in options]
    rows = (
        SurveyRow("", {item.id: "a" for item in items}),
        SurveyRow("", {item.id: one.upper() for item, one in zip(items, last, strict=True)}),
        SurveyRow("", {items[0].id: "ｂ", items[1].id: "ｘ", items[2].id: "X"}),
        SurveyRow("", {items[0].id: chr(ord(last[0]) + 1), items[1].id: "ab"}),
    )
    read = read_answers(fill_survey(MATERIAL, "ja", SurveyFill((), rows)), MATERIAL)
    assert [dict(one.answers) for one in read.respondents] == [
        {item.id: one[0].id for item, one in zip(items, options, strict=True)},
        {item.id: one[-1].id for item, one in zip(items, options, strict=True)},
        {items[0].id: options[0][1].id, items[1].id: None, items[2].id: None},
    ]
    assert [(one.remark, one.place) for one in read.notices] == [
        (Remark.UNKNOWN_ANSWER, "集計シート!C8"),
        (Remark.UNKNOWN_ANSWER, "集計シート!D8"),
    ]


def test_letters_stand_for_nothing_where_an_option_is_itself_a_letter() -> None:
    text = MATERIAL.course.text("ja")
    item = next(one for one in text.survey.items if one.kind == "choice")
    names = ("B", "A", "C")
    own = tuple(
        one.model_copy(update={"text": name}) for one, name in zip(item.options, names, strict=True)
    )
    items = tuple(
        one.model_copy(update={"options": own}) if one is item else one for one in text.survey.items
    )
    survey = text.survey.model_copy(update={"items": items})
    texts = (text.model_copy(update={"survey": survey}), *MATERIAL.course.texts[1:])
    material = Material(MATERIAL.course.model_copy(update={"texts": texts}), MATERIAL.media)
    rows = (SurveyRow("", {item.id: "A"}), SurveyRow("", {item.id: "B"}))
    read = read_answers(fill_survey(material, "ja", SurveyFill((), rows)), material)
    assert [one.answers[item.id] for one in read.respondents] == [own[1].id, own[0].id]


@cache
def flagship_book() -> bytes:
    """The survey workbook of the flagship, in which nobody answered."""
    return fill_survey(flagship_material(), "ja", SurveyFill())


def test_comments_are_read_without_department() -> None:
    def write(book: Workbook) -> None:
        sheet_of(book, "自由記述")["B4"] = "休憩の場所がほしい"
        sheet_of(book, "自由記述")["B6"] = "相談しやすい"

    material = flagship_material()
    book = edited(flagship_book(), write)
    assert dict(read_answers(book, material).comments) == {
        "sv-comment": ("休憩の場所がほしい", "相談しやすい")
    }


def test_an_answer_sheet_copied_into_a_workbook_of_its_own_is_one_person() -> None:
    def answer(book: Workbook) -> None:
        for name in list(book.sheetnames):
            if name != "回答用紙":
                del book[name]
        sheet = sheet_of(book, "回答用紙")
        sheet["D6"] = "店舗"
        sheet["D8"] = "そう思う"
        sheet["D10"] = "答えたくない"
        last = next(
            row
            for row in range(1, sheet.max_row)
            if sheet.cell(row, 3).value == material.course.source.survey.items[-1].text
        )
        sheet.cell(last + 2, 3).value = "いつもありがとう"

    material = flagship_material()
    read = read_answers(edited(flagship_book(), answer), material)
    [one] = read.respondents
    items = material.course.source.survey.items
    assert (one.department, dict(one.answers)) == (
        "店舗",
        {items[0].id: "agree", items[1].id: None},
    )
    assert dict(read.comments) == {items[-1].id: ("いつもありがとう",)}
    assert read.survey == material.course.source.survey


def answer_sheet_cells(book: Workbook, words: str, sheet: str = "回答用紙") -> None:
    sheet_of(book, sheet)["D8"] = words


def test_an_answer_sheet_filled_beside_an_empty_collection_sheet_is_one_person() -> None:
    first = MATERIAL.course.source.survey.items[0]
    scale = MATERIAL.course.source.survey.scale
    book = edited(
        fill_survey(MATERIAL, "ja", SurveyFill(), wave="w-1"),
        lambda one: answer_sheet_cells(one, scale[0].text),
    )
    read = read_answers(book, MATERIAL)
    assert [(one.place, dict(one.answers)) for one in read.respondents] == [
        ("回答用紙", {first.id: scale[0].id})
    ]
    assert read.wave == "w-1"


def test_copies_of_the_answer_sheet_are_one_person_each_unless_their_questions_differ() -> None:
    survey = MATERIAL.course.source.survey

    def answer(book: Workbook) -> None:
        sheet = sheet_of(book, "回答用紙")
        for title in ("回答用紙 (2)", "回答用紙 (3)"):
            book.copy_worksheet(sheet).title = title
        answer_sheet_cells(book, survey.scale[0].text)
        answer_sheet_cells(book, survey.scale[1].text, "回答用紙 (2)")
        sheet_of(book, "回答用紙 (3)")["C8"] = "朝は何時に起きますか"
        answer_sheet_cells(book, survey.scale[1].text, "回答用紙 (3)")

    read = read_answers(edited(fill_survey(MATERIAL, "ja", SurveyFill()), answer), MATERIAL)
    assert [(one.place, dict(one.answers)) for one in read.respondents] == [
        ("回答用紙", {survey.items[0].id: survey.scale[0].id}),
        ("回答用紙 (2)", {survey.items[0].id: survey.scale[1].id}),
    ]
    assert [(one.remark, one.place) for one in read.notices] == [
        (Remark.SHEET_CHANGED, "回答用紙 (3)")
    ]


def test_formulas_hidden_rows_and_answers_that_were_copied_are_told() -> None:
    items = [item for item in MATERIAL.course.source.survey.items if item.kind == "scale"]
    right = MATERIAL.course.source.survey.scale[0]
    rows = tuple(SurveyRow("営業部", {items[0].id: right.text}) for _ in range(3))

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "集計シート")
        sheet["C6"] = "=C5"
        sheet.row_dimensions[7].hidden = True
        answer_sheet_cells(book, right.text)

    book = fill_survey(MATERIAL, "ja", SurveyFill(("営業部",), rows))
    read = read_answers(edited(book, change), MATERIAL)
    assert [dict(one.answers) for one in read.respondents] == [
        {items[0].id: right.id},
        {},
        {items[0].id: right.id},
    ]
    assert [(one.remark, one.place, dict(one.values)) for one in read.notices] == [
        (Remark.FORMULA_ANSWER, "集計シート!C6", {}),
        (Remark.HIDDEN_ANSWERS, "集計シート", {"rows": "7"}),
        (Remark.SHEET_COPIED, "回答用紙", {}),
    ]


@pytest.mark.parametrize("seed", [0, 1, *deep(2, 3, 4, 5)])
def test_a_filled_answer_sheet_of_the_test_is_marked_from_its_letters(seed: int) -> None:
    material, language = corpus(), "en" if seed % 2 else "ja"
    fill = random_test_fill(material, language, seed)
    plan = plan_test(material, texts_of(material.course, language, None), PAPER_SEED)
    marking = Marking(plan, fill)
    spoilt, _ = spoil(fill_test(material, language, fill))
    read = read_results(spoilt, material)
    assert read.paper is not None
    assert read.paper.score == marking.score
    assert (read.paper.name, read.paper.number, read.paper.day) == (
        fill.name.strip(),
        fill.number,
        dt.date(2026, 11, 24),
    )
    unreadable = [one for one in plan.paper if marking.state(one) is AnswerState.UNREADABLE]
    assert [one.remark for one in read.notices] == [Remark.UNKNOWN_ANSWER] * len(unreadable)
    assert [(row.number, row.day) for row in read.rows] == [
        (row.number, row.day) for row in fill.rows
    ]


def test_points_of_the_list_are_what_was_entered() -> None:
    fill = random_test_fill(corpus(), "ja", 3)
    read = read_results(fill_test(corpus(), "ja", fill), corpus())
    entered: list[Any] = [
        row.points if isinstance(row.points, (int, float)) else None for row in fill.rows
    ]
    assert [row.points for row in read.rows] == entered


def test_a_workbook_in_which_nobody_answered_gives_nobody() -> None:
    material = corpus()
    assert read_answers(fill_survey(material, "ja", SurveyFill()), material).respondents == ()
    blank = fill_test(material, "ja", random_test_fill(material, "ja", 0).__class__())
    read = read_results(blank, material)
    assert (read.paper, read.rows) == (None, ())


@pytest.mark.parametrize(
    ("typed", "letters"), [("a,ｃ", "ac"), ("C a", "ac"), ("e", ""), ("aと", ""), ("，", "")]
)
def test_letters_are_read_however_they_are_typed(typed: str, letters: str) -> None:
    assert chosen_letters(typed, 4) == letters
