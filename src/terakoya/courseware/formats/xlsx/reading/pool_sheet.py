"""全問題 of a test workbook: the questions as they stand there, row by row.

Rows are known by the hidden sheet where it points at them, otherwise by their label (場面, 問題,
a–e, 解説, 根拠, スライド), so that questions and choices which somebody inserted are seen too.
They are read by their labels alone first: so it is seen where formulas did not follow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from ....text.alignment import folded
from ..writing.confirmation.plan import LETTERS
from ..writing.confirmation.question_sheets import MARK, RIGHT, TEXT, WHY
from ..writing.words import in_every_language
from .cell_owners import keys_by_place
from .columns import Columns, find_columns
from .grid import EMPTY, Cell, Grid, Place
from .ids import Ids, TextKey
from .package import Book
from .question_blocks import ChoiceRow, PoolRows, QuestionBlock
from .question_identity import QuestionIdentity
from .question_placement import KINDS, parts
from .right_marks import is_right_mark

# Columns from 1 here, from 0 in the writer.
LABELS, WORDS, RIGHTS, WHYS = MARK + 1, TEXT + 1, RIGHT + 1, WHY + 1
MARKED = "○"
_OTHER_SIGNS = ("12345", "アイウエオ")
_BEYOND = (*"fghij", *"6789", "10", *"カキクケコ")
_SYNONYMS = {
    "scene": ("場面の説明", "状況", "事例", "シーン", "Situation"),
    "asked": ("設問", "問い", "問", "質問", "問題文", "Q"),
    "explanation": ("説明", "解説文", "答えの解説"),
    "sources": ("出典", "根拠法令", "参考"),
}
_LABELS = ("scene", "asked", "explanation", "sources", "slides")
_ANSWERS = ("正解", "正答", "答え", "解答", "Answer", "ANSWER")
_WHY_HEADINGS = ("なぜ", "わけ", "理由・解説", "解説", "説明", "コメント", "Why", "Reasons")
_STATED = re.compile(rf"(?:{'|'.join(_ANSWERS)}|Right)\s*[:=は]\s*(.+)", re.I)
_NUMBERED = re.compile(r"(?:問題?|設問|第|q|no|#)?[\s.]*\d{1,4}\s*(?:問|の\d+)?[.)、:]?")
_BETWEEN = re.compile(r"[\s,、。・/／&＆と]+|and")


def pool_columns(grid: Grid, ids: Ids) -> Columns:
    """The columns of 全問題, where some were inserted or deleted."""
    pointed = {"choice.text": WORDS, "choice.correct": RIGHTS, "choice.why": WHYS}
    pointed |= {f"question.{part}": WORDS for part in ("scene", "text", "explanation")}
    labels = frozenset(word for label in _LABELS for word in in_every_language(label))
    keys = ((RIGHTS, in_every_language("right")), (WHYS, in_every_language("why")))
    return find_columns(grid, ids, pointed, {LABELS: labels, **dict(keys)}, WORDS)


def find_pool_sheet(book: Book) -> str | None:
    """The sheet that looks like 全問題 most, under whatever name; `None` where none does."""
    headings = in_every_language("right"), in_every_language("why")
    labels = in_every_language("asked")
    others = {*in_every_language("sheet_explained"), *in_every_language("sheet_paper")}
    found: dict[str, int] = {}
    for name in book.sheet_names:
        texts = [cell.text.strip() for cell in book.grid(name).cells.values()]
        bars = min(sum(text in words for text in texts) for words in (*headings, labels))
        if bars and name not in others:
            found[name] = bars
    return max(found, key=lambda name: found[name], default=None)


def read_pool_sheet(
    grid: Grid, ids: Ids, expected: Mapping[TextKey, str], identity: QuestionIdentity
) -> PoolRows:
    """The questions of the sheet in order, those that were cleared left out.

    `expected` are the words of the base's questions.
    """
    plain = _Reader(grid, {})
    plain.read()
    stale = identity.stale(plain.blocks, _rows_of_questions(ids, grid.name))

    def is_misplaced(key: TextKey, place: Place) -> bool:
        return key[1].partition("/")[0] in stale or plain.is_misplaced(key, place)

    return _Reader(grid, keys_by_place(ids, grid, expected, is_misplaced)).read()


def questions_on(grid: Grid) -> dict[str, str]:
    """What the questions of a sheet ask that no formula points at, by all of their words."""
    blocks = _Reader(grid, {}).read().blocks
    whole = [one for one in blocks if one.text.holds and len(one.choices) > 1]
    return {folded(one.words): one.text.text.strip() for one in whole}


def _rows_of_questions(ids: Ids, sheet: str) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for (kind, name, _), (at, (row, _)) in ids.places.items():
        if at == sheet and kind in ("question", "choice"):
            rows.setdefault(name.partition("/")[0], []).append(row)
    return rows


def _labels() -> dict[str, str]:
    """What each label of a row means, in our words and in those that people put for them."""
    ours = {word: label for label in _LABELS for word in in_every_language(label)}
    return {word: label for label, words in _SYNONYMS.items() for word in words} | ours


class _Reader:
    def __init__(self, grid: Grid, keys: Mapping[Place, TextKey]) -> None:
        self.grid, self.keys = grid, keys
        self.labels = _labels()
        self.headings = in_every_language("right"), in_every_language("why")
        self.answers = {*_ANSWERS, *self.headings[0]}
        self.kinds = {folded(one) for kind in KINDS for one in in_every_language(f"kind_{kind}")}
        self.blocks: list[QuestionBlock] = []
        self.loose: list[tuple[Place, str]] = []

    def read(self) -> PoolRows:
        for row, cells in self.grid.rows():
            self._take_row(row, cells)
        for block in self.blocks:
            _mark_stated(block)
        return PoolRows([block for block in self.blocks if not block.is_empty()], self.loose)

    def is_misplaced(self, key: TextKey, place: Place) -> bool:
        """Whether a formula points at a row that is labelled as something else."""
        kind, _, part = key
        label = self.labels.get(self.grid.text(place[0], LABELS), "")
        is_head = self._names_kind(self.grid.text(place[0], LABELS), self.grid[place[0], WORDS])
        if is_head or self.grid.text(place[0], WHYS) in self.headings[1]:
            return kind in ("question", "choice")  # the bar above a question
        if kind == "choice":
            return bool(label)
        wanted = {"text": "asked"}.get(part, part)
        return kind == "question" and (
            label not in ("", wanted) or bool(letter_of(self.grid.text(place[0], LABELS)))
        )

    def _take_row(self, row: int, cells: dict[int, Cell]) -> None:
        had_blocks = bool(self.blocks)
        used = self._take(row, cells)
        for column, cell in sorted(cells.items()):
            is_number = column == LABELS and cell.text.strip().isdecimal()
            is_before = not had_blocks and not self.blocks and column != WORDS
            if column not in used and cell.text.strip() and not is_number and not is_before:
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
        if self._is_bar(label, cells):
            about = words.text.strip()
            stated = _stated_right(cells.get(RIGHTS, EMPTY).text)
            block = QuestionBlock(row, label=label, about=about, stated=stated, has_bar=True)
            self.blocks.append(block)
            heading = cells.get(WHYS, EMPTY).text.strip()
            is_known = heading in self.headings[1] or heading in _WHY_HEADINGS
            return (LABELS, WORDS, RIGHTS, *([WHYS] if is_known else []))
        if label in self.labels:
            return self._take_labelled(row, self.labels[label], words)
        last = self.blocks[-1] if self.blocks else None
        if last and label in self.answers and _mark_named(last, row, words.text):
            return (LABELS, WORDS)
        if self._opens_question(label, words):
            self.blocks.append(QuestionBlock(row, label=label, text=words, has_text=True))
            return (LABELS, WORDS)
        if last and _takes_choice(last, label) and _is_choice(cells):
            return self._add_choice(last, "", row, cells)
        return ()

    def _opens_question(self, label: str, words: Cell) -> bool:
        """Whether a row asks a question beside its number, as people type one without a bar.

        A number that may be that of a choice opens one behind the end of a question alone.
        """
        if not words.holds or not _NUMBERED.fullmatch(_plain(label)):
            return False
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.has_end:
            return last is not None
        if not last.has_text or len(last.choices) < 2:
            return False
        is_counted = _plain(self.grid.text(last.choices[-1].row, LABELS)).isdecimal()
        return not is_counted or not (letter_of(label) or _is_beyond(label))

    def _names_kind(self, label: str, words: Cell) -> bool:
        """Whether a row says how a question is answered, as the bar above one does."""
        if label in self.labels or (letter_of(label) and not label.isdecimal()):
            return False
        return folded(next(iter(parts(words.text)), "")) in self.kinds

    def _is_bar(self, label: str, cells: dict[int, Cell]) -> bool:
        """Whether a row is the bar above a question, not a choice that somebody marked 正解."""
        right, why = (cells.get(column, EMPTY).text.strip() for column in (RIGHTS, WHYS))
        if right not in self.headings[0] and not _stated_right(right):
            return not right and self._names_kind(label, cells.get(WORDS, EMPTY))
        last = self.blocks[-1] if self.blocks else None
        is_among_choices = last is not None and last.has_text and not last.explanation.holds
        return why in self.headings[1] or not (is_among_choices and letter_of(label))

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
            last.unread |= {label} if words.is_unsaved else set()
        return self._set(last, {"asked": "text"}.get(label, label), words)

    @staticmethod
    def _set(block: QuestionBlock, part: str, words: Cell) -> tuple[int, ...]:
        before = getattr(block, part)
        is_second = bool(before) if isinstance(before, str) else before.holds
        if is_second and words.holds:
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
        right = cells.get(RIGHTS, EMPTY)
        if text.holds or why.holds or is_right_mark(right.text) is None:
            letter = letter_of(cells.get(LABELS, EMPTY).text)
            block.choices.append(ChoiceRow(choice, letter, row, text, right, why))
        return (LABELS, WORDS, RIGHTS, WHYS)  # all of them also where the choice was cleared


def _takes_choice(block: QuestionBlock, label: str) -> bool:
    """Whether a choice with that letter may belong to a question.

    Behind its end, only a letter that it lacks does.
    """
    if not block.has_end:
        return block.has_text or block.has_bar
    letter = letter_of(label)
    return not letter or all(one.letter != letter for one in block.choices)


def _stated_right(heading: str) -> str:
    """What the heading of the column of marks says is right, as 「正解：2」 does; else empty."""
    found = _STATED.fullmatch(unicodedata.normalize("NFKC", heading).strip())
    return found[1].strip() if found else ""


def _mark_stated(block: QuestionBlock) -> None:
    """Mark the choices that the heading of a bar states, unless others are marked."""
    named = _named_choices(block, block.stated) if block.stated else []
    marked = [one for one in block.choices if is_right_mark(one.right.text)]
    is_crossed = any(one.right.holds and one not in marked for one in named)
    if not named or is_crossed or marked not in ([], named):
        return
    for one in named:
        one.right = Cell(MARKED)
    block.stated = ""


def _mark_named(block: QuestionBlock, row: int, text: str) -> bool:
    """Mark the choices that a line 正解 names by letter or words, where none is marked yet."""
    if not block.choices or any(one.right.holds for one in block.choices):
        return False
    found = _named_choices(block, text)
    for one in found:
        one.right = Cell(MARKED)
        block.line_rows["answer"] = row
    return bool(found)


def _named_choices(block: QuestionBlock, text: str) -> list[ChoiceRow]:
    """The choices with some words or letters; none where a letter is of no choice."""
    by_words = [one for one in block.choices if folded(one.text.text) == folded(text)]
    letters = [letter_of(part) for part in _BETWEEN.split(text.strip()) if part]
    by_letter = [one for one in block.choices if one.letter in letters]
    return by_words or (by_letter if len(by_letter) == len(letters) else [])


def _is_choice(cells: dict[int, Cell]) -> bool:
    """Whether a row looks like a choice: a letter before it, or a reason or mark behind it."""
    if not cells.get(WORDS, EMPTY).holds:
        return False
    marked = cells.get(RIGHTS, EMPTY).holds or cells.get(WHYS, EMPTY).holds
    label = cells.get(LABELS, EMPTY).text
    return marked or bool(letter_of(label) or _is_beyond(label))


def _is_beyond(label: str) -> bool:
    """Whether a label is that of a choice beyond those that a question of ours has room for."""
    return _plain(label) in _BEYOND


def letter_of(text: str) -> str:
    """The letter of a choice as somebody typed it: `a`, `Ａ`, `(a)`, `2`, `②`, `イ`; else empty."""
    plain = _plain(text)
    if plain not in tuple(LETTERS):
        at = next((signs.index(plain) for signs in _OTHER_SIGNS if plain in tuple(signs)), None)
        return "" if at is None else LETTERS[at]
    return plain


def _plain(label: str) -> str:
    return unicodedata.normalize("NFKC", label).strip().strip(".)(、").casefold()
