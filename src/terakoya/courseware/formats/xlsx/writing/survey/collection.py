"""集計シート: one row for each respondent; and 自由記述, apart from the departments."""

from __future__ import annotations

from .. import colours
from ..book import A3, A4, Book
from ..measure import row_height
from ..sheet import literal
from ..styles import BODY_SIZE, CELL, CENTRE, ENTRY, HEADER, NOTE, SMALL, TITLE, Style
from .answer_sheet import AnswerSheet
from .plan import NO_DEPARTMENT_KEY, RESPONDENTS, PlannedItem, SurveyPlan
from .tally import SurveyRow, Tally

NUMBER, DEPARTMENT, FIRST_ANSWER = 0, 1, 2
HEADER_ROW, QUESTION_ROW, FIRST_ROW = 2, 3, 4
LAST_ROW = FIRST_ROW + RESPONDENTS - 1
ANSWER_WIDTH, CHECK_WIDTH = 17, 30
DATA: Style = {**ENTRY, "font_size": 9.5, "border_color": colours.PRIMARY_LINE}
WIDE = 10  # items from which A4 becomes too small


class Collection:
    """The collection sheet; its columns follow the closed items."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        widths = (6, 22, *[ANSWER_WIDTH] * len(plan.closed), CHECK_WIDTH)
        self.sheet = book.sheet("sheet_collection", widths, tab=colours.PRIMARY)
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._columns = {item.id: FIRST_ANSWER + i for i, item in enumerate(plan.closed)}
        self._check = FIRST_ANSWER + len(plan.closed)

    def answers(self, item: PlannedItem) -> str:
        """The range of everybody's answers to an item."""
        column = self._columns[item.id]
        return self.sheet.range(FIRST_ROW, column, LAST_ROW, column)

    def row_answers(self, row: int) -> str:
        """The range of one respondent's answers; `row` counts respondents from 0."""
        at = FIRST_ROW + row
        return self.sheet.range(at, FIRST_ANSWER, at, self._check - 1)

    def row_department(self, row: int) -> str:
        """The cell with one respondent's department."""
        return self.sheet.ref(FIRST_ROW + row, DEPARTMENT)

    @property
    def checks(self) -> str:
        """The range of the remarks about rows."""
        return self.sheet.range(FIRST_ROW, self._check, LAST_ROW, self._check)

    def write(self, answer_sheet: AnswerSheet, tally: Tally, group_of_row: list[str]) -> None:
        """Write the sheet; `group_of_row` are the cells that hold each respondent's group."""
        self._write_head(answer_sheet)
        rows = (*tally.fill.rows, *[SurveyRow("", {})] * RESPONDENTS)[:RESPONDENTS]
        for index, row in enumerate(rows):
            self._write_row(index, row)
            doubt = tally.doubt(row)
            self.sheet.formula(
                FIRST_ROW + index,
                self._check,
                self._check_formula(index, answer_sheet, group_of_row[index]),
                self._word(doubt) if doubt else "",
                {**CELL, "font_size": SMALL, "font_color": colours.ERR_INK},
            )
        self._offer_lists(answer_sheet)
        self.sheet.raw.freeze_panes(FIRST_ROW, FIRST_ANSWER)
        self._book.print_on(
            self.sheet,
            (0, 0, LAST_ROW, self._check),
            landscape=True,
            paper=A3 if len(self._plan.closed) > WIDE else A4,
            repeat=(HEADER_ROW, QUESTION_ROW),
        )

    def _write_head(self, answer_sheet: AnswerSheet) -> None:
        sheet, word = self.sheet, self._word
        sheet.banner(0, 0, self._check, word("collection_title"), TITLE)
        sheet.raw.set_row(0, 32)
        sheet.banner(1, 0, self._check, word("collection_how", rows=RESPONDENTS), NOTE)
        sheet.raw.set_row(1, 44)
        for column, key in ((NUMBER, "row"), (DEPARTMENT, "department"), (self._check, "check")):
            sheet.merge(HEADER_ROW, column, QUESTION_ROW, column, HEADER)
            sheet.text(HEADER_ROW, column, word(key), HEADER)
        for item in self._plan.closed:
            column = self._columns[item.id]
            sheet.text(HEADER_ROW, column, word("question_n", n=item.number), HEADER)
            small = {**HEADER, "bold": False, "font_size": SMALL, "valign": "top", "align": "left"}
            sheet.link(QUESTION_ROW, column, answer_sheet.question(item), item.text, small)
        sheet.raw.set_row(HEADER_ROW, 20)
        texts = [row_height(item.text, ANSWER_WIDTH, SMALL) for item in self._plan.closed]
        sheet.raw.set_row(QUESTION_ROW, max(texts, default=BODY_SIZE * 2))

    def _write_row(self, index: int, row: SurveyRow) -> None:
        at = FIRST_ROW + index
        self.sheet.number(at, NUMBER, index + 1, {**CENTRE, "font_color": colours.TEXT_MUTE})
        self.sheet.entry(at, DEPARTMENT, row.department, DATA)
        for item in self._plan.closed:
            answer = row.answers.get(item.id, "")
            self.sheet.entry(at, self._columns[item.id], answer, DATA)

    def _check_formula(self, index: int, answer_sheet: AnswerSheet, group: str) -> str:
        row = FIRST_ROW + index
        known = "+".join(
            f"SUMPRODUCT(--({self.sheet.ref(row, self._columns[item.id])}"
            f"={answer_sheet.options(item, declined=True)}))"
            for item in self._plan.closed
        )
        filled = f"SUMPRODUCT(--(LEN({self.row_answers(index)})>0))"
        has_department = f"LEN({self.row_department(index)})>0"
        doubts = ("unknown_department", "unknown_answer", "no_answers")
        unknown_department, unknown_answer, no_answers = (
            literal(self._word(key)) for key in doubts
        )
        return (
            f"IF(AND({has_department},{group}={NO_DEPARTMENT_KEY}),{unknown_department},"
            f"IF({filled}>{known},{unknown_answer},"
            f'IF(AND({has_department},{filled}=0),{no_answers},"")))'
        )

    def _offer_lists(self, answer_sheet: AnswerSheet) -> None:
        warn = {"error_title": self._word("choose_title"), "error_type": "stop"}
        self.sheet.pick_list(
            FIRST_ROW,
            DEPARTMENT,
            LAST_ROW,
            DEPARTMENT,
            answer_sheet.department_list,
            error_message=self._word("choose_department"),
            **warn,
        )
        for item in self._plan.closed:
            column = self._columns[item.id]
            self.sheet.pick_list(
                FIRST_ROW,
                column,
                LAST_ROW,
                column,
                answer_sheet.options(item, declined=True),
                error_message=self._word("choose_one"),
                **warn,
            )


