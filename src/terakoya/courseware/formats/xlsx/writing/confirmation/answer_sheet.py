"""解答用紙: an answer sheet that marks itself once the name and all answers are there."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from .. import colours
from ..book import Book
from ..letters import writings
from ..measure import row_height
from ..sheet import Sheet, Value, literal
from ..styles import (
    BODY,
    BODY_SIZE,
    CELL,
    CENTRE,
    ENTRY,
    GRID,
    HEADER,
    HEADING,
    LEFT,
    NOTE,
    SMALL,
    TITLE,
    Style,
)
from .marking import MET, SEPARATORS, UNMET, AnswerState, Marking
from .plan import FIRST_RESULT_ROW, PaperQuestion, PaperRule, TestPlan
from .question_sheets import RIGHT, PoolSheet

NAME = "_calc"
PLAIN: Style = {**BODY, "text_wrap": False}
LETTERS_FOUND, KEY, STATE, CORRECT, KEY_SHOWN = 1, 2, 3, 4, 5
RULE_TEXT, RULE_MET = 1, 2
FIRST_CALC_ROW = 3
OPEN_CELL, COMPLETE_CELL, POINTS_CELL, PERCENT_CELL = (0, 1), (0, 2), (0, 3), (0, 4)
LAST_RESULT_CELL = (1, 1)  # the last row of the list of results to print

NUMBER, ANSWER, MARK, HINT = 1, 2, 3, 4
WIDTHS = (2, 8, 22, 14, 52)
FIELDS = ("name", "employee_number", "department", "day")
FIRST_FIELD, HEADER_ROW, FIRST_ROW = 4, 9, 10
RESULT_STYLE: Style = {**CELL, "bold": True, "font_size": 13, "align": "center"}


class CalculationSheet:
    """The hidden sheet that reads and marks the answers."""

    def __init__(self, book: Book, plan: TestPlan, answers: AnswerSheet, pool: PoolSheet) -> None:
        self.sheet = book.hidden_sheet(NAME)
        self._plan, self._answers, self._pool = plan, answers, pool

    def cell(self, question: PaperQuestion, column: int) -> str:
        """A cell about a question; `column` is one of this module's constants."""
        return self.sheet.ref(FIRST_CALC_ROW + question.number - 1, column)

    def whole(self, place: tuple[int, int]) -> str:
        """A cell about the whole answer sheet."""
        return self.sheet.ref(*place)

    def keys(self) -> list[str]:
        """The cells with the letters of the right choices, question by question."""
        return [self.cell(one, KEY_SHOWN) for one in self._plan.paper]

    def _column(self, column: int) -> str:
        last = FIRST_CALC_ROW + len(self._plan.paper) - 1
        return self.sheet.range(FIRST_CALC_ROW, column, last, column)

    def write(self, marking: Marking) -> None:
        """Write the whole sheet."""
        for column, label in enumerate(
            ("question", "letters", "key", "state", "right", "key shown")
        ):
            self.sheet.text(FIRST_CALC_ROW - 1, column, label, PLAIN)
        for one in self._plan.paper:
            self._write_question(one, marking)
        total = len(self._plan.paper)
        unread = f"{total}-SUMPRODUCT(--({self._column(STATE)}={AnswerState.READABLE:d}))"
        self._formula(OPEN_CELL, unread, marking.open)
        name = self._answers.field("name")
        named = f'LEN(SUBSTITUTE(SUBSTITUTE({name}," ",""),"　",""))>0'
        complete = f"IF(AND({named},{self.whole(OPEN_CELL)}=0),1,0)"
        self._formula(COMPLETE_CELL, complete, int(marking.is_complete))
        score = marking.score
        self._formula(POINTS_CELL, f"SUM({self._column(CORRECT)})", score.points)
        percent = f"INT(100*{self.whole(POINTS_CELL)}/{total})"
        self._formula(PERCENT_CELL, percent, score.percent)
        for number, rule in enumerate(self._plan.rules):
            self._write_rule(number, rule, marking)

    def rule(self, number: int, column: int) -> str:
        """A cell about a rule of passing; `column` is `RULE_TEXT` or `RULE_MET`."""
        return self.sheet.ref(self._rule_row(number), column)

    @property
    def all_met(self) -> str:
        """A formula that says whether every rule of passing is met."""
        met = (f"{self.rule(number, RULE_MET)}=1" for number in range(len(self._plan.rules)))
        return f"AND({','.join(met)})"

    def _rule_row(self, number: int) -> int:
        return FIRST_CALC_ROW + len(self._plan.paper) + 1 + number

    def _write_rule(self, number: int, rule: PaperRule, marking: Marking) -> None:
        row, held = self._rule_row(number), rule.held
        self.sheet.text(row, 0, f"rule {number + 1}", PLAIN)
        self.sheet.text(row, RULE_TEXT, rule.text, PLAIN)
        asked = [
            self.cell(one, CORRECT) for one in self._plan.paper if one.drawn.id in held.questions
        ]
        is_met = int(held not in marking.score.unmet)
        self._formula((row, RULE_MET), f"IF({'+'.join(asked)}>={held.correct},1,0)", is_met)

    def write_last_result(self, entries: str, value: int) -> None:
        """Write until which row the list of results is filled; `entries` are its entry cells."""
        filled = f"SUMPRODUCT(MAX((LEN({entries})>0)*ROW({entries})))"
        self._formula(LAST_RESULT_CELL, f"MAX({FIRST_RESULT_ROW},{filled})", value)

    def _formula(self, place: tuple[int, int], formula: str, value: Value) -> None:
        self.sheet.formula(*place, formula, value, PLAIN)

    def _write_question(self, one: PaperQuestion, marking: Marking) -> None:
        row = FIRST_CALC_ROW + one.number - 1
        typed = self._answers.answer(one)
        self.sheet.text(row, 0, one.drawn.id, PLAIN)
        found = "&".join(
            f'IF(SUMPRODUCT(--ISNUMBER(FIND({_array(writings(letter))},{typed})))>0,"{letter}","")'
            for letter in one.letters
        )
        self._formula((row, LETTERS_FOUND), found, marking.letters(one))
        rows = self._pool.rows(one.planned)
        letters = [
            f'IF(LEN({self._pool.cell(rows.first_choice + place, RIGHT)})>0,"{letter}","")'
            for letter, place in zip(one.letters, one.order, strict=True)
        ]
        self._formula((row, KEY), "&".join(letters), one.key)
        spaced = '&" "&'.join(letters)
        shown = f'SUBSTITUTE(TRIM({spaced})," ",", ")'
        self._formula((row, KEY_SHOWN), shown, one.key_shown)
        self._formula((row, STATE), self._state_formula(one, typed), int(marking.state(one)))
        state, read = self.cell(one, STATE), self.cell(one, LETTERS_FOUND)
        right = f"IF(AND({state}={AnswerState.READABLE:d},{read}={self.cell(one, KEY)}),1,0)"
        self._formula((row, CORRECT), right, int(marking.is_right(one)))

    def _state_formula(self, one: PaperQuestion, typed: str) -> str:
        known = [way for letter in one.letters for way in writings(letter)]
        allowed = _array((*known, *SEPARATORS))
        strange = f'SUMPRODUCT(LEN({typed})-LEN(SUBSTITUTE({typed},{allowed},"")))<LEN({typed})'
        letters = self.cell(one, LETTERS_FOUND)
        most = len(one.letters) if one.planned.is_multiple else 1
        blank = f'LEN(SUBSTITUTE(SUBSTITUTE({typed}," ",""),"　",""))=0'
        bad = f"OR({strange},LEN({letters})=0,LEN({letters})>{most})"
        return (
            f"IF({blank},{AnswerState.EMPTY:d},"
            f"IF({bad},{AnswerState.UNREADABLE:d},{AnswerState.READABLE:d}))"
        )


