"""Languages without a file of their own ask the same questions as the one that came back."""

from __future__ import annotations

from typing import Any

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.importing_sheets import import_sheets
from terakoya.courseware.model import Question, TestPool
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


def ids(pool: TestPool) -> list[str]:
    return [one.id for one in pool.questions]


def choices(question: Question) -> list[tuple[str, str, bool]]:
    return [(one.id, one.text, one.correct) for one in question.choices]


def without(listed: list[Any], at: int) -> list[Any]:
    return [one for n, one in enumerate(listed) if n != at]
