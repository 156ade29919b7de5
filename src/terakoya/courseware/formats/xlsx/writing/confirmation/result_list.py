"""成績一覧: who took the test, with what result, and how many passed."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from .. import colours
from ..book import Book
from ..sheet import Value, literal
from ..styles import CELL, CENTRE, ENTRY, HEADER, NOTE, SMALL, TITLE, Style
from .marking import MET, UNMET, Marking, TestRow
from .plan import FIRST_RESULT_ROW, PEOPLE, TestPlan

NUMBER, EMPLOYEE, NAME, DEPARTMENT, DAY, POINTS = range(6)
RULES = POINTS + 1  # where the course has rules of passing; what is reckoned stands behind it
WIDTHS = (6, 16, 22, 24, 19, 10)
RULES_WIDTH, RECKONED_WIDTHS = 10, (10, 11, 34)
SUMMARY_ROW, HEADER_ROW, FIRST_ROW = 3, 6, FIRST_RESULT_ROW
LAST_ROW = FIRST_ROW + PEOPLE - 1
DATA: Style = {**ENTRY, "border_color": colours.PRIMARY_LINE}
BIG: Style = {**CENTRE, "bold": True, "font_size": 14, "font_color": colours.PRIMARY_ACTIVE}


class ResultList:
    """The list of results."""

    def __init__(self, book: Book, plan: TestPlan) -> None:
        entered = (*WIDTHS, RULES_WIDTH) if plan.rules else WIDTHS
        widths = (*entered, *RECKONED_WIDTHS)
        self._percent, self._verdict, self._check = range(len(entered), len(widths))
        self._sheet = book.sheet("sheet_result_list", widths, tab=colours.HEAT[4])
        self._book, self._plan, self._word = book, plan, book.texts.word

    @property
    def entries(self) -> str:
        """The range of everything that people enter."""
        last = RULES if self._plan.rules else POINTS
        return self._sheet.range(FIRST_ROW, EMPLOYEE, LAST_ROW, last)

    @staticmethod
    def last_row(marking: Marking) -> int:
        """The number of the last row with an entry, at least that of the headings."""
        rows = enumerate(marking.fill.rows, FIRST_ROW + 1)
        return max((number for number, row in rows if row.is_filled), default=FIRST_ROW)

    def write(self, marking: Marking, pass_mark: str, last_row: str) -> None:
        """Write the whole sheet.

        `pass_mark` is the cell with the percent needed, `last_row` that with the last row filled.
        """
        self._write_head(marking)
        empty = TestRow("", "", "", None, None)
        rows = (*marking.fill.rows, *[empty] * PEOPLE)[:PEOPLE]
        for index, row in enumerate(rows):
            self._write_entries(FIRST_ROW + index, index + 1, row)
            self._write_reckoned(FIRST_ROW + index, row, marking, pass_mark)
        self._write_rules()
        sheet = self._sheet
        sheet.raw.freeze_panes(FIRST_ROW, NAME + 1)
        sheet.raw.autofilter(HEADER_ROW, 0, LAST_ROW, self._check)
        self._book.print_on(sheet, None, landscape=True, repeat=(HEADER_ROW, HEADER_ROW))
        self._book.print_filled(sheet, "results_filled", last_row, self._check + 1)

    def _column(self, column: int) -> str:
        return self._sheet.range(FIRST_ROW, column, LAST_ROW, column)

    def _write_head(self, marking: Marking) -> None:
        sheet, word = self._sheet, self._word
        sheet.banner(0, 0, self._check, word("result_list_title", test=self._plan.title), TITLE)
        sheet.raw.set_row(0, 36)
        sheet.banner(1, 0, self._check, word("result_list_how", rows=PEOPLE), NOTE)
        sheet.raw.set_row(1, 30)
        sheet.raw.set_row(2, 6)
        count = f"COUNT({self._column(self._percent)})"
        passed = f"SUMPRODUCT(--({self._column(self._verdict)}={literal(word('passed'))}))"
        rate = f'IF({count}=0,"",ROUND(100*{passed}/{count},0))'
        mean = f'IF({count}=0,"",ROUND(SUM({self._column(self._percent)})/{count},1))'
        cells: Sequence[tuple[str, str, Value, str]] = (
            ("took", count, len(marking.percents), word("people_format")),
            ("passed_count", passed, marking.passed, word("people_format")),
            ("pass_rate", rate, marking.pass_rate, '0"%"'),
            ("mean_percent", mean, marking.mean, '0.0"%"'),
        )
        for column, (key, formula, value, number_format) in enumerate(cells, EMPLOYEE):
            sheet.text(SUMMARY_ROW, column, word(key), HEADER)
            style: Style = {**BIG, "num_format": number_format}
            sheet.formula(SUMMARY_ROW + 1, column, formula, value, style)
        sheet.raw.set_row(SUMMARY_ROW + 1, 28)
        sheet.raw.set_row(SUMMARY_ROW + 2, 8)
        keys = ("row", "employee_number", "name", "department", "day")
        rules = ("rules_met",) if self._plan.rules else ()
        for column, key in enumerate((*keys, "points", *rules, "percent", "verdict", "check")):
            sheet.text(HEADER_ROW, column, word(key), HEADER)
        sheet.raw.set_row(HEADER_ROW, 24)

    def _write_entries(self, at: int, number: int, row: TestRow) -> None:
        sheet = self._sheet
        sheet.number(at, NUMBER, number, {**CENTRE, "font_color": colours.TEXT_MUTE})
        sheet.entry(at, EMPLOYEE, row.number, {**DATA, "num_format": "@"})
        sheet.entry(at, NAME, row.name, DATA)
        sheet.entry(at, DEPARTMENT, row.department, DATA)
        day: Style = {**DATA, "num_format": self._word("date_format"), "align": "center"}
        if row.day is None:
            sheet.entry(at, DAY, None, day)
        else:
            sheet.date(at, DAY, row.day, day)
        sheet.entry(at, POINTS, row.points, {**DATA, "align": "center"})
        if self._plan.rules:
            sheet.entry(at, RULES, row.rules, {**DATA, "align": "center"})

    def _write_reckoned(self, at: int, row: TestRow, marking: Marking, pass_mark: str) -> None:
        sheet, word, total = self._sheet, self._word, len(self._plan.paper)
        points, percent = sheet.ref(at, POINTS), sheet.ref(at, self._percent)
        possible = f"AND({points}>=0,{points}<={total},{points}=INT({points}))"
        formula = f'IF(ISNUMBER({points}),IF({possible},INT(100*{points}/{total}),""),"")'
        value = marking.percent(row)
        style: Style = {**CENTRE, "num_format": '0"%"'}
        sheet.formula(at, self._percent, formula, "" if value is None else value, style)
        good, bad = literal(word("passed")), literal(word("failed"))
        reaches = good
        if self._plan.rules:
            said = sheet.ref(at, RULES)
            reaches = f'IF({said}={literal(MET)},{good},IF({said}={literal(UNMET)},{bad},""))'
        verdict = f"IF({percent}>={pass_mark},{reaches},{bad})"
        key = marking.verdict(row)
        shown = word(key) if key else ""
        sheet.formula(at, self._verdict, f'IF({percent}="","",{verdict})', shown, CENTRE)
        employee = sheet.ref(at, EMPLOYEE)
        twice = f"SUMPRODUCT(--({self._column(EMPLOYEE)}={employee}))>1"
        same, wrong = word("same_number"), word("impossible_points", total=total)
        unsaid = '""'
        if self._plan.rules:
            verdict_cell = sheet.ref(at, self._verdict)
            is_unsaid = f'AND(ISNUMBER({percent}),{verdict_cell}="")'
            unsaid = f'IF({is_unsaid},{literal(word("rules_unsaid"))},"")'
        check = (
            f"IF(AND(LEN({employee})>0,{twice}),{literal(same)},"
            f'IF(AND(LEN({points})>0,{percent}=""),{literal(wrong)},{unsaid}))'
        )
        doubt = marking.doubt(row)
        small: Style = {**CELL, "font_size": SMALL, "font_color": colours.ERR_INK}
        sheet.formula(at, self._check, check, word(doubt, total=total) if doubt else "", small)

    def _write_rules(self) -> None:
        sheet, word, total = self._sheet, self._word, len(self._plan.paper)
        whole = {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": total,
            "error_title": word("points"),
            "error_message": word("impossible_points", total=total),
        }
        sheet.raw.data_validation(FIRST_ROW, POINTS, LAST_ROW, POINTS, whole)
        day = {
            "validate": "date",
            "criteria": ">=",
            "value": sheet.first_day,
            "error_title": word("day"),
            "error_message": word("no_date"),
        }
        sheet.raw.data_validation(FIRST_ROW, DAY, LAST_ROW, DAY, day)
        if self._plan.rules:
            marks = {"validate": "list", "source": [MET, UNMET]}
            sheet.raw.data_validation(FIRST_ROW, RULES, LAST_ROW, RULES, marks)
        first = xl_rowcol_to_cell(FIRST_ROW, self._verdict, col_abs=True)
        for key, ink, tint in (
            ("passed", colours.OK_INK, colours.OK_TINT),
            ("failed", colours.ERR_INK, colours.ERR_TINT),
        ):
            rule = f"{first}={literal(word(key))}"
            style = {"font_color": ink, "bg_color": tint}
            sheet.colour(FIRST_ROW, self._verdict, LAST_ROW, self._verdict, rule, style)
