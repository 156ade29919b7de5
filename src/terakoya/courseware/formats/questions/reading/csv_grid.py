"""A table of questions saved as text, by whatever sign its cells are divided → a grid."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...xlsx.reading.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid
from ...xlsx.reading.notices import Refusal, UnreadableSheet
from .headings import NEEDED, field_of

_LOOKED_AT = 20_000  # characters in which headings are looked for


@dataclass
class CsvGrid(Grid):
    """A grid that knows how many cells each row of the text has, empty ones too."""

    widths: dict[int, int] = field(default_factory=dict)


def is_header(texts: Sequence[str]) -> bool:
    """Whether a row holds the headings that a table of questions needs."""
    return {field_of(text) for text in texts}.issuperset(NEEDED)


def grid_of_csv(text: str, name: str) -> CsvGrid:
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
    return any(is_header(next(csv.reader([line], delimiter=sign), [])) for line in lines)


def _divided(text: str, name: str, sign: str) -> CsvGrid:
    grid = CsvGrid(name)
    row, line = 0, 1
    reader = csv.reader(io.StringIO(text), delimiter=sign, strict=True)
    try:
        for row, cells in enumerate(reader, 1):
            if row > MAX_ROWS:
                raise UnreadableSheet(Refusal.TOO_MANY_ROWS, name=name, most=MAX_ROWS)
            if any(words.strip() for words in cells[MAX_COLUMNS:]):
                raise UnreadableSheet(Refusal.TOO_MANY_COLUMNS, line=line, most=MAX_COLUMNS)
            grid.widths[row] = len(cells)
            for column, words in enumerate(cells[:MAX_COLUMNS], 1):
                if words.strip():
                    grid.cells[row, column] = Cell(unicodedata.normalize("NFC", words))
            line = reader.line_num + 1
    except csv.Error as error:  # a quotation mark that is never closed swallows all that follows
        raise UnreadableSheet(Refusal.BROKEN_TABLE, line=line) from error
    return grid
