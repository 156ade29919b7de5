"""A filled answer sheet of the test, and the list of results → what people answered.

A score is reckoned from the letters that stand on the answer sheet, by the marks of 全問題 in
the same workbook; the numbers that the sheet shows are never read. The list of results holds
points that somebody entered; they are given as they stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...draw import DrawnQuestion
from ...model import Material, Question
from ...scoring import AttemptScore, score_attempt
from ...writers.xlsx.confirmation import answer_sheet as sheet_places
from ...writers.xlsx.confirmation import result_list as list_places
from ...writers.xlsx.confirmation.marking import SEPARATORS, writings
from ...writers.xlsx.confirmation.plan import LETTERS
from .confirmation import TestBook
from .grid import Cell, Grid
from .notices import Notice, Remark
from .package import open_book


@dataclass(frozen=True)
class AnsweredPaper:
    """One person's answers: question → the choices named, those that can be read."""

    name: str
    number: str
    department: str
    day: dt.date | None
    answers: Mapping[str, tuple[str, ...]]
    score: AttemptScore


@dataclass(frozen=True)
class ResultRow:
    """A row of the list of results, as it was entered; `points` is `None` where it is no number."""

    number: str
    name: str
    department: str
    day: dt.date | None
    points: float | None


@dataclass(frozen=True)
class TestResults:
    """What a test workbook holds of results; `paper` is `None` where nothing was answered."""

    __test__ = False

    language: str
    paper: AnsweredPaper | None
    rows: tuple[ResultRow, ...]
    notices: tuple[Notice, ...]


def read_results(
    workbook: bytes, base: Material, *, values: Mapping[str, str] | None = None
) -> TestResults:
    """The answers and results of a test workbook; raises `UnreadableSheet`."""
    book = TestBook(open_book(workbook), base.course, values)
    test = book.read()
    questions = {question.id: question for question in test.test.questions}
    pass_mark = base.course.meta.pass_mark if test.pass_mark is None else test.pass_mark
    notices: list[Notice] = []
    paper: AnsweredPaper | None = None
    rows: tuple[ResultRow, ...] = ()
    answers, listed = (book.sheets.get(f"sheet_{key}") for key in ("test_answers", "result_list"))
    if answers:
        drawn = _drawn(book.ids.paper, questions)
        paper = _read_paper(book.book.grid(answers), drawn, pass_mark, notices)
    if listed:
        rows = _read_rows(book.book.grid(listed))
    return TestResults(book.language, paper, rows, (*book.notices, *notices))


def _drawn(
    paper: Mapping[str, tuple[str, ...]], questions: Mapping[str, Question]
) -> list[DrawnQuestion | None]:
    """The questions of the paper in order; `None` for one that was removed since."""
    drawn: list[DrawnQuestion | None] = []
    for name, choices in paper.items():
        question = questions.get(name)
        if question is None:
            drawn.append(None)
            continue
        right = tuple(choice.id for choice in question.choices if choice.correct)
        drawn.append(
            DrawnQuestion(name, question.kind, question.goal, question.topic, choices, right)
        )
    return drawn


def _read_paper(
    grid: Grid, paper: Sequence[DrawnQuestion | None], pass_mark: int, notices: list[Notice]
) -> AnsweredPaper | None:
    answers: dict[str, tuple[str, ...]] = {}
    column = sheet_places.ANSWER + 1
    for number, drawn in enumerate(paper):
        row = sheet_places.FIRST_ROW + number + 1
        typed = grid.text(row, column)
        if drawn is None or not typed:
            continue
        chosen = chosen_letters(typed, len(drawn.choices))
        if not chosen or (len(chosen) > 1 and drawn.kind != "multiple"):
            notices.append(
                Notice(Remark.UNKNOWN_ANSWER, grid.address(row, column), {"text": typed})
            )
            continue
        answers[drawn.id] = tuple(drawn.choices[LETTERS.index(letter)] for letter in chosen)
    first, entry = sheet_places.FIRST_FIELD + 1, sheet_places.MARK + 1
    fields = [grid[first + offset, entry] for offset in range(len(sheet_places.FIELDS))]
    name, employee, department, day = fields
    if not answers and not any(cell.text for cell in fields):
        return None
    score = score_attempt([one for one in paper if one], answers, pass_mark=pass_mark)
    return AnsweredPaper(_text(name), _text(employee), _text(department), day.day, answers, score)


def chosen_letters(typed: str, count: int) -> str:
    """The letters that somebody typed for a question with so many choices; "" when unreadable."""
    letters = LETTERS[:count]
    by_writing = {way: letter for letter in letters for way in writings(letter)}
    if not all(sign in by_writing or sign in SEPARATORS for sign in typed):
        return ""
    found = {by_writing[sign] for sign in typed if sign in by_writing}
    return "".join(letter for letter in letters if letter in found)


def _read_rows(grid: Grid) -> tuple[ResultRow, ...]:
    rows = []
    for row, _ in grid.rows():
        if row <= list_places.FIRST_ROW:
            continue
        cells = [
            grid[row, column + 1]
            for column in (
                list_places.EMPLOYEE,
                list_places.NAME,
                list_places.DEPARTMENT,
                list_places.DAY,
                list_places.POINTS,
            )
        ]
        if any(cell.text.strip() for cell in cells):
            number, name, department, day, points = cells
            rows.append(
                ResultRow(_text(number), _text(name), _text(department), day.day, points.number)
            )
    return tuple(rows)


def _text(cell: Cell) -> str:
    return cell.text.strip()
