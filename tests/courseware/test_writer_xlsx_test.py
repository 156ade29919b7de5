"""The test workbook: the paper, the answer sheet that marks itself, the list of results."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openxml_audit import FileFormat, OpenXmlValidator

from terakoya.courseware.draw import PoolTooSmall, draw_questions
from terakoya.courseware.formats.xlsx.writing import write_test_workbook
from terakoya.courseware.formats.xlsx.writing.confirmation.book import write_filled
from terakoya.courseware.formats.xlsx.writing.confirmation.marking import (
    AnswerState,
    Marking,
    ResultState,
    TestFill,
    TestRow,
)
from terakoya.courseware.formats.xlsx.writing.confirmation.plan import TestPlan, plan_test
from terakoya.courseware.formats.xlsx.writing.texts import texts_of
from terakoya.courseware.model import BlueprintPart, Material
from tests.courseware.xlsx_samples import cells_of, corpus, random_test_fill, reckoned_results
from tests.selection import deep

DAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def material() -> Material:
    return corpus()


@pytest.fixture(scope="module")
def plan(material: Material) -> TestPlan:
    return plan_test(material, texts_of(material.course, "ja", None), 1)


@pytest.fixture(scope="module")
def blank(material: Material) -> bytes:
    return write_test_workbook(material, "ja")


@pytest.fixture(scope="module")
def blank_book(blank: bytes) -> Workbook:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*extension is not supported")
        warnings.filterwarnings("ignore", "Print area cannot be set")  # a reckoned one
        return openpyxl.load_workbook(io.BytesIO(blank))


def _key(plan: TestPlan) -> tuple[str, ...]:
    return tuple(one.key for one in plan.paper)


# -- the file --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_test_workbook_has_the_same_bytes_each_time(material: Material, language: str) -> None:
    first = write_test_workbook(material, language)
    assert write_test_workbook(corpus(), language) == first
    assert write_test_workbook(material, language, seed=2) != first


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_test_workbook_is_a_valid_office_file(
    material: Material, language: str, tmp_path: Path
) -> None:
    path = tmp_path / "test.xlsx"
    path.write_bytes(write_filled(material, language, random_test_fill(material, language, 3)))
    result = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(path))
    assert [str(error) for error in result.errors] == []


def test_paper_asks_the_drawn_questions_in_the_drawn_order(
    material: Material, blank: bytes
) -> None:
    pool = material.course.text("ja").test
    drawn = draw_questions(pool, material.course.meta.blueprint, 1)
    by_id = {question.id: question for question in pool.questions}
    expected: list[object] = []
    for number, one in enumerate(drawn, 1):
        question = by_id[one.id]
        texts = {choice.id: choice.text for choice in question.choices}
        expected.append(number)
        expected += [question.scene] if question.scene else []
        expected.append(question.text)
        expected += [f"{x} {texts[c]}" for x, c in zip("abcde", one.choices, strict=False)]
    rows = [row[1:3] for row in cells_of(blank)["問題用紙"][5:]]
    found = [
        number if isinstance(number, int) else f"{number} {text}" if number else text
        for number, text in rows
        if number or text
    ]
    assert found == expected
    assert cells_of(blank)["問題用紙"][4][1] == "問題の組：1"


def test_all_questions_holds_the_whole_pool_with_keys_reasons_and_sources(
    material: Material, blank: bytes
) -> None:
    rows = [row[1:] for row in cells_of(blank)["全問題"][4:14]]
    question = material.course.text("ja").test.questions[0]
    choices = [
        [letter, choice.text, "○" if choice.correct else "", choice.why]
        for letter, choice in zip("abc", question.choices, strict=True)
    ]
    assert rows == [
        [1, "すべて選ぶ；知識", "正解", "理由"],
        ["問題", question.text, "", ""],
        *choices,
        ["解説", question.explanation, "", ""],
        ["根拠", "労働施策総合推進法 第33条第1項", "", ""],
        ["スライド", "カスハラは、3つの要素がそろったもの", "", ""],
        ["", "", "", ""],
        [2, "正しいか誤りか；知識", "正解", "理由"],
    ]


def test_a_source_on_which_several_facts_rest_is_named_once(material: Material) -> None:
    course, text = material.course, material.course.text("ja")
    facts = tuple(one.model_copy(update={"cite": {"ja": "都の条例"}}) for one in course.facts[:3])
    resting = {"facts": tuple(one.id for one in course.facts[:4])}
    question = text.test.questions[0].model_copy(update=resting)
    test = text.test.model_copy(update={"questions": (question, *text.test.questions[1:])})
    texts = tuple(
        one.model_copy(update={"test": test}) if one is text else one for one in course.texts
    )
    update = {"facts": (*facts, *course.facts[3:]), "texts": texts}
    same = replace(material, course=course.model_copy(update=update))
    found = plan_test(same, texts_of(same.course, "ja", None), 1).questions[0].sources
    assert found == f"都の条例；{course.facts[3].cite['ja']}"


def test_other_sheets_follow_the_wording_of_all_questions(blank_book: Workbook) -> None:
    paper = [cell.value for row in blank_book["問題用紙"]["B6:C40"] for cell in row]
    shown = [str(value) for value in paper if isinstance(value, str) and len(value) > 1]
    explained = [row[1].value for row in blank_book["解答と解説"]["B4:C30"]]
    texts = [str(value) for value in explained if value]
    static = {"場面を読んで、1つ選んでください。", "1つ選んでください。"}
    static |= {"あてはまるものを、すべて選んでください。"}
    assert [one for one in shown if not one.startswith("='全問題'!")] == [
        one for one in shown if one in static
    ]
    assert all(one.startswith(("='全問題'!", '="正解："&')) for one in texts)


def test_ids_sheet_names_the_draw_and_where_each_text_stands(
    material: Material, plan: TestPlan, blank: bytes
) -> None:
    rows = [[c for c in row if c != ""] for row in cells_of(blank)["_ids"]]
    assert [row[:2] for row in rows if row[0] == "value"] == [
        ["value", one.key] for one in material.course.meta.variables
    ]
    assert [row[:2] for row in rows if row[0] != "value"][:6] == [
        ["workbook", "test"],
        ["course", "every-layout"],
        ["language", "ja"],
        ["revision", plan.revision],
        ["seed", "1"],
        ["pass_mark", 60],
    ]
    paper = [row[1:] for row in rows if row[0] == "paper"]
    assert paper == [[one.drawn.id, one.number, *one.drawn.choices] for one in plan.paper]
    texts = {tuple(row[1:4]): row[4] for row in rows if row[0] == "text" and len(row) == 5}
    for question in material.course.text("ja").test.questions:
        assert texts["question", question.id, "text"] == question.text
        assert texts["question", question.id, "explanation"] == question.explanation
        right = {
            choice.id
            for choice in question.choices
            if ("choice", f"{question.id}/{choice.id}", "correct") in texts
        }
        assert right == {choice.id for choice in question.choices if choice.correct}


# -- the answer sheet ------------------------------------------------------------------------


def _result(workbook: bytes) -> dict[object, object]:
    """Label → value of the block of results on the answer sheet."""
    found: dict[object, object] = {}
    for row in cells_of(workbook)["解答用紙"]:
        if row[1] and row[3] != "":
            found.setdefault(row[1], row[3])  # the numbers of questions stand above the goals
    return found


def _note(workbook: bytes) -> object:
    rows = cells_of(workbook)["解答用紙"]
    return next(row[4] for row in rows if row[1] == "正解数")


def test_answer_sheet_shows_the_result_when_name_and_all_answers_are_there(
    material: Material, plan: TestPlan
) -> None:
    right = _key(plan)
    done = write_filled(material, "ja", TestFill("見本　花子", "00123", "営業部", DAY, right))
    found = _result(done)
    assert [found[number] for number in (1, 2, 3)] == ["○", "○", "○"]
    labels = ("正解数", "得点率", "合格ライン", "判定")
    assert [found[label] for label in labels] == [3, 100, 60, "合格"]
    assert _note(done) == ""
    for fill, note in (
        (TestFill(name="　", answers=right), "氏名を入れると、結果が出ます。"),
        (
            TestFill(name="見本", answers=right[:2]),
            "氏名とすべての答えを入れると、結果が出ます。残りは1問です。",
        ),
    ):
        waiting = write_filled(material, "ja", fill)
        assert not {"正解数", "得点率", "判定", 1, 2, 3} & {
            key for key, value in _result(waiting).items() if value in ("○", "×", 3, 100, "合格")
        }
        assert _note(waiting) == note


def test_answer_sheet_fails_below_the_pass_mark(material: Material, plan: TestPlan) -> None:
    key = _key(plan)
    wrong = tuple(
        next(letter for letter in one.letters if letter not in one.key) for one in plan.paper
    )
    found = _result(write_filled(material, "ja", TestFill("見本", answers=(key[0], *wrong[1:]))))
    assert {k: found[k] for k in ("正解数", "得点率", "判定")} == {
        "正解数": 1,
        "得点率": 33,
        "判定": "不合格",
    }


@pytest.mark.parametrize(
    ("typed", "letters", "state"),
    [
        ("a,c", "ac", AnswerState.READABLE),
        ("ｃ，ａ", "ac", AnswerState.READABLE),
        ("A C", "ac", AnswerState.READABLE),
        ("ＣＡ", "ac", AnswerState.READABLE),
        ("a・a", "a", AnswerState.READABLE),
        ("　", "", AnswerState.EMPTY),
        ("", "", AnswerState.EMPTY),
        ("a,d", "a", AnswerState.UNREADABLE),
        ("1", "", AnswerState.UNREADABLE),
        (",", "", AnswerState.UNREADABLE),
        ("aとc", "ac", AnswerState.UNREADABLE),
    ],
)
def test_letters_are_read_in_any_width_order_and_case(
    plan: TestPlan, typed: str, letters: str, state: AnswerState
) -> None:
    index = next(n for n, one in enumerate(plan.paper) if one.planned.is_multiple)
    answers = [""] * 3
    answers[index] = typed
    marking = Marking(plan, TestFill(answers=tuple(answers)))
    question = plan.paper[index]
    assert (marking.letters(question), marking.state(question)) == (letters, state)


def test_two_letters_cannot_be_read_where_one_is_asked_for(plan: TestPlan) -> None:
    index = next(n for n, one in enumerate(plan.paper) if not one.planned.is_multiple)
    answers = [""] * 3
    answers[index] = "a,b"
    assert Marking(plan, TestFill(answers=tuple(answers))).state(plan.paper[index]) is (
        AnswerState.UNREADABLE
    )


# -- the list of results ---------------------------------------------------------------------


def test_result_list_reckons_percent_verdict_and_pass_rate(material: Material) -> None:
    rows = (
        TestRow("0001", "=1+1", "営業部", DAY, 3),
        TestRow("0002", "見本　二郎", "@A1", DAY, 2),
        TestRow("0001", "見本　三郎", "", None, 1),
        TestRow("", "見本　四郎", "", None, 4),
    )
    workbook = write_filled(material, "ja", TestFill(rows=rows))
    cells = cells_of(workbook)["成績一覧"]
    heads = ["受験した人", "合格した人", "合格率", "得点率の平均", "合格に必要な正解数"]
    assert [cells[3][1:6], cells[4][1:6]] == [heads, [3, 2, 67, 66.3, 2]]
    assert [[row[1], row[2], row[3], *row[5:]] for row in cells[7:]] == [
        ["0001", "=1+1", "営業部", 3],
        ["0002", "見本　二郎", "@A1", 2],
        ["0001", "見本　三郎", "", 1],
        ["", "見本　四郎", "", 4],
    ]
    assert reckoned_results(workbook)[:5] == [
        (100, ResultState.PASSED, True),
        (66, ResultState.PASSED, False),
        (33, ResultState.FAILED, True),
        ("", ResultState.IMPOSSIBLE, False),
        ("", ResultState.NOTHING, False),
    ]


def test_empty_result_list_shows_no_rate(blank: bytes) -> None:
    assert cells_of(blank)["成績一覧"][4][1:6] == [0, 0, "", "", 2]


# -- protection and refusals -----------------------------------------------------------------


def test_only_entry_cells_are_open_and_there_is_no_password(blank_book: Workbook) -> None:
    protection = {(s.protection.sheet, s.protection.password) for s in blank_book.worksheets}
    assert protection == {(True, None)}
    counts = {
        sheet.title: sum(not cell.protection.locked for row in sheet.iter_rows() for cell in row)
        for sheet in blank_book.worksheets
    }
    assert counts == {
        "はじめに": 0,
        "問題用紙": 0,
        "印刷用の解答用紙": 0,
        "解答用紙": 4 * 2 + 3,
        "解答と解説": 0,
        "成績一覧": 300 * 5,
        "全問題": 0,
        "_ids": 0,
        "_calc": 0,
    }


def test_a_pool_that_cannot_fill_the_blueprint_is_refused_in_words(material: Material) -> None:
    blueprint = (BlueprintPart(take=3, tag="own-conduct"),)
    meta = material.course.meta.model_copy(update={"blueprint": blueprint})
    course = material.course.model_copy(update={"meta": meta})
    with pytest.raises(PoolTooSmall) as refusal:
        write_test_workbook(Material(course), "ja")
    assert str(refusal.value) == (
        "Part 1 of the blueprint takes 3 questions with tag own-conduct; 2 such are left in the "
        "pool. → Write more questions or take fewer."
    )
