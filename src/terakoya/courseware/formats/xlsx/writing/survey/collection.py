"""集計シート: one row for each respondent; and 自由記述, apart from the departments.

Empty rows hold nothing at all, no number and no formula: so they are not printed.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from .. import colours
from ..book import Book
from ..measure import row_height
from ..sheet import literal
from ..styles import BODY, BODY_SIZE, ENTRY, HEADER, NOTE, SMALL, TITLE, Style
from .answer_sheet import AnswerSheet
from .entry_checks import Entries, EntryChecks
from .plan import (
    COMPANY_KEY,
    FIRST_COMMENT,
    FIRST_RESPONDENT,
    NO_DEPARTMENT_KEY,
    RESPONDENTS,
    PlannedItem,
    SurveyPlan,
)
from .tally import SurveyRow, Tally

MARGIN, DEPARTMENT, FIRST_ANSWER = 0, 1, 2
HEADER_ROW, QUESTION_ROW, FIRST_ROW = 2, 3, FIRST_RESPONDENT
LAST_ROW = FIRST_ROW + RESPONDENTS - 1
ANSWER_WIDTH = 10
DATA: Style = {**ENTRY, "font_size": 9.5, "border_color": colours.PRIMARY_LINE}
DOUBTFUL: Style = {"bg_color": colours.ERR_TINT, "font_color": colours.ERR_INK}


class Collection:
    """The collection sheet; its columns follow the closed items."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        widths = (2, 16, *[ANSWER_WIDTH] * len(plan.closed))
        self.sheet = book.sheet("sheet_collection", widths, tab=colours.PRIMARY)
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._columns = {item.id: FIRST_ANSWER + i for i, item in enumerate(plan.closed)}
        self._last = FIRST_ANSWER + len(plan.closed) - 1

    def answers(self, item: PlannedItem) -> str:
        """The range of everybody's answers to an item."""
        column = self._columns[item.id]
        return self.sheet.range(FIRST_ROW, column, LAST_ROW, column)

    def row_answers(self, row: int) -> str:
        """The range of one respondent's answers; `row` counts respondents from 0."""
        at = FIRST_ROW + row
        return self.sheet.range(at, FIRST_ANSWER, at, self._last)

    def row_department(self, row: int) -> str:
        """The cell with one respondent's department."""
        return self.sheet.ref(FIRST_ROW + row, DEPARTMENT)

    def entries(self, comments: str) -> Entries:
        """All that people fill in; `comments` is the range of the sheet of comments."""
        return Entries(
            {item.id: self.answers(item) for item in self._plan.closed},
            self.sheet.range(FIRST_ROW, DEPARTMENT, LAST_ROW, DEPARTMENT),
            self.sheet.range(FIRST_ROW, DEPARTMENT, LAST_ROW, self._last),
            comments,
        )

    def write(
        self, answer_sheet: AnswerSheet, tally: Tally, checks: EntryChecks, people: str
    ) -> None:
        """Write the sheet; `people` is the range of each respondent's group."""
        self._write_head(answer_sheet, tally, checks)
        rows = (*tally.fill.rows, *[SurveyRow("", {})] * RESPONDENTS)[:RESPONDENTS]
        for index, row in enumerate(rows):
            self._write_row(index, row)
        self._offer_lists(answer_sheet)
        self._colour_doubts(answer_sheet, checks, people)
        self.sheet.raw.freeze_panes(FIRST_ROW, FIRST_ANSWER)
        repeat = (HEADER_ROW, QUESTION_ROW)
        self._book.print_on(self.sheet, None, landscape=True, repeat=repeat)
        self._book.print_filled(self.sheet, "answers_filled", checks.last_answers, self._last + 1)

    def _write_head(self, answer_sheet: AnswerSheet, tally: Tally, checks: EntryChecks) -> None:
        sheet, word = self.sheet, self._word
        half = DEPARTMENT + (self._last - DEPARTMENT) // 3
        sheet.banner(0, DEPARTMENT, half, word("collection_title"), TITLE)
        warned: Style = {**BODY, "font_color": colours.ERR_INK, "bold": True, "indent": 1}
        sheet.merge(0, half + 1, 0, self._last, warned)
        shown = doubts_shown(self._book, tally)
        sheet.formula(0, half + 1, checks.line(self._book), shown, warned)
        sheet.raw.set_row(0, 32)
        sheet.banner(1, DEPARTMENT, self._last, word("collection_how", rows=RESPONDENTS), NOTE)
        sheet.raw.set_row(1, 30)
        sheet.merge(HEADER_ROW, DEPARTMENT, QUESTION_ROW, DEPARTMENT, HEADER)
        sheet.text(HEADER_ROW, DEPARTMENT, word("department"), HEADER)
        for item in self._plan.closed:
            column = self._columns[item.id]
            sheet.text(HEADER_ROW, column, word("question_n", n=item.number), HEADER)
            small = {**HEADER, "bold": False, "font_size": SMALL, "valign": "top", "align": "left"}
            sheet.link(QUESTION_ROW, column, answer_sheet.question(item), item.text, small)
        sheet.raw.set_row(HEADER_ROW, 20)
        wide = ANSWER_WIDTH + 1
        texts = [row_height(one.text, wide, SMALL, padding=4) for one in self._plan.closed]
        sheet.raw.set_row(QUESTION_ROW, max(texts, default=BODY_SIZE * 2))

    def _write_row(self, index: int, row: SurveyRow) -> None:
        at = FIRST_ROW + index
        self.sheet.entry(at, DEPARTMENT, row.department, DATA)
        for item in self._plan.closed:
            answer = row.answers.get(item.id, "")
            self.sheet.entry(at, self._columns[item.id], answer, DATA)

    def _offer_lists(self, answer_sheet: AnswerSheet) -> None:
        self.sheet.pick_list(
            FIRST_ROW,
            DEPARTMENT,
            LAST_ROW,
            DEPARTMENT,
            answer_sheet.department_list,
            error_title=self._word("choose_title"),
            error_message=self._word("choose_department"),
            error_type="stop",
        )
        for item in self._plan.closed:
            column = self._columns[item.id]
            self.sheet.pick_list(
                FIRST_ROW,
                column,
                LAST_ROW,
                column,
                answer_sheet.options(item, declined=True),
                show_error=False,  # letters may be typed as well
            )

    def _colour_doubts(self, answer_sheet: AnswerSheet, checks: EntryChecks, people: str) -> None:
        """Colour what is doubtful; older programs take ranges of other sheets by name only."""
        groups = self._book.name("people_groups", people)
        cell = xl_rowcol_to_cell(FIRST_ROW, DEPARTMENT, col_abs=True)
        group = f"INDEX({groups},ROW()-{FIRST_ROW})"
        rule = f"AND(LEN({cell})>0,OR({group}={NO_DEPARTMENT_KEY},{group}={COMPANY_KEY}))"
        self.sheet.colour(FIRST_ROW, DEPARTMENT, LAST_ROW, DEPARTMENT, rule, DOUBTFUL)
        names: dict[str, str] = {}
        for item in self._plan.closed:
            known = [answer_sheet.options(item, declined=True)]
            known += [checks.known_letters(item)] if item.letters else []
            for one in known:
                if one not in names:
                    names[one] = self._book.name(f"answers_known_{len(names) + 1}", one)
            column = self._columns[item.id]
            cell = xl_rowcol_to_cell(FIRST_ROW, column)
            found = "+".join(f"SUMPRODUCT(--({cell}={names[one]}))" for one in known)
            rule = f"AND(LEN({cell})>0,{found}=0)"
            self.sheet.colour(FIRST_ROW, column, LAST_ROW, column, rule, DOUBTFUL)


