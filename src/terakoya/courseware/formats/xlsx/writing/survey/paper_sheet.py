"""印刷用の回答用紙: a sheet to print, on which a respondent circles one letter an item.

All words are shown from 回答用紙, so that a change of wording is made in one place. Each page
begins with a line of headings; no row and no heading is parted from what belongs to it.
"""

from __future__ import annotations

from .. import colours
from ..book import Book
from ..letters import DECLINED
from ..measure import row_height
from ..sheet import literal
from ..styles import BODY, BODY_SIZE, CELL, CENTRE, HEADER, NOTE, TITLE, WARNING, Style
from .answer_sheet import AnswerSheet
from .paper_rows import (
    GAP,
    HEAD_SIZE,
    QUESTION_WIDTH,
    PaperRow,
    RowKind,
    most_columns,
    option_width,
    plan_rows,
    shown_words,
)
from .plan import PlannedItem, SurveyPlan

NUMBER, QUESTION, FIRST_OPTION = 1, 2, 3
NUMBER_WIDTH = 5
DEPARTMENT_ROW, FIRST_ROW = 4, 6
LETTER: Style = {**CENTRE, "font_size": 14, "font_color": colours.INK}
SHADED: Style = {"bg_color": colours.SURFACE_2}


class PaperSheet:
    """The sheet to print for those who answer on paper."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        columns = most_columns(plan, lambda item: repr(item.labels))
        options = [option_width(plan)] * (columns + 1)
        self._widths = (1, NUMBER_WIDTH, QUESTION_WIDTH, *options)
        self.sheet = book.sheet("sheet_survey_paper", self._widths, tab=colours.PRIMARY)
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._declined = FIRST_OPTION + columns
        self._wide = QUESTION_WIDTH + sum(options)

    def write(self, answer_sheet: AnswerSheet) -> None:
        """Write the whole sheet."""
        self._write_head(answer_sheet)
        declined = self._plan.declined
        rows = plan_rows(self._plan.items, answer_sheet.options, declined, self._widths)
        starts = [0]
        for at, row in enumerate(rows, FIRST_ROW):
            self.sheet.raw.set_row(at, row.height)
            if row.begins_page:
                starts.append(at)
            match row.kind:
                case RowKind.OPTIONS:
                    self._write_options(at, row.item, answer_sheet)
                case RowKind.ITEM:
                    self._write_item(at, row, answer_sheet)
                case RowKind.QUESTION:
                    self._write_alone(at, row, answer_sheet)
                case RowKind.CHOICES:
                    self._write_choices(at, row, answer_sheet)
                case RowKind.WORDS:
                    self.sheet.banner(at, QUESTION, self._declined, "", CELL)
        last = self._write_close(FIRST_ROW + len(rows))
        ends = [*(row - 1 for row in starts[1:]), last]
        self._book.print_on(self.sheet, None)
        pages = list(zip(starts, ends, strict=True))
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

    def _write_options(self, row: int, item: PlannedItem, answer_sheet: AnswerSheet) -> None:
        """Write the heading over items with the same options."""
        sheet, small = self.sheet, {**HEADER, "font_size": HEAD_SIZE}
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

    def _write_item(self, row: int, planned: PaperRow, answer_sheet: AnswerSheet) -> None:
        """Write the row of an item."""
        sheet, item, shade = self.sheet, planned.item, SHADED if planned.place % 2 else {}
        sheet.number(row, NUMBER, item.number, {**CENTRE, **shade, "bold": True})
        words: Style = {**CELL, **shade, "font_size": planned.size}
        self._write_question(row, QUESTION, item, answer_sheet, words)
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
    ) -> None:
        """Write the words of an item with its help below them."""
        formula = answer_sheet.question(item)
        if item.help:
            formula += f"&CHAR(10)&{answer_sheet.help(item)}"
        style = {**style, "indent": 1, "font_color": colours.INK}
        self.sheet.merge(row, QUESTION, row, last, style)
        self.sheet.formula(row, QUESTION, f'{formula}&""', shown_words(item), style)

    def _write_alone(self, row: int, planned: PaperRow, answer_sheet: AnswerSheet) -> None:
        """Write an item across the sheet; the rows below it hold options or free words."""
        item = planned.item
        words: Style = {**CELL, "font_size": planned.size, "bg_color": colours.PRIMARY_TINT_2}
        self.sheet.merge(row, NUMBER, row + planned.last, NUMBER, CENTRE)
        self.sheet.number(row, NUMBER, item.number, {**CENTRE, "bold": True})
        self._write_question(row, self._declined, item, answer_sheet, words)

    def _write_choices(self, row: int, planned: PaperRow, answer_sheet: AnswerSheet) -> None:
        """Write a line of options, a letter to circle before each."""
        item = planned.item
        style: Style = {**CELL, "font_size": planned.size, "font_color": colours.INK, "indent": 1}
        self.sheet.merge(row, QUESTION, row, self._declined, style)
        words, parts = [], []
        labels = (*item.labels, self._plan.declined)
        for index in range(planned.first, planned.last + 1):
            letters = (*item.letters, DECLINED) if item.letters else ()
            letter = f"{letters[index] if letters else self._word('box')}　"
            before = letter if index == planned.first else GAP + letter
            words += [before, labels[index]]
            parts += [literal(before), answer_sheet.option(item, index)]
        self.sheet.formula(row, QUESTION, "&".join(parts), "".join(words), style)

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
