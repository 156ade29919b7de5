"""印刷用の解答用紙: a grid to print, in which a person circles the letters of each answer.

Nothing on it says what is right: it may be handed out with 問題用紙.
"""

from __future__ import annotations

from .. import colours
from ..book import Book
from ..measure import row_height
from ..sheet import literal
from ..styles import BODY, BODY_SIZE, CELL, CENTRE, HEADER, NOTE, TITLE, Style
from .plan import PaperQuestion, TestPlan

NUMBER, FIRST_LETTER = 1, 2
LETTER_WIDTH, HINT_WIDTH = 12, 30
FIELDS = ("name", "employee_number", "department", "day")
FIRST_FIELD, HEADER_ROW, FIRST_ROW = 4, 9, 10
PER_PAGE = 14  # questions of which one page has room
LETTER: Style = {**CENTRE, "font_size": 15, "font_color": colours.INK}
SHADED: Style = {"bg_color": colours.SURFACE_2}


class PaperAnswers:
    """The answer sheet to print."""

    def __init__(self, book: Book, plan: TestPlan) -> None:
        letters = max(len(one.letters) for one in plan.paper)
        widths = (1, 8, *[LETTER_WIDTH] * letters, HINT_WIDTH)
        self._sheet = book.sheet("sheet_answers_paper", widths, tab=colours.PRIMARY)
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._hint = FIRST_LETTER + letters
        self._wide = 8 + LETTER_WIDTH * letters + HINT_WIDTH

    def write(self, title: str) -> None:
        """Write the whole sheet; `title` is the cell with the title of the test."""
        self._write_head(title)
        for one in self._plan.paper:
            self._write_question(one)
        last = self._write_close(FIRST_ROW + len(self._plan.paper))
        pages = 1 if len(self._plan.paper) <= PER_PAGE else 0
        self._book.print_on(self._sheet, (0, 0, last, self._hint), pages_high=pages)

    def _write_head(self, title: str) -> None:
        sheet, word, last = self._sheet, self._word, self._hint
        sheet.merge(0, NUMBER, 0, last, TITLE)
        suffix = word("answers_suffix")
        shown = f"{self._plan.title}{suffix}"
        sheet.formula(0, NUMBER, f"{title}&{literal(suffix)}", shown, TITLE)
        sheet.raw.set_row(0, 36)
        sheet.banner(1, NUMBER, last, word("paper_seed", seed=self._plan.seed), NOTE)
        for row, key in ((2, "circle_letters"), (3, "circle_multiple")):
            text = word(key)
            sheet.banner(row, NUMBER, last, text, BODY)
            sheet.raw.set_row(row, row_height(text, self._wide, BODY_SIZE))
        for offset, name in enumerate(FIELDS):
            row = FIRST_FIELD + offset
            label: Style = {**CELL, "bold": True, "align": "right", "indent": 1}
            sheet.banner(row, NUMBER, FIRST_LETTER, word(name), label)
            sheet.merge(row, FIRST_LETTER + 1, row, last, CELL)
            sheet.raw.set_row(row, 26)
        sheet.raw.set_row(FIRST_FIELD + len(FIELDS), 8)
        sheet.text(HEADER_ROW, NUMBER, word("number"), HEADER)
        sheet.banner(HEADER_ROW, FIRST_LETTER, last - 1, word("circle"), HEADER)
        sheet.text(HEADER_ROW, last, word("hint"), HEADER)
        sheet.raw.set_row(HEADER_ROW, 22)

    def _write_question(self, one: PaperQuestion) -> None:
        row, sheet = FIRST_ROW + one.number - 1, self._sheet
        shade = SHADED if one.number % 2 == 0 else {}
        sheet.number(row, NUMBER, one.number, {**CENTRE, **shade, "bold": True})
        for column in range(FIRST_LETTER, self._hint):
            letter = one.letters[column - FIRST_LETTER : column - FIRST_LETTER + 1]
            sheet.text(row, column, letter, {**LETTER, **(shade if letter else {})})
        key = "multiple" if one.planned.is_multiple else "single"
        style: Style = {**CELL, **shade, "indent": 1, "bold": one.planned.is_multiple}
        sheet.text(row, self._hint, self._word(f"circle_{key}_hint"), style)
        sheet.raw.set_row(row, 36)

    def _write_close(self, row: int) -> int:
        """Write the line for whoever marks; the last row."""
        sheet, half = self._sheet, self._hint - 1
        sheet.raw.set_row(row, 10)
        points = self._word("marked_by_hand", total=len(self._plan.paper))
        sheet.banner(row + 1, NUMBER, half, points, {**CELL, "indent": 1})
        sheet.text(row + 1, self._hint, self._word("verdict_by_hand"), {**CELL, "indent": 1})
        sheet.raw.set_row(row + 1, 28)
        if not self._plan.rules:
            return row + 1
        rules = self._word("rules_by_hand")
        sheet.banner(row + 2, NUMBER, self._hint, rules, {**CELL, "indent": 1})
        sheet.raw.set_row(row + 2, 28)
        return row + 2
