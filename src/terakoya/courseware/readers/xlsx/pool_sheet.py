"""全問題 of a test workbook: the questions as they stand there, row by row.

Rows are known by the hidden sheet where it points at them, otherwise by their label (場面, 問題,
a–e, 解説, 根拠, スライド), so that questions and choices which somebody inserted are seen too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...writers.xlsx.confirmation.plan import LETTERS
from ...writers.xlsx.confirmation.question_sheets import MARK, RIGHT, TEXT, WHY
from ...writers.xlsx.words import in_every_language
from .cell_owners import keys_by_place
from .columns import Columns, find_columns
from .grid import EMPTY, Cell, Grid, Place
from .ids import Ids, TextKey

# Columns from 1 here, from 0 in the writer.
LABELS, WORDS, RIGHTS, WHYS = MARK + 1, TEXT + 1, RIGHT + 1, WHY + 1
_OTHER_SIGNS = ("12345", "アイウエオ")
_LABELS = ("scene", "asked", "explanation", "sources", "slides")


@dataclass
class ChoiceRow:
    """A choice; `id` is empty where nothing says which it is, `letter` what stands before it."""

    id: str
    letter: str
    row: int
    text: Cell
    right: Cell
    why: Cell


@dataclass
class QuestionBlock:
    """A question as it stands on the sheet; `line_rows` are those of 根拠 and スライド."""

    row: int
    id: str = ""
    about: str = ""
    scene: Cell = EMPTY
    text: Cell = EMPTY
    choices: list[ChoiceRow] = field(default_factory=list)
    explanation: Cell = EMPTY
    sources: str = ""
    slides: str = ""
    line_rows: dict[str, int] = field(default_factory=dict)
    has_text: bool = False
    has_bar: bool = False

    def is_empty(self) -> bool:
        """Whether everything that a learner would see was cleared."""
        cells = [self.text, self.scene, *(one.text for one in self.choices)]
        return not any(cell.text.strip() for cell in cells)


@dataclass
class PoolRows:
    """The blocks of the sheet, and the cells with something that belongs to none."""

    blocks: list[QuestionBlock]
    loose: list[tuple[Place, str]]


def pool_columns(grid: Grid, ids: Ids) -> Columns:
    """The columns of 全問題, where some were inserted or deleted."""
    pointed = {"choice.text": WORDS, "choice.correct": RIGHTS, "choice.why": WHYS}
    labels = frozenset(word for label in _LABELS for word in in_every_language(label))
    keys = ((RIGHTS, in_every_language("right")), (WHYS, in_every_language("why")))
    return find_columns(grid, ids, pointed, {LABELS: labels, **dict(keys)})


def read_pool_sheet(grid: Grid, ids: Ids, expected: Mapping[TextKey, str]) -> PoolRows:
    """The questions of the sheet in order, those that were cleared left out.

    `expected` are the words of the base's questions.
    """
    reader = _Reader(grid, ids, expected)
    for row, cells in grid.rows():
        reader.take(row, cells)
    blocks = [block for block in reader.blocks if not block.is_empty()]
    return PoolRows(blocks, reader.loose)


class _Reader:
    def __init__(self, grid: Grid, ids: Ids, expected: Mapping[TextKey, str]) -> None:
        self.grid = grid
        self.labels = {word: label for label in _LABELS for word in in_every_language(label)}
        self.keys = keys_by_place(ids, grid, expected, self._is_misplaced)
        self.right_words = in_every_language("right")
        self.blocks: list[QuestionBlock] = []
        self.loose: list[tuple[Place, str]] = []

    def _is_misplaced(self, key: TextKey, place: Place) -> bool:
        """Whether a formula points at a row that is labelled as something else."""
        kind, _, part = key
        label = self.labels.get(self.grid.text(place[0], LABELS), "")
        if kind == "choice":
            return bool(label)
        wanted = {"text": "asked"}.get(part, part)
        return kind == "question" and (
            label not in ("", wanted) or bool(letter_of(self.grid.text(place[0], LABELS)))
        )

    def take(self, row: int, cells: dict[int, Cell]) -> None:
        had_blocks = bool(self.blocks)
        used = self._take(row, cells)
        for column, cell in sorted(cells.items()):
            is_number = column == LABELS and cell.text.strip().isdecimal()
            is_before = not had_blocks and not self.blocks and column != WORDS
            if column not in used and not is_number and not is_before:
                self.loose.append(((row, column), cell.text.strip()))

    def _take(self, row: int, cells: dict[int, Cell]) -> tuple[int, ...]:
        """Take what is known of a row; the columns that this used."""
        label = cells.get(LABELS, EMPTY).text.strip()
        words = cells.get(WORDS, EMPTY)
        kind, name, part = self.keys.get((row, WORDS), ("", "", ""))
        if kind == "question":
            return self._set(self._block_of(name, row), part, words)
        if kind == "choice":
            question, choice = name.split("/", 1)
            return self._add_choice(self._block_of(question, row), choice, row, cells)
        if cells.get(RIGHTS, EMPTY).text.strip() in self.right_words:
            self.blocks.append(QuestionBlock(row, about=words.text.strip(), has_bar=True))
            return (LABELS, WORDS, RIGHTS, WHYS)
        if label in self.labels:
            return self._take_labelled(row, self.labels[label], words)
        if self.blocks and self.blocks[-1].has_text and _is_choice(cells):
            return self._add_choice(self.blocks[-1], "", row, cells)
        return ()

    def _block_of(self, name: str, row: int) -> QuestionBlock:
        """The block of a question that the hidden sheet names."""
        found = next((block for block in self.blocks if block.id == name), None)
        if found is not None:
            return found
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.id or last.has_text:
            last = QuestionBlock(row)
            self.blocks.append(last)
        last.id = name
        return last

    def _take_labelled(self, row: int, label: str, words: Cell) -> tuple[int, ...]:
        last = self.blocks[-1] if self.blocks else None
        opens = label in ("scene", "asked")
        if last is None or (opens and last.has_text):
            last = QuestionBlock(row)
            self.blocks.append(last)
        if label in ("sources", "slides"):
            last.line_rows.setdefault(label, row)
        return self._set(last, {"asked": "text"}.get(label, label), words)

    @staticmethod
    def _set(block: QuestionBlock, part: str, words: Cell) -> tuple[int, ...]:
        before = getattr(block, part)
        is_second = bool(before if isinstance(before, str) else before.text.strip())
        if is_second and words.text.strip():
            return (LABELS,)
        if part in ("sources", "slides"):
            setattr(block, part, words.text.strip())
        else:
            setattr(block, part, words)
            block.has_text = block.has_text or part == "text"
        return (LABELS, WORDS)

    @staticmethod
    def _add_choice(
        block: QuestionBlock, choice: str, row: int, cells: dict[int, Cell]
    ) -> tuple[int, ...]:
        text, why = cells.get(WORDS, EMPTY), cells.get(WHYS, EMPTY)
        if text.text.strip() or why.text.strip():
            letter = letter_of(cells.get(LABELS, EMPTY).text)
            right = cells.get(RIGHTS, EMPTY)
            block.choices.append(ChoiceRow(choice, letter, row, text, right, why))
        return (LABELS, WORDS, RIGHTS, WHYS)  # all of them also where the choice was cleared


def _is_choice(cells: dict[int, Cell]) -> bool:
    """Whether a row looks like a choice: a letter before it, or a reason or mark behind it."""
    if not cells.get(WORDS, EMPTY).text.strip():
        return False
    marked = cells.get(RIGHTS, EMPTY).text.strip() or cells.get(WHYS, EMPTY).text.strip()
    return bool(letter_of(cells.get(LABELS, EMPTY).text) or marked)


def letter_of(text: str) -> str:
    """The letter of a choice as somebody typed it: `a`, `Ａ`, `(a)`, `2`, `②`, `イ`; else empty."""
    plain = unicodedata.normalize("NFKC", text).strip().strip(".)(、").casefold()
    if plain not in tuple(LETTERS):
        at = next((signs.index(plain) for signs in _OTHER_SIGNS if plain in tuple(signs)), None)
        return "" if at is None else LETTERS[at]
    return plain
