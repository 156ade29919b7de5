"""A plain table of questions, as anybody fills it in with a spreadsheet → drafts.

One row a question. The headings, in any order and in either language, are in `HEADINGS`; only
問題, 選択肢1, 選択肢2 and 正解 are needed. `docs/question-files.md` describes each.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping

from openpyxl.utils import get_column_letter

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
_QUOTED = 30  # characters of a cell that a notice quotes
_MOST_NAMED = 12  # columns that a notice names
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
                places = {name: grid.address(row, column) for name, column in columns.items()}
                drafts.append(_draft(values, places, notices))
    return drafts, notices + unread_columns(grid, header, set(columns.values()))


def _draft(cells: Mapping[str, Cell], places: Mapping[str, str], notices: list[Notice]) -> Draft:
    texts: dict[str, str] = {}
    for name, cell in cells.items():
        texts[name] = "" if cell.is_error else cell.text.strip()
        if cell.is_error:
            notices.append(Notice(Remark.ERROR_CELL, places[name], {"text": cell.text}))
    given = [(n, words) for n in _NUMBERS if (words := texts.get(f"choice{n}", ""))]
    numbers = {n for n, _ in given}
    for n in _NUMBERS:
        if n not in numbers and (why := texts.get(f"why{n}")):
            values = {"text": why[:_QUOTED]}
            notices.append(Notice(Remark.REASON_ALONE, places[f"why{n}"], values))
    answer = texts.get("right", "")
    right = _right(answer, given) if answer else set()
    kind = texts.get("kind", "")
    return Draft(
        place=places["text"],
        places=places,
        id=texts.get("id", ""),
        kind=_KIND_BY_FOLDED.get(folded(kind), kind),
        scene=texts.get("scene", ""),
        text=texts["text"],
        choices=[
            DraftChoice(words, texts.get(f"why{n}"), n in (right or ())) for n, words in given
        ],
        explanation=texts.get("explanation"),
        topic=texts.get("topic", ""),
        goal=texts.get("goal", ""),
        slides=_listed(texts.get("slides", "")),
        facts=_listed(texts.get("facts", "")),
        tags=_listed(texts["tags"]) if "tags" in texts else None,
        answer=answer if right is None else "",
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


def _listed(text: str) -> list[str]:
    return [part.strip() for part in _DIVIDERS.split(text) if part.strip()]


def unread_columns(grid: Grid, header: int, read: set[int]) -> list[Notice]:
    """One notice for the columns that hold something and of which nothing is read."""
    cells = {
        place: cell.text.strip()
        for place, cell in sorted(grid.cells.items())
        if place[0] > header and place[1] not in read and cell.text.strip()
    }
    if not cells:
        return []
    names = [_column_name(grid, header, column) for column in sorted({at for _, at in cells})]
    (row, column), text = next(iter(cells.items()))
    shown = "、".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    values = {"names": shown, "count": str(len(cells)), "text": text[:_QUOTED]}
    return [Notice(Remark.UNREAD_COLUMNS, grid.address(row, column), values)]


def _column_name(grid: Grid, header: int, column: int) -> str:
    """The heading of a column with its letter."""
    letter = get_column_letter(column)
    heading = grid.text(header, column)
    return f"{heading[:_QUOTED]} ({letter})" if heading else letter
