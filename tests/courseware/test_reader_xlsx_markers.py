"""A word typed into any cell of a workbook stands in the edition, or a notice names its cell.

What stands before an item, question or choice (a number, a letter, a label) says nothing, and
sheets of results are none of the course; `docs/algorithms/workbooks-back.md`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import openpyxl
import pytest

from terakoya.courseware.formats.xlsx.reading import (
    ReadSurvey,
    ReadTest,
    import_survey,
    import_test,
)
from terakoya.courseware.formats.xlsx.reading.notices import Remark
from terakoya.courseware.model import Material

from ..selection import deep
from .test_guide_texts import MATERIAL, filled_survey_book, filled_test_book, told
from .workbook_edits import Edit, edited, keep_sheets, write

ITEMS, POOL = "回答用紙", "全問題"
SURVEY_SHEETS = ("はじめに", "印刷用の回答用紙", ITEMS)
TEST_SHEETS = ("はじめに", "問題用紙", "印刷用の解答用紙", "解答と解説", POOL)
OTHER_DESK = "運行管理者（内線5）"
HARD_TIMES = "つらいときは、一人で抱えず話してください："
TOGETHER = 24  # batches: a batch has every so manieth cell, so that no two are of one question
Typed = dict[tuple[str, str], str]


@cache
def survey_book() -> bytes:
    """The survey workbook without the sheets that count answers."""
    return edited(filled_survey_book(), keep_sheets(*SURVEY_SHEETS, "_ids"))


@cache
def pool_book() -> bytes:
    """The test workbook without the sheets that count answers."""
    return edited(filled_test_book(), keep_sheets(*TEST_SHEETS, "_ids"))


def text_cells(book: bytes) -> Iterator[tuple[str, str]]:
    """The cells with words of their own, but for numbers, letters and labels before others."""
    for sheet in openpyxl.load_workbook(io.BytesIO(book)):
        for row in sheet.iter_rows() if not sheet.title.startswith("_") else ():
            words = [cell for cell in row if cell.value is not None]
            for cell in words:
                is_label = sheet.title in (ITEMS, POOL) and cell.column == 2 and len(words) > 1
                is_formula = str(cell.value).startswith("=")
                if isinstance(cell.value, str) and not is_label and not is_formula:
                    yield sheet.title, cell.coordinate


def typed_into(cells: Sequence[tuple[str, str]]) -> tuple[Typed, list[Edit]]:
    """A word for each cell, unlike the others, and the edits that type them."""
    typed = {cell: f"{chr(0x4E00 + 97 * at)}印の言葉" for at, cell in enumerate(cells)}
    return typed, [write(*cell, word) for cell, word in typed.items()]


def lost(read: ReadSurvey | ReadTest, typed: Typed) -> list[tuple[str, str]]:
    """The cells whose word stands nowhere and that no notice names."""
    named = {
        (sheet, name)
        for one in read.notices
        for sheet, _, names in [one.place.partition("!")]
        for name in names.replace(":", ", ").split(", ")
    }
    return [cell for cell, word in typed.items() if word not in str(read) and cell not in named]


@pytest.mark.parametrize("part", [0, *deep(*range(1, TOGETHER))])
@pytest.mark.parametrize(("book", "read"), [(survey_book, import_survey), (pool_book, import_test)])
def test_a_word_typed_into_any_cell_comes_back_or_is_told(
    book: Callable[[], bytes], read: Callable[[bytes, Material], Any], part: int
) -> None:
    typed, edits = typed_into(list(text_cells(book()))[part::TOGETHER])
    assert lost(read(edited(book(), *edits), MATERIAL), typed) == []


def test_another_desk_in_the_closing_line_is_told_with_its_words() -> None:
    row = next(name for sheet, name in text_cells(survey_book()) if is_desk_line(sheet, name))
    book = edited(survey_book(), write(ITEMS, row, HARD_TIMES + OTHER_DESK))
    read = import_survey(book, MATERIAL)
    assert told(read.notices) == [(Remark.DESK_KEPT, f"{ITEMS}!{row}")]
    assert read.notices[0].values["texts"] == f"「{OTHER_DESK}」"


def is_desk_line(sheet: str, name: str) -> bool:
    book = openpyxl.load_workbook(io.BytesIO(survey_book()))
    return sheet == ITEMS and str(book[sheet][name].value).startswith(HARD_TIMES)


def test_another_desk_on_the_first_sheet_is_told_beside_other_sentences() -> None:
    edits = (
        write("はじめに", "C10", "・店長が配ります。"),
        write("はじめに", "B99", f"相談窓口：{OTHER_DESK}"),
    )
    read = import_test(edited(pool_book(), *edits), MATERIAL)
    assert told(read.notices) == [
        (Remark.GUIDE_TEXT, "はじめに!C10"),
        (Remark.DESK_KEPT, "はじめに!B99"),
    ]
