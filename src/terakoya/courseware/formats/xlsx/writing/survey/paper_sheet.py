"""印刷用の回答用紙: a grid to print, in which a respondent circles one letter a row.

All words are shown from 回答用紙, so that a change of wording is made in one place. Each page
begins with a line of headings; no row and no heading is parted from what belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from .. import colours
from ..book import Book
from ..letters import DECLINED
from ..measure import break_pages, row_height
from ..styles import BODY, BODY_SIZE, CELL, CENTRE, HEADER, NOTE, SMALL, TITLE, WARNING, Style
from .answer_sheet import AnswerSheet
from .plan import PlannedItem, SurveyPlan

NUMBER, QUESTION, FIRST_OPTION = 1, 2, 3
QUESTION_WIDTH, OPTION_WIDTH = 42, 8.5
DEPARTMENT_ROW, FIRST_ROW = 4, 6
LEAST_ROW, COMMENT_ROW = 42, 200  # points of height: room for a circle, and for some lines
HEAD_HEIGHT, PAGE_HEIGHT = 165, 735  # points: what stands above the rows, and an A4 page
LETTER: Style = {**CENTRE, "font_size": 14, "font_color": colours.INK}
SHADED: Style = {"bg_color": colours.SURFACE_2}


@dataclass(frozen=True)
class Part:
    """Rows of the sheet that stay together, and their heights; `begins` a group of items."""

    row: int
    heights: tuple[float, ...]
    begins: bool = True


class PaperSheet:
    """The sheet to print for those who answer on paper."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        columns = max(plan.most_options, 2)
        widths = (1, 5, QUESTION_WIDTH, *[OPTION_WIDTH] * columns, OPTION_WIDTH)
        self.sheet = book.sheet("sheet_survey_paper", widths, tab=colours.PRIMARY)
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._declined = FIRST_OPTION + columns
        self._wide = QUESTION_WIDTH + OPTION_WIDTH * (columns + 1)

    def write(self, answer_sheet: AnswerSheet) -> None:
        """Write the whole sheet."""
        self._write_head(answer_sheet)
        parts, row = [], FIRST_ROW
        for part in self._write_rows(answer_sheet):
            parts.append(part)
            row = part.row + len(part.heights)
            for offset, height in enumerate(part.heights):
                self.sheet.raw.set_row(part.row + offset, height)
        last = self._write_close(row)
        self._print(parts, last)

    def _print(self, parts: list[Part], last: int) -> None:
        breaks = break_pages(_kept_together(parts), HEAD_HEIGHT, PAGE_HEIGHT)
        pages = list(zip([0, *breaks], [*(row - 1 for row in breaks), last], strict=True))
        self._book.print_on(self.sheet, None)
        self._book.print_pages(self.sheet, pages, self._declined + 1)

    def _write_head(self, answer_sheet: AnswerSheet) -> None:
        sheet, word, last = self.sheet, self._word, self._declined
        title = self._plan.texts(self._plan.survey.title)
        sheet.merge(0, NUMBER, 0, last, TITLE)
        sheet.link(0, NUMBER, answer_sheet.title, title, TITLE)
        sheet.raw.set_row(0, 36)
        source = "　".join(filter(None, (self._book.texts.company, self._book.texts.title)))
        sheet.banner(1, NUMBER, last, source, NOTE)
        sheet.raw.set_row(1, 18)
        sheet.banner(2, NUMBER, last, word("answer_notice"), WARNING)
        sheet.raw.set_row(2, 24)
        how = word("circle_how", declined=self._plan.declined)
        sheet.banner(3, NUMBER, last, how, {**BODY, "bold": True})
        sheet.raw.set_row(3, row_height(how, self._wide, BODY_SIZE, padding=10))
        label: Style = {**CELL, "align": "right", "indent": 1}
        sheet.banner(DEPARTMENT_ROW, NUMBER, QUESTION, word("your_department"), label)
        sheet.merge(DEPARTMENT_ROW, FIRST_OPTION, DEPARTMENT_ROW, last, CELL)
        sheet.raw.set_row(DEPARTMENT_ROW, 28)
        sheet.raw.set_row(DEPARTMENT_ROW + 1, 8)

    def _write_rows(self, answer_sheet: AnswerSheet) -> Iterator[Part]:
        row = FIRST_ROW

        def kind(item: PlannedItem) -> str:
            is_open = item.item.kind == "comment"
            return item.id if is_open else answer_sheet.options(item)

        for _options, group in groupby(self._plan.items, key=kind):
            head: list[float] = []
            for index, item in enumerate(group):
                start = row
                if item.item.kind == "comment":
                    heights = self._write_comment(row, item, answer_sheet)
                else:
                    head = [self._write_options(row, item, answer_sheet)] if index == 0 else []
                    heights = (*head, self._write_item(row + len(head), index, item, answer_sheet))
                row += len(heights)
                yield Part(start, heights, begins=index == 0)

    def _write_options(self, row: int, item: PlannedItem, answer_sheet: AnswerSheet) -> float:
        """Write the heading over items with the same options; its height."""
        sheet, small = self.sheet, {**HEADER, "font_size": SMALL}
        sheet.text(row, NUMBER, self._word("number"), HEADER)
        asked = self._word(f"asked_{item.item.kind}")
        sheet.text(row, QUESTION, asked, {**HEADER, "align": "left", "indent": 1})
        for column in range(FIRST_OPTION, self._declined):
            index = column - FIRST_OPTION
            if index < len(item.labels):
                cell = answer_sheet.option(item, index)
                sheet.link(row, column, cell, item.labels[index], small)
            else:
                sheet.text(row, column, "", {**HEADER, "bg_color": colours.SURFACE})
        cell = answer_sheet.option(item, len(item.labels))
        sheet.link(row, self._declined, cell, self._plan.declined, {**small, "bold": False})
        labels = (*item.labels, self._plan.declined)
        return max(30, *(row_height(one, OPTION_WIDTH, SMALL, padding=6) for one in labels))

    def _write_item(
        self, row: int, index: int, item: PlannedItem, answer_sheet: AnswerSheet
    ) -> float:
        """Write the row of an item; its height."""
        sheet, shade = self.sheet, SHADED if index % 2 else {}
        sheet.number(row, NUMBER, item.number, {**CENTRE, **shade, "bold": True})
        question = self._write_question(row, QUESTION, item, answer_sheet, {**CELL, **shade})
        for column in range(FIRST_OPTION, self._declined):
            at = column - FIRST_OPTION
            if at < len(item.labels):
                letter = item.letters[at] if item.letters else self._word("box")
                sheet.text(row, column, letter, {**LETTER, **shade})
            else:
                sheet.text(row, column, "", {**CELL, "bg_color": colours.SURFACE})
        letter = DECLINED if item.letters else self._word("box")
        grey: Style = {**LETTER, **shade, "font_color": colours.TEXT_SUB}
        sheet.text(row, self._declined, letter, grey)
        return max(LEAST_ROW, row_height(question, QUESTION_WIDTH - 2, BODY_SIZE, padding=10))

    def _write_question(
        self, row: int, last: int, item: PlannedItem, answer_sheet: AnswerSheet, style: Style
    ) -> str:
        """Write the words of an item with its help below them; what is shown."""
        formula, shown = answer_sheet.question(item), item.text
        if item.help:
            formula += f"&CHAR(10)&{answer_sheet.help(item)}"
            shown += f"\n{item.help}"
        style = {**style, "indent": 1, "font_color": colours.INK}
        self.sheet.merge(row, QUESTION, row, last, style)
        self.sheet.formula(row, QUESTION, f'{formula}&""', shown, style)
        return shown

    def _write_comment(
        self, row: int, item: PlannedItem, answer_sheet: AnswerSheet
    ) -> tuple[float, ...]:
        """Write an item answered in free words and room for them; the heights of its rows."""
        sheet, edge = self.sheet, {**CELL, "bg_color": colours.PRIMARY_TINT_2}
        sheet.merge(row, NUMBER, row + 1, NUMBER, CENTRE)
        sheet.number(row, NUMBER, item.number, {**CENTRE, "bold": True})
        shown = self._write_question(row, self._declined, item, answer_sheet, edge)
        sheet.banner(row + 1, QUESTION, self._declined, "", CELL)
        height = row_height(shown, self._wide - 2, BODY_SIZE, padding=12)
        return height, COMMENT_ROW

    def _write_close(self, row: int) -> int:
        """Write the closing lines; the last row."""
        lines = [self._word("thanks")]
        if self._book.texts.desk:
            lines.append(self._word("hard_times", desk=self._book.texts.desk))
        for offset, line in enumerate(lines, 1):
            style: Style = {**NOTE, "align": "center"}
            self.sheet.banner(row + offset, NUMBER, self._declined, line, style)
            self.sheet.raw.set_row(row + offset, 18)
        self.sheet.raw.set_row(row, 8)
        return row + len(lines)


def _kept_together(parts: list[Part]) -> list[tuple[int, float]]:
    """The parts as pages take them: items with the same options as one, where a page holds them."""
    groups: list[list[Part]] = []
    for part in parts:
        if part.begins or not groups:
            groups.append([])
        groups[-1].append(part)
    found: list[tuple[int, float]] = []
    for group in groups:
        heights = [(part.row, sum(part.heights)) for part in group]
        whole = sum(height for _, height in heights)
        found += [(group[0].row, whole)] if whole + HEAD_HEIGHT <= PAGE_HEIGHT else heights
    return found
