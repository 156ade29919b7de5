"""What the bar and the lines of a known question say: taken, or told with their cell."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from terakoya.courseware.formats.xlsx.reading import ReadTest, import_test
from terakoya.courseware.formats.xlsx.reading.notices import Remark
from terakoya.courseware.formats.xlsx.writing import write_test_workbook
from terakoya.courseware.model import Question

from ..factories import first_edition_material
from .workbook_edits import Edit, edited, row_with, sheet_of
from .xlsx_samples import with_few_questions

POOL = "全問題"
MATERIAL = with_few_questions(first_edition_material(), *range(6))
TEXT = MATERIAL.course.source
TEST = TEXT.test
AT = 4  # a question without a scene, with facts and one right choice


@cache
def book() -> bytes:
    """The test workbook of these questions."""
    return write_test_workbook(MATERIAL, "ja")


def line(label: str, text: str | None) -> Edit:
    """Write over a line of the question; `label` is that before it, or `bar`."""

    def edit(book: Any) -> None:
        sheet = sheet_of(book, POOL)
        row = row_with(sheet, TEST.questions[AT].text) - 1
        if label != "bar":
            row = next(at for at in range(row, row + 12) if sheet.cell(at, 2).value == label)
        sheet.cell(row, 3).value = text

    return edit


def read(*edits: Edit) -> tuple[Question, ReadTest]:
    found = import_test(edited(book(), *edits), MATERIAL)
    rest = [one for n, one in enumerate(found.test.questions) if n != AT]
    assert rest == [one for n, one in enumerate(TEST.questions) if n != AT]
    return found.test.questions[AT], found


def shown_title(slide: str) -> str:
    return next(one.title for _, one in TEXT.slides() if one.id == slide)


def test_the_lines_of_a_known_question_are_read() -> None:
    topic = next(one for one in TEXT.survey.topics if one.id != TEST.questions[AT].topic)
    fact = next(one for one in MATERIAL.course.facts if one.id == "deterrence")
    question, found = read(
        line("bar", f"すべて選ぶ；{topic.name}"),
        line("スライド", shown_title("employer-duties")),
        line("根拠", fact.cite["ja"]),
    )
    update = {
        "kind": "multiple",
        "topic": topic.id,
        "slides": ("employer-duties",),
        "facts": (fact.id,),
    }
    assert question == TEST.questions[AT].model_copy(update=update)
    assert found.notices == ()


@pytest.mark.parametrize(
    ("label", "text", "remark"),
    [
        ("bar", "1つ選ぶ；支えること", Remark.TOPIC_KEPT),
        ("bar", "自由に答える；知識", Remark.KIND_KEPT),
        ("スライド", "ないスライド", Remark.SLIDES_KEPT),
        ("根拠", "当社の就業規則 第12条", Remark.FACTS_KEPT),
        ("スライド", None, Remark.LINE_KEPT),
        ("根拠", None, Remark.LINE_KEPT),
    ],
)
def test_a_line_that_nothing_is_known_by_stays_and_is_told(
    label: str, text: str | None, remark: Remark
) -> None:
    question, found = read(line(label, text))
    assert question == TEST.questions[AT]
    assert [one.remark for one in found.notices] == [remark]
    assert found.notices[0].place.startswith(f"{POOL}!C")
