"""A plain table of questions, as anybody fills it in with a spreadsheet → drafts.

One row a question. The headings, in any order and in either language, are in `HEADINGS`; only
問題, 選択肢1, 選択肢2 and 正解 are needed. `docs/question-files.md` describes each.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter

from ...alignment import folded
from ...writers.xlsx.words import in_every_language
from ..choice_limit import quoted
from ..xlsx.grid import EMPTY, MAX_COLUMNS, MAX_ROWS, Cell, Grid
from ..xlsx.notices import Notice, Refusal, Remark, UnreadableSheet
from ..xlsx.package import Book
from .draft import Draft, DraftChoice
from .right_choices import right_choices

CHOICES = 26  # columns that are read; a question of ours keeps five of them
_NUMBERS = range(1, CHOICES + 1)


def _words(key: str, *more: str, **filled: object) -> tuple[str, ...]:
    """A heading as our own table has it in every language, and other words for it."""
    return (*(word.format(**filled) for word in in_every_language(key)), *more)


def _choice_words(number: int) -> tuple[str, ...]:
    letter = chr(ord("a") + number - 1)
    named = (f"option {number}", f"選択{number}")
    return (*named, letter, f"選択肢{letter}", f"choice {letter}", f"option {letter}")


HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": _words("col_id", "no", "no.", "問題番号", "問番号"),
    "kind": _words("col_kind", "type"),
    "scene": _words("scene"),
    "text": _words("col_text", "問題文", "設問"),
    **{f"choice{n}": _words("col_choice", *_choice_words(n), n=n) for n in _NUMBERS},
    "right": _words("right", "correct", "correct answer", "answer", "答え", "答", "正答", "解答"),
    **{f"why{n}": _words("col_why", f"feedback {n}", f"解説{n}", n=n) for n in _NUMBERS},
    "explanation": _words("explanation", "explanation", "解説文"),
    "topic": _words("col_topic"),
    "goal": _words("col_goal"),
    "slides": _words("slides", "slide", "対応スライド"),
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
_LONGEST_ANSWER = 60
_LOOKED_AT = 20_000  # characters in which headings are looked for
_MOST_NAMED = 12  # columns that a notice names
_DIVIDERS = re.compile("[;；\n]")
_BY_FOLDED = {folded(word): name for name, words in HEADINGS.items() for word in words}
_KIND_BY_FOLDED = {folded(word): kind for kind, words in KINDS.items() for word in words}


def find_table(book: Book) -> tuple[Grid, int] | None:
    """The first sheet with a row of the needed headings, and that row."""
    for name in book.sheet_names:
        grid = book.grid(name)
        for row, cells in grid.rows():
            if _is_header([cell.text for cell in cells.values()]):
                return grid, row
    return None


def grid_of_csv(text: str, name: str) -> Grid:
    """A table saved as CSV (commas, semicolons or tabs) as a grid.

    The dividing sign is the one by which a row of headings is seen.
    """
    head = text[:4096].split("\n", 1)[0]
    signs = sorted("\t;,", key=head.count, reverse=True)
    for sign in signs:
        if _has_headings(text, sign):
            return _divided(text, name, sign)
    return _divided(text, name, signs[0])


def holds_table(text: str) -> bool:
    """Whether a text of unknown kind has a row of headings, as Excel's own text format."""
    return any(_has_headings(text, sign) for sign in "\t;,")


def _has_headings(text: str, sign: str) -> bool:
    lines = text[:_LOOKED_AT].split("\n")
    return any(_is_header(next(csv.reader([line], delimiter=sign), [])) for line in lines)


def _divided(text: str, name: str, sign: str) -> Grid:
    grid = Grid(name)
    row, line = 0, 1
    reader = csv.reader(io.StringIO(text), delimiter=sign, strict=True)
    try:
        for row, cells in enumerate(reader, 1):
            if row > MAX_ROWS:
                raise UnreadableSheet(Refusal.TOO_MANY_ROWS, name=name, most=MAX_ROWS)
            if any(words.strip() for words in cells[MAX_COLUMNS:]):
                raise UnreadableSheet(Refusal.TOO_MANY_COLUMNS, line=line, most=MAX_COLUMNS)
            for column, words in enumerate(cells[:MAX_COLUMNS], 1):
                if words.strip():
                    grid.cells[row, column] = Cell(unicodedata.normalize("NFC", words))
            line = reader.line_num + 1
    except csv.Error as error:  # a quotation mark that is never closed swallows all that follows
        raise UnreadableSheet(Refusal.BROKEN_TABLE, line=line) from error
    return grid


