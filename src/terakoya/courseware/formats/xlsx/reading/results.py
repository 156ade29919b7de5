"""A filled answer sheet of the test, and the list of results → what people answered.

A score is reckoned from the letters that stand on the answer sheet, by the marks of 全問題 in
the same workbook; the numbers that the sheet shows are never read. The list of results holds
points that somebody entered; they are given as they stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....draw import DrawnQuestion
from ....model import Material, Question
from ....must_pass import HeldRule, held_rules
from ....scoring import AttemptScore, score_attempt
from ..writing.confirmation import answer_sheet as sheet_places
from ..writing.confirmation import result_list as list_places
from ..writing.confirmation.marking import SEPARATORS
from ..writing.confirmation.plan import LETTERS
from ..writing.letters import writings
from ..writing.words import in_every_language
from .confirmation import TestBook
from .grid import EMPTY, Cell, Grid, Place
from .notices import Notice, Remark
from .package import Book, open_book

_ENTERED = (
    list_places.EMPLOYEE,
    list_places.NAME,
    list_places.DEPARTMENT,
    list_places.DAY,
    list_places.POINTS,
)
_RULES = list_places.RULES + 1
# ○ and ×, as people and their keyboards write them.
_MET, _UNMET = frozenset("○〇◯oO"), frozenset("××✕xX")


@dataclass(frozen=True)
class AnsweredPaper:
    """One person's answers: question → the choices named, those that can be read.

    `place` is the sheet; `day_text` what stands where the day belongs.
    """

    place: str
    name: str
    number: str
    department: str
    day: dt.date | None
    day_text: str
    answers: Mapping[str, tuple[str, ...]]
    score: AttemptScore


@dataclass(frozen=True)
class ResultRow:
    """A row of the list of results, as it was entered; `points` is `None` where it is no number.

    `meets_rules` is what it says of the rules of passing, `None` where it says nothing of them.
    """

    place: str
    number: str
    name: str
    department: str
    day: dt.date | None
    day_text: str
    points: float | None
    meets_rules: bool | None = None


@dataclass(frozen=True)
class TestResults:
    """What a test workbook holds of results; `paper` is `None` where nothing was answered.

    `questions` are those of its paper in order, as the workbook has them now, and `None` where
    one was taken out.
    """

    __test__ = False

    language: str
    questions: tuple[Question | None, ...]
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
        rules = held_rules(base.course.meta.must, base.course.source.test.questions, book.ids.paper)
        paper = _read_paper(book.book, answers, drawn, (pass_mark, rules), notices)
    if listed:
        rows = _read_rows(book.book, listed, notices)
    asked = tuple(questions.get(name) for name in book.ids.paper)
    return TestResults(book.language, asked, paper, rows, (*book.notices, *notices))


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
    book: Book,
    name_of_sheet: str,
    paper: Sequence[DrawnQuestion | None],
    passing: tuple[int, Sequence[HeldRule]],
    notices: list[Notice],
) -> AnsweredPaper | None:
    grid, formulas = book.grid(name_of_sheet), book.grid(name_of_sheet, formulas=True)
    answers: dict[str, tuple[str, ...]] = {}
    column = sheet_places.ANSWER + 1
    for number, drawn in enumerate(paper):
        row = sheet_places.FIRST_ROW + number + 1
        typed = grid.text(row, column)
        if _is_formula(formulas, (row, column)):
            notices.append(Notice(Remark.FORMULA_ANSWER, grid.address(row, column)))
            continue
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
    pass_mark, must = passing
    score = score_attempt([one for one in paper if one], answers, pass_mark=pass_mark, must=must)
    return AnsweredPaper(
        grid.name,
        _text(name),
        _text(employee),
        _text(department),
        day.day,
        _text(day),
        answers,
        score,
    )


def chosen_letters(typed: str, count: int) -> str:
    """The letters that somebody typed for a question with so many choices; "" when unreadable."""
    letters = LETTERS[:count]
    by_writing = {way: letter for letter in letters for way in writings(letter)}
    if not all(sign in by_writing or sign in SEPARATORS for sign in typed):
        return ""
    found = {by_writing[sign] for sign in typed if sign in by_writing}
    return "".join(letter for letter in letters if letter in found)


def _read_rows(book: Book, name: str, notices: list[Notice]) -> tuple[ResultRow, ...]:
    grid, formulas = book.grid(name), book.grid(name, formulas=True)
    hidden = book.annotations(name, cells=True).hidden_rows
    says_rules = grid.text(list_places.HEADER_ROW + 1, _RULES) in in_every_language("rules_met")
    rows, unseen = [], []
    for row, _ in formulas.rows():
        if row <= list_places.FIRST_ROW:
            continue
        cells = [grid[row, column + 1] for column in _ENTERED]
        at = row, list_places.POINTS + 1
        if not any(cell.text.strip() for cell in cells) and not _is_formula(formulas, at):
            continue
        number, person, department, day, points = cells
        if _is_formula(formulas, at):
            notices.append(Notice(Remark.FORMULA_ANSWER, grid.address(*at)))
            points = EMPTY
        if row in hidden:
            unseen.append(row)
        rows.append(
            ResultRow(
                grid.address(row, 1),
                _text(number),
                _text(person),
                _text(department),
                day.day,
                _text(day),
                points.number,
                _meets_rules(grid[row, _RULES]) if says_rules else None,
            )
        )
    if unseen:
        told = {"rows": ", ".join(map(str, unseen))}
        notices.append(Notice(Remark.HIDDEN_ANSWERS, name, told))
    return tuple(rows)


def _meets_rules(cell: Cell) -> bool | None:
    said = _text(cell)
    return True if said in _MET else False if said in _UNMET else None


def _is_formula(formulas: Grid, at: Place) -> bool:
    return formulas[at].text.startswith("=")


def _text(cell: Cell) -> str:
    return cell.text.strip()
