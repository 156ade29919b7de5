"""成績一覧: who took the test, with what result, and how many passed.

Empty rows hold nothing at all, no number and no formula: so they are not printed. What is
reckoned of a row stands in `_calc`; here it is shown by the number formats of rules, on the
cells that somebody filled in.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from .. import colours
from ..book import Book
from ..sheet import Sheet, Value, literal
from ..styles import BODY, CENTRE, ENTRY, HEADER, NOTE, TITLE, Style
from .marking import MET, UNMET, Marking, ResultState, TestRow
from .plan import FIRST_RESULT_ROW, PEOPLE, TestPlan

MARGIN, EMPLOYEE, NAME, DEPARTMENT, DAY, POINTS = range(6)
RULES = POINTS + 1  # where the course has rules of passing
WIDTHS = (2, 20, 22, 24, 20, 34)  # a number that does not fit with its words would be ###
RULES_WIDTH, ROW_HEIGHT = 13, 18
SUMMARY_ROW, HEADER_ROW, FIRST_ROW = 3, 6, FIRST_RESULT_ROW
LAST_ROW = FIRST_ROW + PEOPLE - 1
PERCENT, STATE, TWICE = 8, 9, 10  # columns of `_calc`, whose rows are those of this sheet
PLAIN: Style = {**BODY, "text_wrap": False}
EMPTY = TestRow("", "", "", None, None)
DATA: Style = {**ENTRY, "border_color": colours.PRIMARY_LINE}
BIG: Style = {**CENTRE, "bold": True, "font_size": 14, "font_color": colours.PRIMARY_ACTIVE}
GOOD: Style = {"font_color": colours.OK_INK, "bg_color": colours.OK_TINT}
BAD: Style = {"font_color": colours.ERR_INK, "bg_color": colours.ERR_TINT}
DOUBTFUL: Style = {"font_color": colours.WARN_INK, "bg_color": colours.WARN_TINT}


class ResultList:
    """The list of results."""

    def __init__(self, book: Book, plan: TestPlan) -> None:
        widths = (*WIDTHS, RULES_WIDTH) if plan.rules else WIDTHS
        self._sheet = book.sheet("sheet_result_list", widths, tab=colours.HEAT[4])
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._last = len(widths) - 1

    @property
    def entries(self) -> str:
        """The range of everything that people enter."""
        return self._sheet.range(FIRST_ROW, EMPLOYEE, LAST_ROW, self._last)

    @staticmethod
    def last_row(marking: Marking) -> int:
        """The number of the last row with an entry, at least that of the headings."""
        rows = enumerate(marking.fill.rows, FIRST_ROW + 1)
        return max((number for number, row in rows if row.is_filled), default=FIRST_ROW)

    def write(self, marking: Marking, pass_mark: str, last_row: str, reckoned: Sheet) -> None:
        """Write the whole sheet, and into the hidden sheet `reckoned` what is reckoned of it.

        `pass_mark` is the cell with the percent needed, `last_row` that with the last row filled.
        """
        reckoning = _Reckoning(self._sheet, reckoned, self._plan)
        self._write_head(marking, pass_mark, reckoning)
        rows = (*marking.fill.rows, *[EMPTY] * PEOPLE)[:PEOPLE]
        for at, row in enumerate(rows, FIRST_ROW):
            self._write_entries(at, row)
            reckoning.write(at, row, marking, pass_mark)
        self._write_rules()
        self._show_reckoned(reckoning)
        sheet = self._sheet
        sheet.raw.freeze_panes(FIRST_ROW, NAME + 1)
        sheet.raw.autofilter(HEADER_ROW, EMPLOYEE, LAST_ROW, self._last)
        self._book.print_on(sheet, None, landscape=True, repeat=(HEADER_ROW, HEADER_ROW))
        self._book.print_filled(sheet, "results_filled", last_row, self._last + 1)

    def _write_head(self, marking: Marking, pass_mark: str, reckoning: _Reckoning) -> None:
        sheet, word, total = self._sheet, self._word, len(self._plan.paper)
        title = word("result_list_title", test=self._plan.title)
        sheet.banner(0, EMPLOYEE, self._last, title, TITLE)
        sheet.raw.set_row(0, 36)
        sheet.banner(1, EMPLOYEE, self._last, word("result_list_how", rows=PEOPLE), NOTE)
        sheet.raw.set_row(1, 30)
        sheet.raw.set_row(2, 6)
        percents, states = reckoning.column(PERCENT), reckoning.column(STATE)
        count = f"COUNT({percents})"
        passed = f"SUMPRODUCT(--({states}={ResultState.PASSED:d}))"
        rate = f'IF({count}=0,"",ROUND(100*{passed}/{count},0))'
        mean = f'IF({count}=0,"",ROUND(SUM({percents})/{count},1))'
        needed, least = f"ROUNDUP({pass_mark}*{total}/100,0)", marking.points_needed
        cells: Sequence[tuple[str, str, Value, str]] = (
            ("took", count, len(marking.percents), word("people_format")),
            ("passed_count", passed, marking.passed, word("people_format")),
            ("pass_rate", rate, marking.pass_rate, '0"%"'),
            ("mean_percent", mean, marking.mean, '0.0"%"'),
            ("points_needed", needed, least, word("needed_format", total=total)),
        )
        for column, (key, formula, value, number_format) in enumerate(cells, EMPLOYEE):
            sheet.text(SUMMARY_ROW, column, word(key), HEADER)
            style: Style = {**BIG, "num_format": number_format}
            sheet.formula(SUMMARY_ROW + 1, column, formula, value, style)
        sheet.raw.set_row(SUMMARY_ROW, 22)
        sheet.raw.set_row(SUMMARY_ROW + 1, 28)
        sheet.raw.set_row(SUMMARY_ROW + 2, 8)
        rules = ("rules_met",) if self._plan.rules else ()
        keys = ("employee_number", "name", "department", "day", "points_verdict", *rules)
        for column, key in enumerate(keys, EMPLOYEE):
            sheet.text(HEADER_ROW, column, word(key), HEADER)
        sheet.raw.set_row(HEADER_ROW, 24)

    def _write_entries(self, at: int, row: TestRow) -> None:
        sheet = self._sheet
        sheet.raw.set_row(at, ROW_HEIGHT)
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

    def _show_reckoned(self, reckoning: _Reckoning) -> None:
        """Show verdicts and doubts; older programs take ranges of other sheets by name only."""
        word, total = self._word, len(self._plan.paper)
        states = self._book.name("result_states", reckoning.column(STATE))
        twice = self._book.name("result_twice", reckoning.column(TWICE))
        of = f" / {total}　"
        shown = {
            ResultState.PASSED: (f"0{literal(of + word('passed'))}", GOOD),
            ResultState.FAILED: (f"0{literal(of + word('failed'))}", BAD),
            ResultState.UNSAID: (f"0{literal(of + word('rules_unsaid'))}", DOUBTFUL),
            ResultState.IMPOSSIBLE: (_behind(word("doubtful_points", total=total)), DOUBTFUL),
        }
        for state, (number_format, style) in shown.items():
            self._show(POINTS, states, state, number_format, style)
        self._show(EMPLOYEE, twice, 1, _behind(word("same_number")), DOUBTFUL)

    def _show(self, column: int, states: str, state: int, number_format: str, style: Style) -> None:
        """Show cells by a number format where `states` holds a state for their row."""
        cell = xl_rowcol_to_cell(FIRST_ROW, column, col_abs=True)
        rule = f"AND(LEN({cell})>0,INDEX({states},ROW()-{FIRST_ROW})={state:d})"
        shown = {**style, "num_format": number_format}
        self._sheet.colour(FIRST_ROW, column, LAST_ROW, column, rule, shown)


class _Reckoning:
    """What is reckoned of each row, in the same row of `_calc`."""

    def __init__(self, sheet: Sheet, into: Sheet, plan: TestPlan) -> None:
        self._sheet, self._into, self._plan = sheet, into, plan

    def column(self, column: int) -> str:
        """The range of what is reckoned of all rows."""
        return self._into.range(FIRST_ROW, column, LAST_ROW, column)

    def write(self, at: int, row: TestRow, marking: Marking, pass_mark: str) -> None:
        """Write what is reckoned of a row."""
        sheet, into, total = self._sheet, self._into, len(self._plan.paper)
        points, percent = sheet.ref(at, POINTS), into.ref(at, PERCENT)
        possible = f"AND({points}>=0,{points}<={total},{points}=INT({points}))"
        formula = f'IF(ISNUMBER({points}),IF({possible},INT(100*{points}/{total}),""),"")'
        value = marking.percent(row)
        into.formula(at, PERCENT, formula, "" if value is None else value, PLAIN)
        reaches = f"{ResultState.PASSED:d}"
        if self._plan.rules:
            said = sheet.ref(at, RULES)
            reaches = (
                f"IF({said}={literal(MET)},{reaches},"
                f"IF({said}={literal(UNMET)},{ResultState.FAILED:d},{ResultState.UNSAID:d}))"
            )
        formula = (
            f'IF({percent}="",IF(LEN({points})>0,{ResultState.IMPOSSIBLE:d},0),'
            f"IF({percent}>={pass_mark},{reaches},{ResultState.FAILED:d}))"
        )
        into.formula(at, STATE, formula, int(marking.result_state(row)), PLAIN)
        employee = sheet.ref(at, EMPLOYEE)
        same = f"SUMPRODUCT(--({sheet.range(FIRST_ROW, EMPLOYEE, LAST_ROW, EMPLOYEE)}={employee}))"
        formula = f"IF(LEN({employee})=0,0,IF({same}>1,1,0))"
        into.formula(at, TWICE, formula, int(marking.is_twice(row)), PLAIN)


def _behind(text: str) -> str:
    """The number format that says something behind whatever a cell holds."""
    said = literal(f"　{text}")
    return ";".join([f"General{said}"] * 3 + [f"@{said}"])
