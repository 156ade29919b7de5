"""The percent needed to pass, as it stands on 解答用紙 of a test workbook."""

from __future__ import annotations

import re
import unicodedata

from ....model import Course
from ....pass_sentences import changed_sentences, left_sentences
from ....text.whole_numbers import whole_number
from ..writing.confirmation.answer_sheet import MARK
from ..writing.words import in_every_language
from .grid import EMPTY, Cell, Place
from .ids import Ids
from .notices import Notice, Remark
from .package import Book

_VALUES = MARK + 1  # from 1 here, from 0 in the writer
_MOST_NAMED = 5  # sentences that one notice names
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TENTHS = re.compile(r"(\d+(?:\.\d+)?)\s*割(?:\s*(\d)\s*分)?(?!\d)")  # 7割: 70 %, 7割5分: 75 %
# How many are right, which is no percent.
_COUNT = re.compile(r"\d\s*(?:[問題個つ/]|questions?\b|answers?\b|correct\b)", re.IGNORECASE)


def read_pass_mark(
    book: Book, sheet: str | None, ids: Ids, base: int
) -> tuple[int | None, list[Notice]]:
    """The mark where somebody changed it, else `None`; a change is told, whether readable or not.

    `sheet` is 解答用紙 as it is called there. `base` is the course's own mark, which
    counts where the hidden sheet does not say it.
    """
    before = whole_number(ids.pass_mark, base)
    return _on_sheet(book, sheet, before) if sheet else (None, [])


def _on_sheet(book: Book, name: str, before: int) -> tuple[int | None, list[Notice]]:
    place = _place(book, name)
    if place is None:
        return None, []
    grid = book.grid(name)
    cell, address = grid[place], grid.address(*place)
    formula = book.grid(name, formulas=True)[place].text
    if cell is EMPTY and formula:
        return None, [Notice(Remark.UNSAVED, address)]
    mark = _percent(cell)
    if mark is None:
        values = {"text": cell.text.strip(), "before": str(before)}
        return None, [Notice(Remark.UNKNOWN_THRESHOLD, address, values)]
    if mark == before:
        return None, []
    return mark, [Notice(Remark.THRESHOLD, address, {"before": str(before), "after": str(mark)})]


def with_sentences(notices: list[Notice], course: Course, mark: int | None) -> list[Notice]:
    """The notices of a mark with the sentences of the course that say it."""
    if mark is None:
        return notices
    values = dict(notices[0].values)
    changed, left = changed_sentences(course, mark), left_sentences(course, mark)
    if changed:
        told = {**values, "texts": _quoted(changed)}
        notices = [Notice(Remark.THRESHOLD_SENTENCES, notices[0].place, told)]
    if left:
        told = {**values, "texts": _quoted(left[:_MOST_NAMED])}
        notices = [*notices, Notice(Remark.SENTENCES_LEFT, notices[0].place, told)]
    return notices


def _quoted(sentences: list[str]) -> str:
    return "、".join(f"「{one}」" for one in sentences)


def _place(book: Book, name: str) -> Place | None:
    """The cell of the mark, beside its label."""
    labels = in_every_language("pass_mark")
    for row, cells in book.grid(name).rows():
        if any(cell.text.strip() in labels for column, cell in cells.items() if column < _VALUES):
            return row, _VALUES
    return None


def _percent(cell: Cell) -> int | None:
    """The whole percent that a cell says; 0.7 is what a spreadsheet makes of 70 %."""
    value = cell.number
    if value is None:
        value = _worded(unicodedata.normalize("NFKC", cell.text))
    if value is None:
        return None
    if 0 < value < 1 or (value == 1 and cell.text.strip() == "100%"):
        value *= 100
    return round(value) if 0 <= value <= 100 else None


def _worded(text: str) -> float | None:
    """The percent that words say: 「70%」, 「70点以上」, 「7割」; not how many questions."""
    found = _NUMBER.findall(text)
    if tenths := _TENTHS.search(text):  # 「7~8割」 says two
        numbers = [one for one in tenths.groups() if one is not None]
        return 10 * float(tenths[1]) + float(tenths[2] or 0) if found == numbers else None
    return None if len(found) != 1 or _COUNT.search(text) else float(found[0])
