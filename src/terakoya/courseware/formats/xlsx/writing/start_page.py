"""はじめに: the first sheet of each workbook, what it is and what to do step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import colours
from .book import Book
from .measure import row_height
from .sheet import Sheet
from .styles import (
    BODY,
    BODY_SIZE,
    CELL,
    ENTRY,
    HEADING,
    NOTE,
    SMALL,
    SUBTITLE,
    TITLE,
    WARNING,
    Style,
)

MARK, WORDS = 1, 2
WIDTHS = (2, 6, 96)
STEP_MARK: Style = {
    **BODY,
    "bold": True,
    "font_size": 13,
    "align": "center",
    "font_color": colours.SURFACE,
    "bg_color": colours.PRIMARY,
}


@dataclass(frozen=True)
class Section:
    """A part of the start page: a heading, and sentences one below the other."""

    heading: str
    lines: tuple[str, ...]


def write_start_page(
    book: Book, *, warning: Section, steps: Sequence[Section], notes: Sequence[str]
) -> None:
    """Write the sheet: title, warning, numbered steps, colours, and where it comes from."""
    sheet = book.sheet("sheet_start", WIDTHS, tab=colours.PRIMARY_ACTIVE)
    row = _write_head(book, sheet)
    row = _write_warning(sheet, row, warning)
    sheet.banner(row, MARK, WORDS, book.texts.word("steps"), HEADING)
    sheet.raw.set_row(row, 26)
    row += 1
    for number, step in enumerate(steps, 1):
        row = _write_step(sheet, row, number, step)
    row = _write_legend(book, sheet, row + 1)
    for note in notes:
        sheet.banner(row, MARK, WORDS, note, NOTE)
        sheet.raw.set_row(row, row_height(note, sum(WIDTHS[1:]), SMALL, padding=3))
        row += 1
    book.print_on(sheet, (0, 0, row - 1, WORDS), pages_high=1)


def _write_head(book: Book, sheet: Sheet) -> int:
    sheet.banner(0, MARK, WORDS, book.title, TITLE)
    sheet.raw.set_row(0, 40)
    course = book.texts.title
    lines = [course, book.texts.company] if book.texts.company else [course]
    sheet.banner(1, MARK, WORDS, "　".join(lines), SUBTITLE)
    sheet.raw.set_row(1, 22)
    sheet.raw.set_row(2, 6)
    return 3


def _write_warning(sheet: Sheet, row: int, warning: Section) -> int:
    head: Style = {**WARNING, "bold": True, "font_size": 12, "bottom": 0}
    sheet.banner(row, MARK, WORDS, warning.heading, head)
    sheet.raw.set_row(row, 26)
    for offset, line in enumerate(warning.lines, 1):
        is_last = offset == len(warning.lines)
        style: Style = {**WARNING, "top": 0, "bottom": int(is_last)}
        sheet.banner(row + offset, MARK, WORDS, line, style)
        height = row_height(line, sum(WIDTHS[1:]) - 2, BODY_SIZE, padding=4 + 4 * is_last)
        sheet.raw.set_row(row + offset, height)
    after = row + 1 + len(warning.lines)
    sheet.raw.set_row(after, 8)
    return after + 1


def _write_step(sheet: Sheet, row: int, number: int, step: Section) -> int:
    sheet.raw.set_row(row, 6)
    sheet.number(row + 1, MARK, number, STEP_MARK)
    head: Style = {**BODY, "bold": True, "font_size": 11.5, "font_color": colours.INK, "indent": 1}
    sheet.text(row + 1, WORDS, step.heading, head)
    sheet.raw.set_row(row + 1, 22)
    for offset, line in enumerate(step.lines, 2):
        sheet.text(row + offset, WORDS, line, {**BODY, "indent": 1})
        height = row_height(line, WIDTHS[WORDS] - 2, BODY_SIZE, padding=2)
        sheet.raw.set_row(row + offset, height)
    return row + 2 + len(step.lines)


def _write_legend(book: Book, sheet: Sheet, row: int) -> int:
    sheet.banner(row, MARK, WORDS, book.texts.word("cells"), HEADING)
    sheet.raw.set_row(row, 26)
    sheet.raw.set_row(row + 1, 5)
    for offset, (key, style) in enumerate((("cell_entry", ENTRY), ("cell_locked", CELL)), 2):
        sheet.text(row + offset, MARK, "", {**style, "locked": True})
        sheet.text(row + offset, WORDS, book.texts.word(key), {**BODY, "indent": 1})
        sheet.raw.set_row(row + offset, 20)
    sheet.raw.set_row(row + 4, 8)
    return row + 5
