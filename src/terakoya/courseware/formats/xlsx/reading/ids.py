"""The hidden sheet of a workbook of ours: what it was made from, and where each text stands.

`writing/ids.py` describes the rows. The place of a text is the cell that its formula points
at; spreadsheets keep it pointing there when rows move, and say `#REF!` when it was deleted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string

from ..writing.ids import NAME
from .grid import Cell, Place
from .package import Book

# 'Sheet name'!$C$6, with or without the quotes and the dollar signs of different programs. A name
# is looked for where a word begins, and has an end, so that no long text is read again and again.
_CELL = r"\$?(?P<column>[A-Z]{1,3})\$?(?P<row>[0-9]{1,7})"
_REFERENCE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|''){1,100})'|(?<![\w.])(?P<plain>[\w.]+))!" + _CELL
)
_OWN_SHEET = re.compile(r"(?<![A-Za-z0-9_!$:])" + _CELL + r"(?![0-9(!])")
TextKey = tuple[str, str, str]  # kind, id, field


@dataclass
class Ids:
    """What the hidden sheet says; everything empty where a workbook has none.

    `wave` is the portal's id of the time of asking that the workbook was handed out for.
    `places` and `sources` are by kind, id and field; a source is the text with its marks.
    `items` are the ids of the survey items with topic and kind; `questions` those of the
    questions with kind, goal and topic; `paper` the questions of the paper with their choices.
    """

    kind: str = ""
    course: str = ""
    language: str = ""
    revision: str = ""
    pass_mark: str = ""
    wave: str = ""
    values: dict[str, str] = field(default_factory=dict)
    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    questions: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    paper: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[TextKey, tuple[str, Place]] = field(default_factory=dict)
    sources: dict[TextKey, str] = field(default_factory=dict)
    gone: set[TextKey] = field(default_factory=set)

    @property
    def sheet(self) -> str:
        """The name of the sheet with the wording, as it is called now; "" where none is known."""
        names = [name for name, _ in self.places.values()]
        return max(set(names), key=names.count) if names else ""


def read_ids(book: Book) -> Ids:
    """The hidden sheet of a workbook; an empty `Ids` where it was removed."""
    name = next((one for one in book.sheet_names if one.strip() == NAME), None)
    if name is None:
        return Ids()
    ids = Ids()
    for _, cells in book.grid(name, formulas=True).rows():
        _read_row(ids, cells)
    return ids


def _read_row(ids: Ids, cells: dict[int, Cell]) -> None:
    texts = [cells[column].text if column in cells else "" for column in range(1, max(cells) + 1)]
    kind, rest = texts[0], [*texts[1:], *[""] * 8]
    if kind in ("course", "language", "revision", "pass_mark", "wave"):
        setattr(ids, kind, rest[0])
    elif kind == "workbook":
        ids.kind = rest[0]
    elif kind == "value":
        ids.values[rest[0]] = rest[1]
    elif kind == "item":
        ids.items[rest[0]] = (rest[1], rest[2])
    elif kind == "question":
        ids.questions[rest[0]] = (rest[1], rest[2], rest[3])
    elif kind == "paper":
        ids.paper[rest[0]] = tuple(one for one in rest[2:] if one)
    elif kind == "text":
        _read_text(ids, (rest[0], rest[1], rest[2]), rest[3], rest[4])


def _read_text(ids: Ids, key: TextKey, formula: str, source: str) -> None:
    ids.sources[key] = source
    reference = place_in(formula)
    if reference is None:
        ids.gone.add(key)
    else:
        ids.places[key] = reference


def place_in(formula: str) -> tuple[str, Place] | None:
    """The first cell of another sheet that a formula names: sheet and place."""
    found = _REFERENCE.search(formula)
    if found is None:
        return None
    sheet = found["plain"] or found["quoted"].replace("''", "'")
    return sheet, (int(found["row"]), column_index_from_string(found["column"]))


def places_in(formula: str, sheet: str) -> list[Place]:
    """The cells of one sheet that a formula on that sheet names, with or without its name."""
    quoted = sheet.replace("'", "''")
    own = formula.replace(f"'{quoted}'!", "").replace(f"{sheet}!", "")
    own = re.sub(r'"[^"]*"', "", own)
    return [
        (int(found["row"]), column_index_from_string(found["column"]))
        for found in _OWN_SHEET.finditer(own)
    ]
