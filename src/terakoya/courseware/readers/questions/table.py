"""A plain table of questions, as anybody fills it in with a spreadsheet → drafts.

One row a question. The headings, in any order and in either language, are in `HEADINGS`; only
問題, 選択肢1, 選択肢2 and 正解 are needed. `docs/question-files.md` describes each.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping

from ...alignment import folded
from ...writers.xlsx.words import in_every_language
from ..whole_numbers import whole_number
from ..xlsx.grid import EMPTY, MAX_COLUMNS, MAX_ROWS, Cell, Grid
from ..xlsx.notices import Notice, Refusal, Remark, UnreadableSheet
from ..xlsx.package import Book
from .draft import Draft, DraftChoice

CHOICES = 26  # columns that are read; a question of ours keeps five of them
_NUMBERS = range(1, CHOICES + 1)


def _words(key: str, *more: str, **filled: object) -> tuple[str, ...]:
    """A heading as our own table has it in every language, and other words for it."""
    return (*(word.format(**filled) for word in in_every_language(key)), *more)


HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": _words("col_id", "no"),
    "kind": _words("col_kind", "type"),
    "scene": _words("scene"),
    "text": _words("col_text", "問題文", "設問"),
    **{f"choice{n}": _words("col_choice", f"option {n}", f"選択{n}", n=n) for n in _NUMBERS},
    "right": _words("right", "correct", "answer", "答え"),
    **{f"why{n}": _words("col_why", f"feedback {n}", n=n) for n in _NUMBERS},
    "explanation": _words("explanation", "explanation"),
    "topic": _words("col_topic"),
    "goal": _words("col_goal"),
    "slides": _words("slides", "slide"),
    "facts": _words("col_facts", "fact", "source", "sources"),
    "tags": _words("col_tags", "tag"),
}
_NEEDED = ("text", "choice1", "choice2", "right")
KINDS: Mapping[str, tuple[str, ...]] = {
    "single": ("一つ選ぶ", "choose one", "single", *in_every_language("kind_single")),
    "multiple": ("choose all", "multiple", *in_every_language("kind_multiple")),
    "truefalse": ("○×", "true or false", "truefalse", *in_every_language("kind_truefalse")),
    "scene": ("場面", "scene", *in_every_language("kind_scene")),
}
_DIVIDERS = re.compile("[;；\n]")
_BY_FOLDED = {folded(word): name for name, words in HEADINGS.items() for word in words}
_KIND_BY_FOLDED = {folded(word): kind for kind, words in KINDS.items() for word in words}


def find_table(book: Book) -> tuple[Grid, int] | None:
    """The first sheet with a row of the needed headings, and that row."""
    for name in book.sheet_names:
        grid = book.grid(name)
        for row, cells in grid.rows():
            found = {_BY_FOLDED.get(folded(cell.text)) for cell in cells.values()}
            if found.issuperset(_NEEDED):
                return grid, row
    return None


def grid_of_csv(text: str, name: str) -> Grid:
    """A table saved as CSV (commas, semicolons or tabs) as a grid."""
    sample = text[:4096]
    mark = max("\t;,", key=lambda sign: sample.split("\n", 1)[0].count(sign))
    grid = Grid(name)
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text), delimiter=mark), 1):
            if row > MAX_ROWS:
                raise UnreadableSheet(Refusal.TOO_MANY_ROWS, name=name, most=MAX_ROWS)
            for column, words in enumerate(cells[:MAX_COLUMNS], 1):
                if words.strip():
                    grid.cells[row, column] = Cell(unicodedata.normalize("NFC", words))
    except csv.Error as error:  # such as a quotation mark that is never closed
        raise UnreadableSheet(Refusal.BROKEN_TABLE) from error
    return grid


def header_row(grid: Grid) -> int:
    """The row of the needed headings; raises `UnreadableSheet` without one."""
    for row, cells in grid.rows():
        if {_BY_FOLDED.get(folded(cell.text)) for cell in cells.values()}.issuperset(_NEEDED):
            return row
    raise UnreadableSheet(Refusal.NO_TABLE, grid.name)


def read_table(grid: Grid, header: int) -> tuple[list[Draft], list[Notice]]:
    """The questions below a row of headings; empty rows are passed over."""
    columns = {
        name: column
        for (row, column), cell in sorted(grid.cells.items(), reverse=True)
        if row == header and (name := _BY_FOLDED.get(folded(cell.text)))
    }
    drafts: list[Draft] = []
    notices: list[Notice] = []
    for row, cells in grid.rows():
        if row > header:
            values = {name: cells.get(column, EMPTY) for name, column in columns.items()}
            if any(cell.text.strip() for cell in values.values()):
                drafts.append(_draft(values, grid.address(row, columns["text"]), notices))
    return drafts, notices


def _draft(cells: Mapping[str, Cell], place: str, notices: list[Notice]) -> Draft:
    def text(name: str) -> str:
        cell = cells.get(name, EMPTY)
        if cell.is_error:
            notices.append(Notice(Remark.ERROR_CELL, place, {"text": cell.text}))
            return ""
        return cell.text.strip()

    numbered = [(n, text(f"choice{n}")) for n in range(1, CHOICES + 1)]
    given = [(n, words) for n, words in numbered if words]
    right = _right(text("right"), given)
    if right is None:
        notices.append(Notice(Remark.UNKNOWN_RIGHT, place, {"name": text("right")}))
    kind = text("kind")
    return Draft(
        place=place,
        id=text("id"),
        kind=_KIND_BY_FOLDED.get(folded(kind), kind),
        scene=text("scene"),
        text=text("text"),
        choices=[DraftChoice(words, text(f"why{n}"), n in (right or ())) for n, words in given],
        explanation=text("explanation"),
        topic=text("topic"),
        goal=text("goal"),
        slides=list(_listed(text("slides"))),
        facts=list(_listed(text("facts"))),
        tags=list(_listed(text("tags"))),
    )


def _right(text: str, given: list[tuple[int, str]]) -> set[int] | None:
    """The numbers of the right choices, from numbers, letters or the words of a choice."""
    by_words = {folded(words): number for number, words in given}
    if folded(text) in by_words:
        return {by_words[folded(text)]}
    plain = unicodedata.normalize("NFKC", text).strip()
    found: set[int] = set()
    for part in re.split(r"[,、，;；・/\s]+", plain):
        number = _number(part)
        if part and number not in {one for one, _ in given}:
            return None
        found |= {number} if part else set()
    return found or None


def _number(part: str) -> int:
    part = re.sub(r"選択肢|choice|[().]", "", part, flags=re.IGNORECASE)
    if part.isdecimal():
        return whole_number(part)
    letter = part.casefold()
    return ord(letter) - ord("a") + 1 if len(letter) == 1 and "a" <= letter <= "z" else 0


def _listed(text: str) -> Iterator[str]:
    return (part.strip() for part in _DIVIDERS.split(text) if part.strip())
