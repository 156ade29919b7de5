"""What a filled-in test workbook must show, reckoned by `scoring`, not by the sheet."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from .....scoring import AttemptScore, score_attempt
from ..letters import writings
from .plan import LETTERS, PaperQuestion, TestPlan

MET, UNMET = "○", "×"  # what the list of results says of the rules of passing
SEPARATORS = (",", "，", "、", ".", "．", "・", "/", "／", " ", "　")


class AnswerState(IntEnum):
    """What is in the answer cell of a question."""

    EMPTY = 0
    READABLE = 1
    UNREADABLE = 2


class ResultState(IntEnum):
    """What a row of the list of results says."""

    NOTHING = 0
    PASSED = 1
    FAILED = 2
    UNSAID = 3  # points enough, and nothing about the rules of passing
    IMPOSSIBLE = 4  # points that cannot be


@dataclass(frozen=True)
class TestRow:
    """One person's row in the list of results."""

    __test__ = False

    number: str
    name: str
    department: str
    day: dt.date | None
    points: int | float | str | None
    rules: str = ""  # ○ or ×: whether the rules of passing are met; only where there are some

    @property
    def is_filled(self) -> bool:
        """Whether anything is entered in the row."""
        entered = (self.number, self.name, self.department, self.day, self.points, self.rules)
        return any(one not in (None, "") for one in entered)


@dataclass(frozen=True)
class TestFill:
    """What people have entered: one answer sheet, and the list of results."""

    __test__ = False

    name: str = ""
    number: str = ""
    department: str = ""
    day: dt.date | None = None
    answers: tuple[str, ...] = ()
    rows: tuple[TestRow, ...] = ()


class Marking:
    """The answer sheet and the list of results, marked."""

    def __init__(self, plan: TestPlan, fill: TestFill) -> None:
        self.plan = plan
        self.fill = fill
        given = (*fill.answers, *[""] * len(plan.paper))
        self.typed = dict(zip((one.drawn.id for one in plan.paper), given, strict=False))

    def letters(self, question: PaperQuestion) -> str:
        """The letters of the choices found in what was typed, in order."""
        typed = self.typed[question.drawn.id]
        return "".join(
            letter
            for letter in question.letters
            if any(writing in typed for writing in writings(letter))
        )

    def state(self, question: PaperQuestion) -> AnswerState:
        """Whether an answer can be read."""
        typed = self.typed[question.drawn.id]
        if not typed.replace(" ", "").replace("　", ""):
            return AnswerState.EMPTY
        allowed = {one for letter in question.letters for one in writings(letter)}
        letters = self.letters(question)
        readable = all(char in allowed or char in SEPARATORS for char in typed)
        too_many = len(letters) > 1 and not question.planned.is_multiple
        if not readable or not letters or too_many:
            return AnswerState.UNREADABLE
        return AnswerState.READABLE

    def is_right(self, question: PaperQuestion) -> bool:
        """Whether a question is answered rightly."""
        return question.drawn.id in self.score.right

    @cached_property
    def score(self) -> AttemptScore:
        """The score of the readable answers."""
        answers = {
            one.drawn.id: [one.drawn.choices[LETTERS.index(letter)] for letter in self.letters(one)]
            for one in self.plan.paper
            if self.state(one) is AnswerState.READABLE
        }
        drawn = [one.drawn for one in self.plan.paper]
        must = [rule.held for rule in self.plan.rules]
        return score_attempt(drawn, answers, pass_mark=self.plan.pass_mark, must=must)

    @cached_property
    def open(self) -> int:
        """How many answers are missing or cannot be read."""
        return sum(self.state(one) is not AnswerState.READABLE for one in self.plan.paper)

    @property
    def has_name(self) -> bool:
        """Whether a name is entered."""
        return bool(self.fill.name.replace(" ", "").replace("　", ""))

    @property
    def is_complete(self) -> bool:
        """Whether the result is shown."""
        return self.has_name and self.open == 0

    # -- the list of results

    def percent(self, row: TestRow) -> int | None:
        """The percent of a row, rounded down; `None` when its points are not a possible number."""
        total = len(self.plan.paper)
        if isinstance(row.points, (int, float)) and 0 <= row.points <= total:
            return 100 * int(row.points) // total if row.points == int(row.points) else None
        return None

    @cached_property
    def percents(self) -> tuple[int, ...]:
        """The percents of all rows that have one."""
        found = (self.percent(row) for row in self.fill.rows)
        return tuple(one for one in found if one is not None)

    def result_state(self, row: TestRow) -> ResultState:
        """What a row says of passing."""
        percent = self.percent(row)
        if percent is None:
            is_empty = row.points in (None, "")
            return ResultState.NOTHING if is_empty else ResultState.IMPOSSIBLE
        if percent < self.plan.pass_mark:
            return ResultState.FAILED
        if not self.plan.rules:
            return ResultState.PASSED
        said = {MET: ResultState.PASSED, UNMET: ResultState.FAILED}
        return said.get(row.rules, ResultState.UNSAID)

    @property
    def passed(self) -> int:
        """How many passed."""
        return sum(self.result_state(row) is ResultState.PASSED for row in self.fill.rows)

    @property
    def points_needed(self) -> int:
        """How many questions must be right to reach the pass mark."""
        return ceil(Fraction(self.plan.pass_mark * len(self.plan.paper), 100))

    @property
    def pass_rate(self) -> int | str:
        """The percent that passed, a half rounded up; empty without results."""
        if not self.percents:
            return ""
        return floor(Fraction(100 * self.passed, len(self.percents)) + Fraction(1, 2))

    @property
    def mean(self) -> float | str:
        """The mean percent to one place; empty without results."""
        if not self.percents:
            return ""
        return floor(Fraction(10 * sum(self.percents), len(self.percents)) + Fraction(1, 2)) / 10

    def is_twice(self, row: TestRow) -> bool:
        """Whether the employee number of a row stands in another row, too."""
        return bool(row.number) and self._numbers[row.number] > 1

    @cached_property
    def _numbers(self) -> Counter[str]:
        return Counter(row.number for row in self.fill.rows)
