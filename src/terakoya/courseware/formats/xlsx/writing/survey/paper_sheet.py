"""印刷用の回答用紙: a grid to print, in which a respondent circles one letter a row.

All words are shown from 回答用紙, so that a change of wording is made in one place. Each page
begins with a line of headings; no row and no heading is parted from what belongs to it.
"""

from __future__ import annotations

from itertools import groupby

from .. import colours
from ..book import Book
from ..letters import DECLINED
from ..measure import row_height
from ..styles import BODY, BODY_SIZE, CELL, CENTRE, HEADER, NOTE, SMALL, TITLE, WARNING, Style
from .answer_sheet import AnswerSheet
from .plan import PlannedItem, SurveyPlan

NUMBER, QUESTION, FIRST_OPTION = 1, 2, 3
QUESTION_WIDTH, OPTION_WIDTH = 42, 8.5
DEPARTMENT_ROW, FIRST_ROW = 4, 6
LEAST_ROW, COMMENT_ROW = 40, 200  # points of height: room for a circle, and for some lines
HEAD_HEIGHT, PAGE_HEIGHT = 165, 735  # points: what stands above the rows, and an A4 page
LETTER: Style = {**CENTRE, "font_size": 14, "font_color": colours.INK}
SHADED: Style = {"bg_color": colours.SURFACE_2}


class PaperSheet:
    """The sheet to print for those who answer on paper."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        columns = max(plan.most_options, 2)
        widths = (1, 5, QUESTION_WIDTH, *[OPTION_WIDTH] * columns, OPTION_WIDTH)
        self.sheet = book.sheet("sheet_survey_paper", widths, tab=colours.PRIMARY)
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._declined = FIRST_OPTION + columns
        self._wide = QUESTION_WIDTH + OPTION_WIDTH * (columns + 1)
        self._row, self._starts = FIRST_ROW, [0]  # the next row, and those that begin a page
        self._used: float = HEAD_HEIGHT  # of the page

    def write(self, answer_sheet: AnswerSheet) -> None:
        """Write the whole sheet."""
        self._write_head(answer_sheet)

        def kind(item: PlannedItem) -> str:
            is_open = item.item.kind == "comment"
            return item.id if is_open else answer_sheet.options(item)

        for _options, group in groupby(self._plan.items, key=kind):
            items = list(group)
            if items[0].item.kind == "comment":
                self._write_comment(items[0], answer_sheet)
            else:
                self._write_group(items, answer_sheet)
        self._print(self._write_close(self._row))

    # -- pages

    def _begin_page(self) -> None:
        self._starts.append(self._row)
        self._used = 0

    def _has_room(self, height: float) -> bool:
        return self._used + height <= PAGE_HEIGHT

    def _end_row(self, height: float) -> None:
        self.sheet.raw.set_row(self._row, height)
        self._row, self._used = self._row + 1, self._used + height

    def _print(self, last: int) -> None:
        ends = [*(row - 1 for row in self._starts[1:]), last]
        self._book.print_on(self.sheet, None)
        pages = list(zip(self._starts, ends, strict=True))
        self._book.print_pages(self.sheet, pages, self._declined + 1)

    # -- rows

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

    def _write_group(self, items: list[PlannedItem], answer_sheet: AnswerSheet) -> None:
        """Write items with the same options, their heading on each page that has some of them."""
        labels = (*items[0].labels, self._plan.declined)
        head = max(30, *(row_height(one, OPTION_WIDTH, SMALL, padding=6) for one in labels))
        heights = [self._item_height(item) for item in items]
        # What a page holds whole is not begun in the lower half of one that does not.
        wanted = head + heights[0]
        if self._used > PAGE_HEIGHT / 2:
            wanted = min(head + sum(heights), PAGE_HEIGHT)
        if not self._has_room(wanted):
            self._begin_page()
        self._write_options(items[0], answer_sheet)
        self._end_row(head)
        for index, (item, height) in enumerate(zip(items, heights, strict=True)):
            if not self._has_room(height):
                self._begin_page()
                self._write_options(item, answer_sheet)
                self._end_row(head)
            self._write_item(index, item, answer_sheet)
            self._end_row(height)

    def _write_options(self, item: PlannedItem, answer_sheet: AnswerSheet) -> None:
        """Write the heading over items with the same options."""
        sheet, row, small = self.sheet, self._row, {**HEADER, "font_size": SMALL}
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

    def _item_height(self, item: PlannedItem) -> float:
        shown = f"{item.text}\n{item.help}" if item.help else item.text
        return max(LEAST_ROW, row_height(shown, QUESTION_WIDTH - 2, BODY_SIZE, padding=10))

    def _write_item(self, index: int, item: PlannedItem, answer_sheet: AnswerSheet) -> None:
        """Write the row of an item."""
        sheet, row, shade = self.sheet, self._row, SHADED if index % 2 else {}
        sheet.number(row, NUMBER, item.number, {**CENTRE, **shade, "bold": True})
        self._write_question(row, QUESTION, item, answer_sheet, {**CELL, **shade})
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

    def _write_comment(self, item: PlannedItem, answer_sheet: AnswerSheet) -> None:
        """Write an item answered in free words and room for them."""
        shown = f"{item.text}\n{item.help}" if item.help else item.text
        height = row_height(shown, self._wide - 2, BODY_SIZE, padding=12)
        if not self._has_room(height + COMMENT_ROW):
            self._begin_page()
        sheet, row, edge = self.sheet, self._row, {**CELL, "bg_color": colours.PRIMARY_TINT_2}
        sheet.merge(row, NUMBER, row + 1, NUMBER, CENTRE)
        sheet.number(row, NUMBER, item.number, {**CENTRE, "bold": True})
        self._write_question(row, self._declined, item, answer_sheet, edge)
        sheet.banner(row + 1, QUESTION, self._declined, "", CELL)
        self._end_row(height)
        self._end_row(COMMENT_ROW)

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
