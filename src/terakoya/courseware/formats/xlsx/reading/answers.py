"""Filled answer sheets and collection sheets of the survey → who answered what.

Only what people entered is read: departments and the words of options. Nothing that a formula
reckoned is used; scores come from `scoring.score_answers`.

Whoever calls this holds single answers in their hands. The portal never stores them
(`docs/algorithms/survey.md`); this serves companies that run the survey with the workbook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ....model import Material, Option, Survey
from ..writing.letters import DECLINED, letters_for, writings
from ..writing.survey.answer_sheet import DEPARTMENT_ROW
from ..writing.survey.collection import DEPARTMENT, FIRST_ANSWER, FIRST_ROW, QUESTION_ROW
from ..writing.words import in_every_language
from .answer_sheet import AnswerSheet, Block, headed_sheets
from .grid import Cell, Grid, Place
from .ids import place_in
from .item_rows import ANSWERS
from .notices import Notice, Remark
from .package import Book, open_book
from .survey import SurveyBook


@dataclass(frozen=True)
class Respondent:
    """One person's answers. `None` stands for 答えたくない; unanswered items are left out.

    `department` is as it was entered, "" where none was; `place` is the row or the sheet.
    """

    place: str
    department: str
    answers: Mapping[str, str | None]


@dataclass(frozen=True)
class CollectedAnswers:
    """What a workbook holds of answers.

    `survey` is the survey as the workbook asks it; ids of items and options are its own.
    `comments` are the free words by item, without department. `departments` is the list that
    the officer entered. `wave` is the portal's id of the time of asking; "" where none is told.
    """

    language: str
    survey: Survey
    departments: tuple[str, ...]
    respondents: tuple[Respondent, ...]
    comments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    wave: str = ""

    def counts(self, department: str | None = None) -> dict[str, dict[str, int]]:
        """How often each option was chosen, by item; of one department, or of everybody.

        This is what `scoring.score_answers` takes.
        """
        counts: dict[str, Counter[str]] = {item.id: Counter() for item in self.survey.items}
        for one in self.respondents:
            if department is None or one.department == department:
                for item, option in one.answers.items():
                    if option is not None:
                        counts[item][option] += 1
        return {item: dict(counted) for item, counted in counts.items()}


def read_answers(
    workbook: bytes, base: Material, *, values: Mapping[str, str] | None = None
) -> CollectedAnswers:
    """The answers of a collection workbook, or of one person's answer sheet or its copies.

    An answer sheet with answers on it counts as a person only where no collection sheet holds
    any: there it is what was copied from. Raises `UnreadableSheet`.
    """
    opened = open_book(workbook)
    book = SurveyBook(opened, base.course, values)
    survey = book.read().survey
    reader = _Reader(book, survey)
    name = book.sheets.get("sheet_collection")
    if name is not None:
        reader.read_collection(name)
        reader.read_comments(book.sheets.get("sheet_comments"))
    if not any(one.answers for one in reader.respondents):
        reader.read_sheet()
        _read_copies(opened, base, values, reader)
    elif reader.is_filled():
        reader.notices.append(Notice(Remark.SHEET_COPIED, book.sheet.grid.name))
    return CollectedAnswers(
        language=book.language,
        survey=survey,
        departments=book.sheet.departments,
        respondents=tuple(reader.respondents),
        comments={item: tuple(texts) for item, texts in reader.comments.items()},
        notices=(*_without_departments(book.notices, reader), *reader.notices),
        wave=book.ids.wave,
    )


def _without_departments(notices: list[Notice], reader: _Reader) -> list[Notice]:
    """The notices but those of departments and of copied sheets, which are read here.

    Of another sheet its name is enough where nobody changes the survey.
    """
    unknown = (Remark.UNKNOWN_SHEET, Remark.UNKNOWN_LINES)
    return [
        Notice(Remark.UNKNOWN_SHEET, one.place) if one.remark in unknown else one
        for one in notices
        if one.remark is not Remark.DEPARTMENTS
        and not (one.remark in unknown and one.place in reader.copies)
    ]


def _read_copies(
    opened: Book, base: Material, values: Mapping[str, str] | None, reader: _Reader
) -> None:
    """The answer sheets that somebody copied within the workbook, one a person."""
    for name in headed_sheets(opened):
        if name == reader.sheet.grid.name:
            continue
        reader.copies.add(name)
        book = SurveyBook(opened, base.course, values, copied=name)
        if book.read().survey.items != reader.survey.items:
            reader.notices.append(Notice(Remark.SHEET_CHANGED, name))
            continue
        copy = _Reader(book, reader.survey)
        copy.read_sheet()
        reader.respondents += copy.respondents
        reader.notices += copy.notices
        for item, texts in copy.comments.items():
            reader.comments.setdefault(item, []).extend(texts)


class _Reader:
    def __init__(self, book: SurveyBook, survey: Survey) -> None:
        self.book, self.sheet, self.survey = book, book.sheet, survey
        self.copies: set[str] = set()
        # Blocks and items stand in the same order; new items have got their ids there.
        self.items = dict(zip((b.row for b in self.sheet.blocks), survey.items, strict=True))
        self.words = {
            block.row: _option_words(self.sheet, block, survey.options_of(self.items[block.row]))
            for block in self.sheet.blocks
        }
        self.respondents: list[Respondent] = []
        self.comments: dict[str, list[str]] = {}
        self.notices: list[Notice] = []

    # -- 集計シート

    def read_collection(self, name: str) -> None:
        grid, formulas = self.book.book.grid(name), self.book.book.grid(name, formulas=True)
        columns = self._columns(grid, formulas)
        listed = set(self.sheet.departments)
        hidden = self.book.book.annotations(name, cells=True).hidden_rows
        unseen: list[int] = []
        for row, cells in formulas.rows():  # they hold more: some have no result
            if row <= FIRST_ROW:
                continue
            department = grid.text(row, DEPARTMENT + 1)
            answers = {
                item: answer
                for column, block in columns.items()
                if column in cells
                for item, answer in self._answer(block, grid, formulas, (row, column))
            }
            if not answers and not department:
                continue
            if row in hidden:
                unseen.append(row)
            if department and listed and department not in listed:
                place = grid.address(row, DEPARTMENT + 1)
                self.notices.append(Notice(Remark.UNKNOWN_DEPARTMENT, place, {"name": department}))
            self.respondents.append(Respondent(grid.address(row, 1), department, answers))
        if unseen:
            rows = ", ".join(map(str, unseen))
            self.notices.append(Notice(Remark.HIDDEN_ANSWERS, name, {"rows": rows}))

    def _columns(self, grid: Grid, formulas: Grid) -> dict[int, Block]:
        """Which item a column is of: by the cell that its head shows, else by its words."""
        head = QUESTION_ROW + 1
        by_row = {block.row: block for block in self.sheet.blocks}
        by_words = {_folded(block.text): block for block in self.sheet.blocks}
        columns: dict[int, Block] = {}
        for (row, column), cell in formulas.cells.items():
            if row == head and column > FIRST_ANSWER:
                place = place_in(cell.text)
                block = by_row.get(place[1][0]) if place else None
                block = block or by_words.get(_folded(grid[row, column]))
                if block is not None:
                    columns[column] = block
        return columns

    def _answer(
        self, block: Block, grid: Grid, formulas: Grid, at: Place
    ) -> list[tuple[str, str | None]]:
        words = self.words[block.row]
        cell, place = grid[at], grid.address(*at)
        text = _folded(cell)
        row, column = at
        if formulas[row, grid.columns.get(column, column)].text.startswith("="):
            self.notices.append(Notice(Remark.FORMULA_ANSWER, place))
            return []
        if not text:
            return []
        if text not in words:
            self.notices.append(Notice(Remark.UNKNOWN_ANSWER, place, {"text": cell.text.strip()}))
            return []
        return [(self.items[block.row].id, words[text])]

    def read_comments(self, name: str | None) -> None:
        """自由記述: a column for each open item, under a head that shows its words."""
        if name is None:
            return
        grid, formulas = self.book.book.grid(name), self.book.book.grid(name, formulas=True)
        by_row = {block.row: block for block in self.sheet.blocks}
        heads = {
            column: place_in(cell.text)
            for (row, column), cell in formulas.cells.items()
            if row == COMMENT_HEAD and column > 1
        }
        opened = [block for block in self.sheet.blocks if block.options_row is None]
        for number, (column, place) in enumerate(sorted(heads.items())):
            block = by_row.get(place[1][0]) if place else None
            block = block or (opened[number] if number < len(opened) else None)
            if block is None:
                continue
            texts = [
                cell.text.strip()
                for (row, at), cell in sorted(grid.cells.items())
                if at == column and row > COMMENT_HEAD
            ]
            if texts:
                self.comments[self.items[block.row].id] = texts

    # -- 回答用紙

    def is_filled(self) -> bool:
        """Whether somebody answered on the answer sheet itself."""
        grid = self.sheet.grid
        return any(_folded(grid[block.row, ANSWERS]) for block in self.sheet.blocks)

    def read_sheet(self) -> None:
        """One person's answer sheet."""
        grid = self.sheet.grid
        formulas = self.book.book.grid(grid.name, formulas=True)
        department = grid.text(DEPARTMENT_ROW + 1, ANSWERS)
        answers: dict[str, str | None] = {}
        for block in self.sheet.blocks:
            item = self.items[block.row]
            if item.kind == "comment":
                _, entered = block.help_and_entry(has_help=bool(item.help))
                if entered.text.strip():
                    self.comments.setdefault(item.id, []).append(entered.text.strip())
                continue
            answers |= dict(self._answer(block, grid, formulas, (block.row, ANSWERS)))
        if answers or department:
            self.respondents.append(Respondent(grid.name, department, answers))


COMMENT_HEAD = 3  # the row with the words of the open items


def _option_words(
    sheet: AnswerSheet, block: Block, options: tuple[Option, ...]
) -> dict[str, str | None]:
    """What an answer cell of a block may say, and which option that is; `None` is 答えたくない."""
    words: dict[str, str | None] = dict.fromkeys(in_every_language("declined"))
    declined = sheet.declined.get(block.options_row or 0)
    if declined is not None and declined.text.text.strip():
        words[_folded(declined.text)] = None
    ids = [option.id for option in options]
    labels = []
    for cell, name in zip(sheet.options_of(block), ids, strict=False):
        labels.append(_folded(cell.text))
        words[labels[-1]] = name
    letters = letters_for(labels)  # as they are circled on paper
    for letter, meant in zip((*letters, DECLINED), (*ids, None), strict=False) if letters else ():
        words |= dict.fromkeys(writings(letter), meant)
    return words


def _folded(cell: Cell) -> str:
    return " ".join(cell.text.split())
