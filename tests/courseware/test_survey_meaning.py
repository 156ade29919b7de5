"""A survey that comes back: what items mean, how new ones are answered, what is not taken."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.readers.xlsx import ReadSurvey, import_survey
from terakoya.courseware.readers.xlsx.item_meaning import is_statement, may_have_turned
from terakoya.courseware.readers.xlsx.notices import Remark
from terakoya.courseware.writers.xlsx import write_survey_workbook

from ..factories import flagship_material
from .workbook_edits import Edit, edited, insert_rows, row_with, sheet_of

ITEMS = "回答用紙"
MATERIAL = flagship_material()
SURVEY = MATERIAL.course.source.survey
BOOK = write_survey_workbook(MATERIAL, "ja")
REVERSED = next(one for one in SURVEY.items if one.id == "sv-right-demand")
PLAIN = next(one for one in SURVEY.items if one.kind == "scale" and not one.reverse)


def survey_after(*edits: Edit) -> ReadSurvey:
    return import_survey(edited(BOOK, *edits), MATERIAL)


def reword(before: str, after: str, column: int = 3) -> Edit:
    def edit(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        sheet.cell(row_with(sheet, before, column), column).value = after

    return edit


@pytest.mark.parametrize(
    ("before", "after", "is_reversed", "turned"),
    [
        ("我慢するのが当たり前だ。", "我慢するのが当たり前とは思わない。", True, True),
        ("上司に話せる。", "上司に話せない。", False, True),
        (
            "つらい言動を、上司に話せない。",
            "つらい言動を、上司に話すことができません。",
            False,
            False,
        ),
        ("上司は対応を代わってくれる。", "店長は対応を代わってくれる。", False, False),
        ("一人で対応することが少ない。", "一人で対応することが少ないほうだ。", False, False),
        ("迷うことは相談しないほうがよい。", "迷ったら早めに相談するほうがよい。", True, True),
        ("I can tell my boss.", "I cannot tell my boss.", False, True),
        (
            "3つの要素を説明できる。",
            "3つの要素を説明できる。\n(I can explain the three elements of harassment.)",
            False,
            False,
        ),
        ("上司に話せる。", "上司に話せない。\n(I can tell my manager at work.)", False, True),
        ("I can tell my boss.", "I can tell my boss. 上司に話すことができます。", False, False),
        ("I can tell my boss.", "I can tell my manager.", False, False),
    ],
)
def test_a_negation_that_comes_or_goes_may_turn_an_item(
    before: str, after: str, *, is_reversed: bool, turned: bool
) -> None:
    assert may_have_turned(before, after, is_reversed=is_reversed) is turned


@pytest.mark.parametrize("item", [REVERSED, PLAIN])
def test_an_item_that_may_mean_the_opposite_is_told_with_its_best_answer(item: Any) -> None:
    turned = item.text.removesuffix("。") + "とは思わない。"
    read = survey_after(reword(item.text, turned))
    (notice,) = read.notices
    best = SURVEY.scale[-1 if item.reverse else 0].text
    assert (notice.remark, notice.values["option"]) == (Remark.MAY_HAVE_TURNED, best)
    assert [one.text for one in read.survey.items if one.id == item.id] == [turned]
    assert survey_after(reword(item.text, item.text.replace("、", ""))).notices == ()


@pytest.mark.parametrize(
    ("text", "kind", "remark"),
    [
        ("警備室の内線番号を知っている。", "scale", Remark.NEW_SCALE_ITEM),
        ("内線番号を知っている", "scale", Remark.NEW_SCALE_ITEM),
        ("困っていることは何ですか。", "comment", Remark.NEW_OPEN_ITEM),
        ("会社への要望", "comment", Remark.NEW_OPEN_ITEM),
    ],
)
def test_how_an_item_without_options_is_answered_is_told(
    text: str, kind: str, remark: Remark
) -> None:
    def add(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        row = row_with(sheet, SURVEY.items[1].text)
        insert_rows(book, ITEMS, row, 1)
        sheet.cell(row, 2).value, sheet.cell(row, 3).value = "新", text

    read = survey_after(add)
    assert [one.kind for one in read.survey.items if one.id == "sv-new-1"] == [kind]
    assert [one.remark for one in read.notices] == [remark, Remark.OTHER_COUNT]
    assert is_statement(text) == (kind == "scale")


def test_departments_and_another_option_not_to_answer_are_told() -> None:
    def departments(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        row = row_with(sheet, "部署の一覧", 2) + 2
        sheet.cell(row, 2).value, sheet.cell(row, 3).value = "1", "営業部"
        sheet.cell(row + 1, 3).value = "店舗"

    def declined(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        row = row_with(sheet, SURVEY.scale[0].text, 4)
        cells = [sheet.cell(row, at) for at in range(4, 12)]
        next(one for one in cells if one.value == "答えたくない").value = "回答しない"

    read = survey_after(departments, declined)
    assert read.survey == SURVEY
    assert [(one.remark, dict(one.values)) for one in read.notices] == [
        (Remark.DECLINED_REWORDED, {"text": "回答しない"}),
        (Remark.DEPARTMENTS, {"names": "営業部、店舗"}),
    ]


def test_names_of_topics_typed_over_the_results_are_told_and_not_taken() -> None:
    def edit(book: Any) -> None:
        cells = [one for row in sheet_of(book, "集計結果").iter_rows() for one in row]
        next(one for one in cells if one.value == SURVEY.topics[0].name).value = "理解度"

    read = survey_after(edit)
    assert read.survey == SURVEY
    (notice,) = read.notices
    assert (notice.remark, notice.place.partition("!")[0]) == (Remark.TOPIC_HEADINGS, "集計結果")
    assert notice.values == {"names": "「理解度」", "known": f"「{SURVEY.topics[0].name}」"}