def header_row(grid: Grid) -> int:
    """The row of the needed headings; raises `UnreadableSheet` without one."""
    best: tuple[int, list[str]] = (0, [])
    for row, cells in grid.rows():
        texts = [cell.text for cell in cells.values()]
        if _is_header(texts):
            return row
        known = sum(folded(text) in _BY_FOLDED for text in texts)
        best = max(best, (known, texts), key=lambda one: one[0])
    raise _no_table(grid.name, *best)


def _is_header(texts: Sequence[str]) -> bool:
    return {_BY_FOLDED.get(folded(text)) for text in texts}.issuperset(_NEEDED)


def _no_table(name: str, known: int, texts: list[str]) -> UnreadableSheet:
    """Which headings a table lacks, where there is a row that has some."""
    if not known:
        return UnreadableSheet(Refusal.NO_TABLE, name)
    found = {_BY_FOLDED.get(folded(text)) for text in texts}
    lacking = [_in_both(HEADINGS[one]) for one in _NEEDED if one not in found]
    there = [text.strip()[:_QUOTED] for text in texts[:_MOST_NAMED]]
    return UnreadableSheet(
        Refusal.LACKING_HEADINGS, name, lacking=quoted(lacking), found=quoted(there)
    )


def _in_both(words: Sequence[str]) -> str:
    """A heading in Japanese and English, whoever reads it."""
    english, japanese = (
        next(word for word in words if word.isascii() is is_ascii) for is_ascii in (True, False)
    )
    return f"{japanese} ({english})"


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
            if _is_question(values):
                places = {name: grid.address(row, column) for name, column in columns.items()}
                drafts.append(_draft(values, places, notices))
    return drafts, notices + unread_columns(grid, header, set(columns.values()))


def _is_question(cells: Mapping[str, Cell]) -> bool:
    """Whether a row holds anything; the headings that a printer repeats are no question."""
    texts = {name: words for name, cell in cells.items() if (words := cell.text.strip())}
    is_head = texts.keys() >= {"text", "right"} and all(
        _BY_FOLDED.get(folded(words)) == name for name, words in texts.items()
    )
    return bool(texts) and not is_head


def _draft(cells: Mapping[str, Cell], places: Mapping[str, str], notices: list[Notice]) -> Draft:
    texts: dict[str, str] = {}
    for name, cell in cells.items():
        texts[name] = "" if cell.is_error else cell.text.strip()
        if cell.is_error:
            notices.append(Notice(Remark.ERROR_CELL, places[name], {"text": cell.text}))
    given = {n: words for n in _NUMBERS if (words := texts.get(f"choice{n}", ""))}
    for n in _NUMBERS:
        if n not in given and (why := texts.get(f"why{n}")):
            values = {"text": why[:_QUOTED]}
            notices.append(Notice(Remark.REASON_ALONE, places[f"why{n}"], values))
    answer = texts.get("right", "")
    right = right_choices(answer, given)
    if right.is_doubtful:
        notices.append(Notice(Remark.DOUBTFUL_RIGHT, places["right"], {"name": answer[:_QUOTED]}))
    kind = texts.get("kind", "")
    return Draft(
        place=places["text"],
        places=places,
        id=texts.get("id", ""),
        kind=_KIND_BY_FOLDED.get(folded(kind), kind),
        scene=texts.get("scene", ""),
        text=texts["text"],
        choices=[
            DraftChoice(words, texts.get(f"why{n}"), n in right.numbers)
            for n, words in given.items()
        ],
        explanation=texts.get("explanation"),
        topic=texts.get("topic", ""),
        goal=texts.get("goal", ""),
        slides=_listed(texts.get("slides", "")),
        facts=_listed(texts.get("facts", "")),
        tags=_listed(texts["tags"]) if "tags" in texts else None,
        answer="" if right.numbers else answer[:_LONGEST_ANSWER],
    )


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