def doubts_shown(book: Book, tally: Tally) -> str:
    """What the line about doubtful cells says."""
    word = book.texts.word
    parts = [f"{word(key)}{n}{word('doubt_end')}" for key, n in tally.doubts.items() if n]
    return word("doubts") + "".join(parts) if parts else ""


class Comments:
    """自由記述: a column for each open item, with no department beside it."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        self._width = max(30, 120 // max(1, len(plan.comments)))
        self.sheet = book.sheet("sheet_comments", (2, *[self._width] * len(plan.comments)))
        self._book, self._plan, self._last = book, plan, len(plan.comments)

    @property
    def entries(self) -> str:
        """The range of all comments."""
        return self.sheet.range(FIRST_COMMENT, 1, FIRST_COMMENT + RESPONDENTS - 1, self._last)

    def write(self, answer_sheet: AnswerSheet, checks: EntryChecks) -> None:
        """Write the sheet."""
        sheet, word, last, width = self.sheet, self._book.texts.word, self._last, self._width
        sheet.banner(0, 1, last, word("sheet_comments"), TITLE)
        sheet.raw.set_row(0, 32)
        text = word("comments_how")
        sheet.banner(1, 1, last, text, NOTE)
        sheet.raw.set_row(1, row_height(text, width * last, SMALL))
        for column, item in enumerate(self._plan.comments, 1):
            shown = word("question_text", n=item.number, text=item.text)
            prefix = word("question_text", n=item.number, text="")
            formula = f"{literal(prefix)}&{answer_sheet.question(item)}"
            sheet.formula(2, column, formula, shown, HEADER)
        heights = [row_height(item.text, width - 8, BODY_SIZE) for item in self._plan.comments]
        sheet.raw.set_row(2, max(heights))
        for index in range(RESPONDENTS):
            for column in range(1, last + 1):
                sheet.entry(FIRST_COMMENT + index, column, None, DATA)
        sheet.raw.freeze_panes(FIRST_COMMENT, 1)
        self._book.print_on(sheet, None, landscape=True, repeat=(2, 2))
        self._book.print_filled(sheet, "comments_filled", checks.last_comments, last + 1)
