"""Languages without a file of their own ask the same questions as the one that came back."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.formats.xlsx.reading.loose_cells import some_quoted
from terakoya.courseware.formats.xlsx.reading.notices import Remark
from terakoya.courseware.formats.xlsx.writing import write_survey_workbook, write_test_workbook
from terakoya.courseware.imports.sheets import import_sheets
from terakoya.courseware.inline import plain
from terakoya.courseware.model import Choice, Question, TestPool

from ..factories import first_edition_material
from .workbook_edits import delete_rows, edited, insert_rows, row_with, sheet_of
from .xlsx_samples import with_few_questions

POOL = "全問題"
POOL_OF_ALL = first_edition_material().course.source.test.questions
AT = next(n for n, one in enumerate(POOL_OF_ALL) if one.id == "q-workers-comp")
MATERIAL = with_few_questions(first_edition_material(), 0, 1, AT, -2, -1)
JA, EN = (MATERIAL.course.text(one).test for one in ("ja", "en"))
NUMBER = 2


@cache
def book(language: str) -> bytes:
    """The test workbook in a language, made once."""
    return write_test_workbook(MATERIAL, language)


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

    data = edited(book("ja"), delete_question, without_second_choice)
    found = import_sheets([], [("test.xlsx", data)], (MATERIAL, EditionSettings()))
    ja, en = (found.material.course.text(one).test for one in ("ja", "en"))
    assert ids(ja) == ids(en) == ids(JA)[:-1]
    for after, before in ((en, EN), (ja, JA)):
        left = without(before.questions[NUMBER].choices, 1)
        assert words(after.questions[NUMBER].choices) == words(left)
        assert letters(after.questions[NUMBER]) == "abcde"[: len(left)]


def test_a_language_with_a_file_of_its_own_keeps_what_its_file_says() -> None:
    ja = edited(book("ja"), without_second_choice)
    files = [("ja.xlsx", ja), ("en.xlsx", book("en"))]
    found = import_sheets([], files, (MATERIAL, EditionSettings()))
    en = found.material.course.text("en").test
    assert ids(en) == ids(EN)
    was, now = EN.questions[NUMBER].choices, en.questions[NUMBER].choices
    # The choice that the first file lacks stands last, so that the others are still pairs.
    assert words(now) == words((was[0], *was[2:], was[1]))


def with_last_choice_first(book: Any) -> None:
    question = JA.questions[NUMBER]
    sheet = sheet_of(book, POOL)
    rows = [row_with(sheet, one.text) for one in question.choices]
    cells = [[sheet.cell(row, column).value for column in (3, 4, 5)] for row in rows]
    for row, values in zip(rows, [cells[-1], *cells[:-1]], strict=True):
        for column, value in zip((3, 4, 5), values, strict=True):
            sheet.cell(row, column).value = value


@pytest.mark.parametrize("has_english", [False, True])
def test_moved_choices_are_lettered_in_order_in_every_language(*, has_english: bool) -> None:
    ja = edited(book("ja"), with_last_choice_first)
    files = [("ja.xlsx", ja), ("en.xlsx", book("en"))]
    found = import_sheets([], files[: 1 + has_english], (MATERIAL, EditionSettings()))
    for before, language in ((JA, "ja"), (EN, "en")):
        after = found.material.course.text(language).test.questions[NUMBER]
        was = before.questions[NUMBER].choices
        assert letters(after) == "abcde"[: len(was)]
        assert words(after.choices) == words((was[-1], *was[:-1]))


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


GIFT = "A guest shouts. What first? {\n=Say when it is ready\n~Argue\n}\n"


def test_new_questions_of_one_language_are_told_to_wait_for_the_others() -> None:
    base = (MATERIAL, EditionSettings())
    found = import_sheets([], [("x.gift", GIFT.encode())], base, language="en")
    (question,) = found.material.course.text("ja").test.questions
    assert (question.text, question.source_hash) == ("A guest shouts. What first?", "")
    waiting = [one for one in found.reports[0].notices if one.remark is Remark.UNTRANSLATED]
    assert [dict(one.values) for one in waiting] == [
        {"language": "ja", "source": "en", "count": "1", "texts": f"「{question.text}」"}
    ]


def test_a_new_choice_or_option_waits_for_translation_and_nothing_else_does() -> None:
    base = (MATERIAL, EditionSettings())
    for data, texts in ((book("ja"), []), (edited(book("ja"), with_another_choice), [ASKED])):
        (report,) = import_sheets([], [("x.xlsx", data)], base).reports
        told = [one.values["texts"] for one in report.notices if one.remark is Remark.UNTRANSLATED]
        assert told == texts
    survey = write_survey_workbook(MATERIAL, "ja")
    (report,) = import_sheets([("x.xlsx", survey)], [], base).reports
    assert report.notices == ()


ASKED = some_quoted([" ".join(plain(JA.questions[NUMBER].text).split())])


def with_another_choice(book: Any) -> None:
    sheet = sheet_of(book, POOL)
    row = row_with(sheet, JA.questions[NUMBER].choices[-1].text) + 1
    insert_rows(book, POOL, row, 1)
    letter = "abcde"[len(JA.questions[NUMBER].choices)]
    sheet.cell(row, 2).value, sheet.cell(row, 3).value = letter, "どれでもない"


def ids(pool: TestPool) -> list[str]:
    return [one.id for one in pool.questions]


def words(choices: tuple[Choice, ...]) -> list[tuple[str, bool]]:
    return [(one.text, one.correct) for one in choices]


def choices(question: Question) -> list[tuple[str, str, bool]]:
    return [(one.id, one.text, one.correct) for one in question.choices]


def letters(question: Question) -> str:
    return "".join(one.id for one in question.choices)


def without(listed: tuple[Choice, ...], at: int) -> tuple[Choice, ...]:
    return tuple(one for n, one in enumerate(listed) if n != at)
