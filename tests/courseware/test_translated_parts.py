"""Languages without a file of their own ask the same questions as the one that came back."""

from __future__ import annotations

from typing import Any

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.importing_sheets import import_sheets
from terakoya.courseware.model import Question, TestPool
from terakoya.courseware.readers.xlsx.notices import Remark
from terakoya.courseware.writers.xlsx import write_test_workbook

from ..factories import flagship_material
from .workbook_edits import delete_rows, edited, row_with, sheet_of

POOL = "全問題"
MATERIAL = flagship_material()
JA, EN = (MATERIAL.course.text(one).test for one in ("ja", "en"))
NUMBER = next(n for n, one in enumerate(JA.questions) if one.id == "q-workers-comp")


def without_second_choice(book: Any) -> None:
    row = row_with(sheet_of(book, POOL), JA.questions[NUMBER].choices[1].text)
    delete_rows(book, POOL, row, 1)


def test_of_a_deleted_choice_and_question_the_translation_goes_too() -> None:
    def delete_question(book: Any) -> None:
        row = row_with(sheet_of(book, POOL), JA.questions[-1].explanation) - 1
        for at in range(row, row - 8, -1):
            if sheet_of(book, POOL).cell(at, 5).value == "理由":
                delete_rows(book, POOL, at, row + 5 - at)
                return

    data = edited(write_test_workbook(MATERIAL, "ja"), delete_question, without_second_choice)
    found = import_sheets([], [("test.xlsx", data)], (MATERIAL, EditionSettings()))
    ja, en = (found.material.course.text(one).test for one in ("ja", "en"))
    assert ids(ja) == ids(en) == ids(JA)[:-1]
    assert choices(en.questions[NUMBER]) == without(choices(EN.questions[NUMBER]), 1)
    assert choices(ja.questions[NUMBER]) == without(choices(JA.questions[NUMBER]), 1)


def test_a_language_with_a_file_of_its_own_keeps_what_its_file_says() -> None:
    ja = edited(write_test_workbook(MATERIAL, "ja"), without_second_choice)
    files = [("ja.xlsx", ja), ("en.xlsx", write_test_workbook(MATERIAL, "en"))]
    found = import_sheets([], files, (MATERIAL, EditionSettings()))
    assert found.material.course.text("en").test == EN


def with_right_answer(text: str) -> TestPool:
    """The test after an English table made the second choice of a question right."""
    question = EN.questions[NUMBER]
    words = [one.text for one in question.choices]
    head = "ID,Question,Choice 1,Choice 2,Choice 3,Choice 4,Answer"
    row = ",".join([question.id, f'"{question.text}"', words[0], text, *words[2:], "2"])
    files = [("x.csv", f"{head}\n{row}\n".encode())]
    found = import_sheets([], files, (MATERIAL, EditionSettings()), language="en")
    (report,) = found.reports
    told = [one.values["texts"] for one in report.notices if one.remark is Remark.OTHER_WORDS]
    assert told == ([f"「{text}」"] if text != words[1] else [])
    return found.material.course.text("ja").test


def test_no_right_answer_passes_to_the_translation_of_another_choice() -> None:
    former = choices(JA.questions[NUMBER])
    same = with_right_answer(EN.questions[NUMBER].choices[1].text).questions[0]
    assert choices(same) == [(name, text, at == 1) for at, (name, text, _) in enumerate(former)]
    other = with_right_answer("117").questions[0]
    assert choices(other) == [
        (name, "117" if at == 1 else text, at == 1) for at, (name, text, _) in enumerate(former)
    ]
    assert other.source_hash == ""


def ids(pool: TestPool) -> list[str]:
    return [one.id for one in pool.questions]


def choices(question: Question) -> list[tuple[str, str, bool]]:
    return [(one.id, one.text, one.correct) for one in question.choices]


def without(listed: list[Any], at: int) -> list[Any]:
    return [one for n, one in enumerate(listed) if n != at]