def write_comments(book: Book, plan: SurveyPlan, answer_sheet: AnswerSheet) -> None:
    """Write 自由記述: a column for each open item, with no department beside it."""
    width = max(30, 120 // max(1, len(plan.comments)))
    sheet = book.sheet("sheet_comments", (6, *[width] * len(plan.comments)))
    last = len(plan.comments)
    word = book.texts.word
    sheet.banner(0, 0, last, word("sheet_comments"), TITLE)
    sheet.raw.set_row(0, 32)
    text = word("comments_how")
    sheet.banner(1, 0, last, text, NOTE)
    sheet.raw.set_row(1, row_height(text, 6 + width * last, SMALL))
    sheet.text(2, 0, word("row"), HEADER)
    for column, item in enumerate(plan.comments, 1):
        shown = word("question_text", n=item.number, text=item.text)
        prefix = word("question_text", n=item.number, text="")
        sheet.formula(2, column, f"{literal(prefix)}&{answer_sheet.question(item)}", shown, HEADER)
    sheet.raw.set_row(2, max(row_height(item.text, width - 8, BODY_SIZE) for item in plan.comments))
    for index in range(RESPONDENTS):
        sheet.number(3 + index, 0, index + 1, {**CENTRE, "font_color": colours.TEXT_MUTE})
        for column in range(1, last + 1):
            sheet.entry(3 + index, column, None, DATA)
    sheet.raw.freeze_panes(3, 1)
    book.print_on(sheet, (0, 0, 2 + RESPONDENTS, last), landscape=True, repeat=(2, 2))