def _array(texts: tuple[str, ...]) -> str:
    return "{" + ",".join(f'"{text}"' for text in texts) + "}"


class AnswerSheet:
    """The sheet that a person fills in."""

    def __init__(self, book: Book, plan: TestPlan) -> None:
        self.sheet: Sheet = book.sheet("sheet_test_answers", WIDTHS, tab=colours.PRIMARY)
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._result = FIRST_ROW + len(plan.paper) + 1
        self._goals = self._result + 6
        self._last = self._goals + len(plan.goals)

    def field(self, name: str) -> str:
        """The cell for name, employee number, department or day."""
        return self.sheet.ref(FIRST_FIELD + FIELDS.index(name), MARK)

    def answer(self, question: PaperQuestion) -> str:
        """The cell for the answer to a question."""
        return self.sheet.ref(FIRST_ROW + question.number - 1, ANSWER)

    @property
    def pass_mark(self) -> str:
        """The cell with the percent from which the test is passed."""
        return self.sheet.ref(self._result + 3, MARK)

    def write(self, reckoning: CalculationSheet, marking: Marking) -> None:
        """Write the whole sheet."""
        self._write_head(marking)
        for one in self._plan.paper:
            self._write_question(one, reckoning, marking)
        self._write_result(reckoning, marking)
        self._write_goals(reckoning, marking)
        self._write_copy_row(reckoning, marking)
        self._book.print_on(self.sheet, (0, 0, self._last, HINT), pages_high=1)

    def _write_head(self, marking: Marking) -> None:
        sheet, word, fill = self.sheet, self._word, marking.fill
        title = word("answers_title", test=self._plan.title)
        sheet.banner(0, NUMBER, HINT, title, TITLE)
        sheet.raw.set_row(0, 36)
        for row, key in ((1, "answers_how"), (2, "answers_multiple")):
            sheet.banner(row, NUMBER, HINT, word(key, seed=self._plan.seed), BODY)
            sheet.raw.set_row(row, 19)
        values: tuple[Value | None, ...] = (fill.name, fill.number, fill.department, None)
        for offset, (name, value) in enumerate(zip(FIELDS, values, strict=True)):
            row = FIRST_FIELD + offset
            label: Style = {**CELL, "bold": True, "align": "right", "indent": 1}
            sheet.banner(row, NUMBER, ANSWER, word(name), label)
            style: Style = {**ENTRY, "indent": 1}
            if name == "employee_number":
                style |= {"num_format": "@"}
            if name == "day":
                style |= {"num_format": word("date_format"), "align": "left"}
            sheet.merge(row, MARK, row, HINT, style)
            if name == "day" and fill.day is not None:
                sheet.date(row, MARK, fill.day, style)
            else:
                sheet.entry(row, MARK, value, style)
            sheet.raw.set_row(row, 23)
        heads = ((NUMBER, "number"), (ANSWER, "answer"), (MARK, "marked"), (HINT, "hint"))
        for column, key in heads:
            sheet.text(HEADER_ROW, column, word(key), HEADER)
        sheet.raw.set_row(HEADER_ROW, 22)

    def _write_question(
        self, one: PaperQuestion, reckoning: CalculationSheet, marking: Marking
    ) -> None:
        row, sheet, word = FIRST_ROW + one.number - 1, self.sheet, self._word
        sheet.number(row, NUMBER, one.number, {**CENTRE, "bold": True})
        entry: Style = {**ENTRY, "align": "center", "bold": True, "num_format": "@"}
        sheet.entry(row, ANSWER, marking.typed[one.drawn.id], entry)
        if not one.planned.is_multiple:
            source = list(one.letters)
            rule = {"validate": "list", "source": source, "show_error": False}
            sheet.raw.data_validation(row, ANSWER, row, ANSWER, rule)
        complete, right = reckoning.whole(COMPLETE_CELL), reckoning.cell(one, CORRECT)
        good, bad = word("mark_right"), word("mark_wrong")
        formula = f'IF({complete}=0,"",IF({right}=1,{literal(good)},{literal(bad)}))'
        value = (good if marking.is_right(one) else bad) if marking.is_complete else ""
        sheet.formula(row, MARK, formula, value, {**CENTRE, "bold": True, "font_size": 12})
        letters = f"{one.letters[0]}–{one.letters[-1]}"
        hint = word(f"hint_{'multiple' if one.planned.is_multiple else 'single'}", letters=letters)
        bad_hint = word("hint_unreadable", hint=hint)
        state = reckoning.cell(one, STATE)
        formula = f"IF({state}={AnswerState.UNREADABLE:d},{literal(bad_hint)},{literal(hint)})"
        value = bad_hint if marking.state(one) is AnswerState.UNREADABLE else hint
        small: Style = {**CELL, "font_size": SMALL, "font_color": colours.TEXT_SUB, "indent": 1}
        sheet.formula(row, HINT, formula, value, small)
        warned = {"font_color": colours.ERR_INK, "bg_color": colours.ERR_TINT}
        cell = xl_rowcol_to_cell(row, HINT)
        sheet.colour(row, HINT, row, HINT, f"{cell}={literal(bad_hint)}", warned)
        sheet.raw.set_row(row, 23)

    def _write_result(self, reckoning: CalculationSheet, marking: Marking) -> None:
        row, sheet, word = self._result, self.sheet, self._word
        sheet.banner(row, NUMBER, HINT, word("result"), HEADING)
        sheet.raw.set_row(row, 26)
        complete, score = reckoning.whole(COMPLETE_CELL), marking.score
        points, percent = reckoning.whole(POINTS_CELL), reckoning.whole(PERCENT_CELL)
        passed = f"{percent}>={self.pass_mark}"
        if self._plan.rules:
            passed = f"AND({passed},{reckoning.all_met})"
        words = f"IF({passed},{literal(word('passed'))},{literal(word('failed'))})"
        verdict = word("passed") if score.passed else word("failed")
        lines: tuple[tuple[str, str, Value, str], ...] = (
            ("points", points, score.points, f'0" / {len(self._plan.paper)}"'),
            ("percent", percent, score.percent, '0"%"'),
            ("verdict", words, verdict, "General"),
        )
        for offset, (key, formula, value, number_format) in zip((1, 2, 4), lines, strict=True):
            self._label(row + offset, word(key))
            style: Style = {**RESULT_STYLE, "num_format": number_format}
            shown = value if marking.is_complete else ""
            sheet.formula(row + offset, MARK, f'IF({complete}=0,"",{formula})', shown, style)
        self._label(row + 3, word("pass_mark"))
        at_least: Style = {**CENTRE, "num_format": word("at_least_format")}
        sheet.number(row + 3, MARK, self._plan.pass_mark, at_least)
        self._write_missing(reckoning, marking)
        if self._plan.rules:
            self._write_unmet(reckoning, marking)
        verdict_cell = xl_rowcol_to_cell(row + 4, MARK)
        for key, ink, tint in (
            ("passed", colours.OK_INK, colours.OK_TINT),
            ("failed", colours.ERR_INK, colours.ERR_TINT),
        ):
            rule = f"{verdict_cell}={literal(word(key))}"
            style = {"font_color": ink, "bg_color": tint}
            sheet.colour(row + 4, MARK, row + 4, MARK, rule, style)

    def _write_unmet(self, reckoning: CalculationSheet, marking: Marking) -> None:
        """Name beside the verdict the rules of passing that are not met."""
        sheet, row, rules = self.sheet, self._result + 4, self._plan.rules
        head, unmet = self._word("rules_unmet"), marking.score.unmet
        parts = (
            f'IF({reckoning.rule(n, RULE_MET)}=1,"",CHAR(10)&{reckoning.rule(n, RULE_TEXT)})'
            for n in range(len(rules))
        )
        complete = reckoning.whole(COMPLETE_CELL)
        said = f"{literal(head)}&{'&'.join(parts)}"
        formula = f'IF(OR({complete}=0,{reckoning.all_met}),"",{said})'
        lines = [head, *(rule.text for rule in rules if rule.held in unmet)]
        shown = "\n".join(lines) if unmet and marking.is_complete else ""
        small: Style = {**CELL, "font_size": SMALL, "font_color": colours.ERR_INK, "indent": 1}
        sheet.formula(row, HINT, formula, shown, small)
        longest = "\n".join([head, *(rule.text for rule in rules)])
        sheet.raw.set_row(row, max(24, row_height(longest, WIDTHS[HINT], SMALL)))

    def _label(self, row: int, text: str) -> None:
        self.sheet.banner(row, NUMBER, ANSWER, text, {**CELL, "align": "right", "indent": 1})
        self.sheet.raw.set_row(row, 24)

    def _write_missing(self, reckoning: CalculationSheet, marking: Marking) -> None:
        """Say beside the result what is still to be filled in."""
        sheet, word, row = self.sheet, self._word, self._result + 1
        before, after = word("open_before"), word("open_after")
        unread = reckoning.whole(OPEN_CELL)
        still = f"{literal(before)}&{unread}&{literal(after)}"
        formula = (
            f'IF({reckoning.whole(COMPLETE_CELL)}=1,"",'
            f"IF({unread}>0,{still},{literal(word('name_missing'))}))"
        )
        value = f"{before}{marking.open}{after}" if marking.open else word("name_missing")
        style: Style = {**NOTE, "indent": 1}
        last = row + 2 if self._plan.rules else row + 3  # beside the verdict stands what is unmet
        sheet.merge(row, HINT, last, HINT, style)
        sheet.formula(row, HINT, formula, "" if marking.is_complete else value, style)

    def _write_goals(self, reckoning: CalculationSheet, marking: Marking) -> None:
        sheet, row = self.sheet, self._goals
        sheet.banner(row, NUMBER, HINT, self._word("by_goal"), HEADING)
        sheet.raw.set_row(row, 26)
        tallies = {tally.id: tally for tally in marking.score.by_goal}
        for offset, (goal, text) in enumerate(self._plan.goals, 1):
            cells = [
                reckoning.cell(one, CORRECT) for one in self._plan.paper if one.drawn.goal == goal
            ]
            complete = reckoning.whole(COMPLETE_CELL)
            formula = f'IF({complete}=0,"",{"+".join(cells)})'
            value: Value = tallies[goal].right if marking.is_complete else ""
            style: Style = {**CENTRE, "num_format": f'0" / {len(cells)}"'}
            sheet.merge(row + offset, NUMBER, row + offset, ANSWER, style)
            sheet.formula(row + offset, NUMBER, formula, value, style)
            sheet.banner(row + offset, MARK, HINT, text, LEFT)
            sheet.raw.set_row(row + offset, row_height(text, WIDTHS[HINT], BODY_SIZE))

    def _write_copy_row(self, reckoning: CalculationSheet, marking: Marking) -> None:
        """Offer the result as a row for the list of results, outside the print."""
        row, sheet, word = self._last + 2, self.sheet, self._word
        sheet.banner(row, NUMBER, HINT, word("test_copy_row"), HEADING)
        sheet.raw.set_row(row, 24)
        sheet.banner(row + 1, NUMBER, HINT, word("test_copy_row_how"), NOTE)
        sheet.raw.set_row(row + 1, 30)
        complete, fill = reckoning.whole(COMPLETE_CELL), marking.fill
        day: Value = "" if fill.day is None else sheet.day_number(fill.day)
        copied: tuple[tuple[str, str, Value], ...] = (
            ("employee_number", self.field("employee_number"), fill.number),
            ("name", self.field("name"), fill.name),
            ("department", self.field("department"), fill.department),
            ("day", self.field("day"), day),
            ("points", reckoning.whole(POINTS_CELL), marking.score.points),
        )
        style: Style = {**BODY, **GRID, "bg_color": colours.SURFACE_3, "align": "center"}
        for offset, (key, source, value) in enumerate(copied):
            column = NUMBER + offset
            sheet.text(row + 2, column, word(key), HEADER)
            number_format = word("date_format") if key == "day" else "General"
            formula = f'IF(OR({complete}=0,LEN({source})=0),"",{source})'
            shown = value if marking.is_complete else ""
            sheet.formula(row + 3, column, formula, shown, {**style, "num_format": number_format})
        if self._plan.rules:
            column, marks = NUMBER + len(copied), (literal(MET), literal(UNMET))
            sheet.text(row + 2, column, word("rules_met"), HEADER)
            formula = f'IF({complete}=0,"",IF({reckoning.all_met},{marks[0]},{marks[1]}))'
            said = UNMET if marking.score.unmet else MET
            sheet.formula(row + 3, column, formula, said if marking.is_complete else "", style)
