"""The hidden sheet of ids, the same in every workbook and language.

Each row says in its first cell what it holds, so that a reader needs no positions:

- `workbook`: kind and schema; `course`, `language`, `revision`: their value
- further kinds, such as `item` or `question`: see the writer of the workbook
- `text`: what it is a text of, its id, the field, and the text itself. The last cell is a
  formula that shows the visible cell: spreadsheets keep it pointing there when rows move.
"""

from __future__ import annotations

from ...model import Material
from ...revision import revision_id
from .book import Book
from .sheet import Sheet, Value
from .styles import BODY, Style

NAME = "_ids"
SCHEMA = 1
PLAIN: Style = {**BODY, "text_wrap": False}


class IdSheet:
    """The hidden sheet under construction."""

    def __init__(self, book: Book) -> None:
        self.sheet: Sheet = book.hidden_sheet(NAME)
        self._next = 0

    def head(self, kind: str, material: Material, language: str) -> None:
        """Say what the workbook is and from which state of which course it was made."""
        self.row("workbook", kind, SCHEMA)
        self.row("course", material.course.meta.id, material.course.meta.version)
        self.row("language", language)
        self.row("revision", revision_id(material.course))

    def row(self, *cells: Value | None) -> int:
        """Add a row of ids; gives its number."""
        for column, cell in enumerate(cells):
            if isinstance(cell, (int, float)):
                self.sheet.number(self._next, column, cell, PLAIN)
            elif cell is not None:
                self.sheet.text(self._next, column, cell, PLAIN)
        self._next += 1
        return self._next - 1

    def text(self, kind: str, name: str, field: str, source: str, value: str) -> None:
        """Add where a text stands; `source` is the visible cell, `value` what it shows."""
        row = self.row("text", kind, name, field)
        self.sheet.link(row, 4, source, value, PLAIN)
