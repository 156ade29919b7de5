"""回答用紙: what a respondent sees, and below it, outside the print, what the officer sets.

The wording, the options and the list of departments are kept here and nowhere else; the other
sheets show them by formula. So the sheet can be copied into a workbook of its own and sent
out, and a change of wording is made in one place.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from .. import colours
from ..book import Book
from ..measure import break_pages, column_pixels, page_height, row_height, text_pixels
from ..styles import (
    BODY,
    BODY_SIZE,
    CELL,
    CENTRE,
    ENTRY,
    GRID,
    HEADER,
    HEADING,
    NOTE,
    SMALL,
    TITLE,
    WARNING,
    Style,
)
from .plan import DEPARTMENTS, PlannedItem, SurveyPlan

NUMBER, QUESTION, ANSWER = 1, 2, 3
WIDTHS = (2, 6, 80, 22)
OPTION_WIDTH = 24
DEPARTMENT_ROW, FIRST_ITEM = 5, 7
CLOSING = 50  # points of the closing lines, with some reserve
QUESTION_STYLE: Style = {**BODY, "bold": True, "font_color": colours.INK, "indent": 1}
EDGE: Style = {"border_color": colours.LINE}


class AnswerSheet:
    """The answer sheet; its positions are known as soon as it exists."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        widths = (*WIDTHS, *[OPTION_WIDTH] * max(plan.most_options, len(plan.closed)))
        self.sheet = book.sheet("sheet_answer", widths, tab=colours.PRIMARY)
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._rows: dict[str, int] = {}
        row = FIRST_ITEM
        for item in plan.items:
            self._rows[item.id] = row
            row += 3 if item.help else 2
        self._last = row  # the closing line
        self._departments = row + 7
        self._options = self._departments + DEPARTMENTS + 3
        self._sets = self._option_sets()

    def _option_sets(self) -> dict[str, int]:
        """The row that holds the options of each item; items with the same options share one."""
        rows: dict[str, int] = {}
        row_of: dict[tuple[str, ...], int] = {}
        row = self._options
        for item in self._plan.closed:
            if item.labels not in row_of:
                row_of[item.labels] = row
                row += 1
            rows[item.id] = row_of[item.labels]
        self._copy_row = row + 4
        return rows

    # -- where things stand

    def question(self, item: PlannedItem) -> str:
        """The cell with the words of an item."""
        return self.sheet.ref(self._rows[item.id], QUESTION)

    def help(self, item: PlannedItem) -> str:
        """The cell with the help of an item that has one."""
        return self.sheet.ref(self._rows[item.id] + 1, QUESTION)

    def option(self, item: PlannedItem, index: int) -> str:
        """The cell with the words of an option."""
        return self.sheet.ref(self._sets[item.id], ANSWER + index)

    def options(self, item: PlannedItem, *, declined: bool = False) -> str:
        """The range of an item's options, with the option not to answer if asked."""
        row, last = self._sets[item.id], ANSWER + len(item.options) - 1 + declined
        return self.sheet.range(row, ANSWER, row, last)

    def department(self, index: int) -> str:
        """The cell with a department of the list."""
        return self.sheet.ref(self._departments + index, QUESTION)

    def departments_until(self, index: int) -> str:
        """The range of the list of departments up to and with one of them."""
        first = self._departments
        return self.sheet.range(first, QUESTION, first + index, QUESTION)

    @property
    def departments(self) -> str:
        """The range of the list of departments."""
        return self.departments_until(DEPARTMENTS - 1)

    @property
    def department_list(self) -> str:
        """The filled part of the list of departments, as a source for a pick list."""
        first = self.sheet.ref(self._departments, QUESTION)
        return f'OFFSET({first},0,0,MAX(1,COUNTIF({self.departments},"?*")),1)'

    @property
    def title(self) -> str:
        """The cell with the survey's title."""
        return self.sheet.ref(0, NUMBER)

    # -- writing

    def write(self, departments: tuple[str, ...]) -> None:
        """Write the whole sheet."""
        head = self._write_head()
        parts = [(self._rows[item.id], self._write_item(item)) for item in self._plan.items]
        self._write_close()
        self._write_departments(departments)
        self._write_options()
        self._write_copy_row()
        starts = [0, *break_pages(parts, head, page_height(WIDTHS) - CLOSING)]
        ends = [*(row - 1 for row in starts[1:]), self._last + 1]
        self._book.print_on(self.sheet, None)
        self._book.print_pages(self.sheet, list(zip(starts, ends, strict=True)), ANSWER + 1)
        self.sheet.raw.freeze_panes(FIRST_ITEM, 0)

    def _write_head(self) -> float:
        """Write what stands above the items; its height."""
        sheet, word = self.sheet, self._word
        sheet.banner(0, NUMBER, ANSWER, self._plan.texts(self._plan.survey.title), TITLE)
        sheet.raw.set_row(0, 36)
        source = "　".join(filter(None, (self._book.texts.company, self._book.texts.title)))
        sheet.banner(1, NUMBER, ANSWER, source, NOTE)
        sheet.raw.set_row(1, 18)
        width, height = sum(WIDTHS[1:]), 36.0 + 18
        lines = (("answer_notice", WARNING), ("answer_how", BODY), ("answer_how_declined", BODY))
        for row, (key, style) in enumerate(lines, 2):
            text = word(key, declined=self._plan.declined)
            sheet.banner(row, NUMBER, ANSWER, text, style)
            line = row_height(text, width, BODY_SIZE, padding=6)
            sheet.raw.set_row(row, line)
            height += line
        label: Style = {**CELL, "bold": True, "align": "right", "indent": 1}
        sheet.banner(DEPARTMENT_ROW, NUMBER, QUESTION, word("your_department"), label)
        sheet.entry(DEPARTMENT_ROW, ANSWER, None, {**ENTRY, "align": "center"})
        sheet.raw.set_row(DEPARTMENT_ROW, 26)
        sheet.pick_list(DEPARTMENT_ROW, ANSWER, DEPARTMENT_ROW, ANSWER, self.department_list)
        for column, key in ((NUMBER, "number"), (QUESTION, "question"), (ANSWER, "answer")):
            sheet.text(DEPARTMENT_ROW + 1, column, word(key), HEADER)
        sheet.raw.set_row(DEPARTMENT_ROW + 1, 22)
        return height + 26 + 22

    def _write_item(self, item: PlannedItem) -> float:
        """Write an item with its options; the height of its rows."""
        row, sheet = self._rows[item.id], self.sheet
        last = row + (2 if item.help else 1)
        is_open = item.item.kind == "comment"
        sheet.merge(row, NUMBER, last, NUMBER, CENTRE)
        sheet.number(row, NUMBER, item.number, {**CENTRE, "bold": True})
        right = ANSWER if is_open else QUESTION
        width = sum(WIDTHS[QUESTION : right + 1]) - 2
        style: Style = {**QUESTION_STYLE, **EDGE, "top": 1, "right": 1}
        sheet.banner(row, QUESTION, right, item.text, style)
        height = row_height(item.text, width, BODY_SIZE, padding=5)
        sheet.raw.set_row(row, height)
        if item.help:
            small: Style = {**NOTE, **EDGE, "right": 1, "indent": 1}
            sheet.banner(row + 1, QUESTION, right, item.help, small)
            line = row_height(item.help, width, SMALL, padding=3)
            sheet.raw.set_row(row + 1, line)
            height += line
        return height + (
            self._write_comment(last) if is_open else self._write_choice(item, row, last)
        )

    def _write_comment(self, row: int) -> float:
        style: Style = {**ENTRY, "valign": "top"}
        self.sheet.merge(row, QUESTION, row, ANSWER, style)
        self.sheet.entry(row, QUESTION, None, style)
        self.sheet.raw.set_row(row, 54)
        return 54

    def _write_choice(self, item: PlannedItem, row: int, last: int) -> float:
        height = self._write_boxes(item, last)
        entry: Style = {**ENTRY, "align": "center", "bold": True}
        self.sheet.merge(row, ANSWER, last, ANSWER, entry)
        self.sheet.entry(row, ANSWER, None, entry)
        self.sheet.pick_list(
            row,
            ANSWER,
            row,
            ANSWER,
            self.options(item, declined=True),
            error_title=self._word("choose_title"),
            error_message=self._word("choose_one"),
        )
        return height

    def _write_boxes(self, item: PlannedItem, row: int) -> float:
        """Write the options with boxes to tick on paper, never breaking inside an option."""
        room = column_pixels(WIDTHS[QUESTION] - 2)
        shown, formula, line = "", "", ""
        for index, label in enumerate((*item.labels, self._plan.declined)):
            box = f"□ {label}"
            fits = text_pixels(f"{line}　{box}", SMALL) * 1.05 < room
            gap = "" if not shown else "　" if fits else "\n"
            line = f"{line}{gap}{box}" if fits else box
            shown += f"{gap}{box}"
            between = {"": "", "　": '&"　"&', "\n": "&CHAR(10)&"}[gap]
            formula += f'{between}"□ "&{self.option(item, index)}'
        edges: Style = {**EDGE, "right": 1, "bottom": 1}
        style: Style = {**NOTE, **edges, "indent": 1}
        self.sheet.formula(row, QUESTION, formula, shown, style)
        height = 12.0 * (1 + shown.count("\n")) + 6
        self.sheet.raw.set_row(row, height)
        return height

    def _write_close(self) -> None:
        lines = [self._word("thanks"), ""]
        if self._book.texts.desk:
            lines[1] = self._word("hard_times", desk=self._book.texts.desk)
        for offset, line in enumerate(lines):
            style: Style = {**NOTE, "align": "center"}
            self.sheet.banner(self._last + offset, NUMBER, ANSWER, line, style)
            self.sheet.raw.set_row(self._last + offset, 17)

    # -- the officer's part

    def _heading(self, row: int, key: str, note: str) -> None:
        self.sheet.banner(row, NUMBER, ANSWER, self._word(key), HEADING)
        self.sheet.raw.set_row(row, 24)
        text = self._word(note, departments=DEPARTMENTS)
        self.sheet.banner(row + 1, NUMBER, ANSWER, text, NOTE)
        self.sheet.raw.set_row(row + 1, row_height(text, sum(WIDTHS[1:]), SMALL, padding=6))

    def _write_departments(self, departments: tuple[str, ...]) -> None:
        text = self._word("officer_part")
        bar = {**TITLE, "font_size": 12, "bg_color": colours.TEXT_SUB}
        self.sheet.banner(self._last + 3, NUMBER, ANSWER, text, bar)
        self.sheet.raw.set_row(self._last + 3, 24)
        self._heading(self._last + 5, "departments", "departments_how")
        names = (*departments, *[None] * DEPARTMENTS)[:DEPARTMENTS]
        for index, name in enumerate(names):
            self.sheet.number(self._departments + index, NUMBER, index + 1, CENTRE)
            self.sheet.entry(self._departments + index, QUESTION, name, ENTRY)
        self._mark_repeated()

    def _mark_repeated(self) -> None:
        first, last = self._departments, self._departments + DEPARTMENTS - 1
        cell = xl_rowcol_to_cell(first, QUESTION, col_abs=True)
        listed = xl_range_abs(first, QUESTION, last, QUESTION)
        twice = f"AND(LEN({cell})>0,SUMPRODUCT(--({listed}={cell}))>1)"
        colour = {"bg_color": colours.ERR_TINT, "font_color": colours.ERR_INK}
        self.sheet.colour(first, QUESTION, last, QUESTION, twice, colour)

    def _write_options(self) -> None:
        self._heading(self._options - 2, "options", "options_how")
        by_row: dict[int, list[PlannedItem]] = {}
        for item in self._plan.closed:
            by_row.setdefault(self._sets[item.id], []).append(item)
        for row, items in by_row.items():
            numbers = self._word("comma").join(_runs([item.number for item in items]))
            label = self._word("options_of", numbers=numbers)
            self.sheet.text(row, QUESTION, label, {**CELL, "align": "right"})
            for index, text in enumerate((*items[0].labels, self._plan.declined)):
                self.sheet.text(row, ANSWER + index, text, CELL)
            self.sheet.raw.set_row(row, row_height(label, WIDTHS[QUESTION], BODY_SIZE))

    def _write_copy_row(self) -> None:
        row = self._copy_row
        self._heading(row - 3, "copy_row", "copy_row_how")
        self.sheet.text(row - 1, QUESTION, self._word("department"), HEADER)
        self._copied(row, QUESTION, DEPARTMENT_ROW)
        for index, item in enumerate(self._plan.closed):
            self.sheet.text(
                row - 1, ANSWER + index, self._word("question_n", n=item.number), HEADER
            )
            self._copied(row, ANSWER + index, self._rows[item.id])

    def _copied(self, row: int, column: int, source_row: int) -> None:
        source = self.sheet.ref(source_row, ANSWER)
        style = {**BODY, **GRID, "bg_color": colours.SURFACE_3, "align": "center"}
        self.sheet.formula(row, column, f'IF(LEN({source})=0,"",{source})', "", style)


def _runs(numbers: Sequence[int]) -> list[str]:
    """Numbers with neighbours joined: 1, 2, 3, 5 give 1–3 and 5."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in found]
