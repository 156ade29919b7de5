"""Rules of passing in the test workbook: the paper, the verdict and why, the list, the way back.

`test_writer_xlsx_office.py` lets LibreOffice reckon their formulas.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from dataclasses import replace
from functools import cache

import openpyxl
import pytest

from terakoya.courseware.formats.xlsx.reading.confirmation import import_test
from terakoya.courseware.formats.xlsx.reading.results import read_results
from terakoya.courseware.formats.xlsx.writing import write_test_workbook
from terakoya.courseware.formats.xlsx.writing.confirmation.book import PAPER_SEED, write_filled
from terakoya.courseware.formats.xlsx.writing.confirmation.marking import (
    ResultState,
    TestFill,
    TestRow,
)
from terakoya.courseware.formats.xlsx.writing.confirmation.plan import TestPlan, plan_test
from terakoya.courseware.formats.xlsx.writing.texts import texts_of
from terakoya.courseware.model import BlueprintPart, Material, PassRule
from tests.courseware.xlsx_samples import cells_of, corpus, reckoned_results

DAY = dt.date(2026, 11, 24)
JUDGEMENT = "「判断」の問題は、すべて正解が必要です。"
OWN = "自分の言動の問題に、必ず正解してください。"
UNMET = "満たしていない合格の条件："
RULES = (
    PassRule(topic="judgement", draw=1),
    PassRule(tag="own-conduct", draw=1, text={"ja": OWN, "en": "Mind your own conduct."}),
)


@cache
def ruled() -> Material:
    """The course of the corpus with two rules: 3 questions, 2 must be right."""
    return with_rules(corpus())


def with_rules(material: Material) -> Material:
    """A course with these rules."""
    return _with(material, RULES)


def _with(material: Material, must: tuple[PassRule, ...]) -> Material:
    meta = material.course.meta.model_copy(update={"must": must})
    return replace(material, course=material.course.model_copy(update={"meta": meta}))


def _plan(material: Material, seed: int = PAPER_SEED) -> TestPlan:
    return plan_test(material, texts_of(material.course, "ja", None), seed)


def _answers(*wrong: str) -> tuple[str, ...]:
    """Right answers, but for the questions of some topics."""
    return tuple(
        next(letter for letter in one.letters if letter not in one.key)
        if one.drawn.topic in wrong
        else one.key
        for one in _plan(ruled()).paper
    )


def _sheet(*wrong: str) -> list[list[object]]:
    fill = TestFill("見本　花子", "00123", "営業部", DAY, _answers(*wrong))
    return cells_of(write_filled(ruled(), "ja", fill))["解答用紙"]


def _verdict(rows: list[list[object]]) -> tuple[object, object]:
    """The verdict and what stands beside it."""
    return next((row[3], row[4]) for row in rows if row[1] == "判定")


def _copied(rows: list[list[object]]) -> list[object]:
    """The row to copy into the list of results."""
    at = next(n for n, row in enumerate(rows) if row[1] == "社員番号" and row[5] == "正解数")
    return [rows[at][6], *rows[at + 1][5:7]]


def test_every_paper_holds_what_the_rules_want() -> None:
    must = (PassRule(topic="judgement", draw=1, correct=1),)
    material = _with(corpus(), must)
    meta = material.course.meta.model_copy(update={"blueprint": (BlueprintPart(take=2),)})
    free = replace(material, course=material.course.model_copy(update={"meta": meta}))
    for seed in range(1, 12):
        assert "judgement" in {one.drawn.topic for one in _plan(free, seed).paper}


def test_paper_and_guide_tell_the_rules() -> None:
    cells = cells_of(write_test_workbook(ruled(), "ja"))
    assert [row[1] for row in cells["問題用紙"][2:7]] == [
        "全3問です。正解が60%以上で合格です。",
        f"合格の条件：{JUDGEMENT}",
        f"合格の条件：{OWN}",
        "答えは「解答用紙」の記号（a、b など）を○で囲んでください。",
        "問題の組：1",
    ]
    guide = {str(cell) for row in cells["はじめに"] for cell in row}
    assert f"・合格の条件：{JUDGEMENT}" in guide


def test_whoever_marks_by_hand_reads_which_questions_a_rule_is_about() -> None:
    cells = cells_of(write_test_workbook(ruled(), "ja"))
    numbers = {one.drawn.topic: one.number for one in _plan(ruled()).paper}
    assert [row[1] for row in cells["解答と解説"][2:4]] == [
        f"合格の条件：{JUDGEMENT}（問{numbers['judgement']}）",
        f"合格の条件：{OWN}（問{numbers['response']}）",
    ]
    assert "合格の条件　　満たす ・ 満たさない" in [row[1] for row in cells["印刷用の解答用紙"]]
    without = cells_of(write_test_workbook(corpus(), "ja"))
    assert not any(
        "合格の条件" in str(cell) for rows in without.values() for r in rows for cell in r
    )


@pytest.mark.parametrize(
    ("wrong", "verdict", "why", "met"),
    [
        ((), "合格", "", "○"),
        (("knowledge",), "合格", "", "○"),
        (("judgement",), "不合格", f"満たしていない合格の条件：\n{JUDGEMENT}", "×"),
        (
            ("judgement", "response"),
            "不合格",
            f"満たしていない合格の条件：\n{JUDGEMENT}\n{OWN}",
            "×",
        ),
    ],
)
def test_answer_sheet_passes_by_the_rules_and_says_why_not(
    wrong: tuple[str, ...], verdict: str, why: str, met: str
) -> None:
    rows = _sheet(*wrong)
    assert _verdict(rows) == (verdict, why)
    assert _copied(rows) == ["条件", 3 - len(wrong), met]


def test_what_is_unmet_stands_in_a_cell_of_its_own() -> None:
    fill = TestFill("見本　花子", answers=_answers("judgement"))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*extension is not supported")
        warnings.filterwarnings("ignore", "Print area cannot be set")  # a reckoned one
        book = openpyxl.load_workbook(io.BytesIO(write_filled(ruled(), "ja", fill)))
    sheet = book["解答用紙"]
    [row] = [cell.row for cell in sheet["B"] if cell.value == "判定"]
    assert str(sheet.cell(row, 5).value).startswith("=IF(OR(")
    assert not any(f"E{row}" in one for one in sheet.merged_cells.ranges)


def test_an_answer_sheet_that_is_not_filled_in_says_nothing_of_the_rules() -> None:
    rows = cells_of(write_filled(ruled(), "ja", TestFill("見本", answers=("a",))))["解答用紙"]
    assert _verdict(rows) == ("", "")


def test_result_list_asks_whether_the_rules_are_met() -> None:
    rows = (
        TestRow("1", "見本　花子", "", DAY, 3, "○"),
        TestRow("2", "見本　二郎", "", DAY, 2, "×"),
        TestRow("3", "見本　三郎", "", DAY, 2),
        TestRow("4", "見本　四郎", "", DAY, 1),
    )
    workbook = write_filled(ruled(), "ja", TestFill(rows=rows))
    cells = cells_of(workbook)["成績一覧"]
    assert cells[6][5:] == ["正解数と判定", "条件"]
    assert cells[4][1:4] == [4, 1, 25]
    assert [row[5:] for row in cells[7:]] == [[3, "○"], [2, "×"], [2, ""], [1, ""]]
    assert reckoned_results(workbook)[:5] == [
        (100, ResultState.PASSED, False),
        (66, ResultState.FAILED, False),
        (66, ResultState.UNSAID, False),
        (33, ResultState.FAILED, False),
        ("", ResultState.NOTHING, False),
    ]


def test_the_way_back_reads_what_the_list_says_and_marks_the_sheet_by_the_rules() -> None:
    rows = tuple(
        TestRow(str(n), "見本", "", DAY, 3, said)
        for n, said in enumerate(("○", "〇", "×", "x", "", "合"))
    )
    fill = TestFill("見本　花子", "00123", "", DAY, _answers("judgement"), rows)
    read = read_results(write_filled(ruled(), "ja", fill), ruled())
    assert [row.meets_rules for row in read.rows] == [True, True, False, False, None, None]
    assert read.paper is not None
    assert (read.paper.score.passed, [one.place for one in read.paper.score.unmet]) == (False, [0])


def test_a_workbook_from_before_the_rules_says_nothing_of_them() -> None:
    rows = (TestRow("1", "見本　花子", "", DAY, 3),)
    read = read_results(write_filled(corpus(), "ja", TestFill(rows=rows)), ruled())
    assert [(row.points, row.meets_rules) for row in read.rows] == [(3, None)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_workbook_that_nobody_changed_comes_back_without_a_word(language: str) -> None:
    read = import_test(write_test_workbook(ruled(), language), ruled())
    assert (tuple(read.notices), read.test) == ((), ruled().course.text(language).test)
