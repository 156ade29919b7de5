"""The hidden sheet of ids, the same in every workbook and language.

Each row says in its first cell what it holds, so that a reader needs no positions:

- `workbook`: kind and schema; `course`, `language`, `revision`: their value
- `value`: a company variable and what stands in the texts for it
- `wave`: the portal's id of the time of asking that a survey workbook was handed out for
- further kinds, such as `item` or `question`: see the writer of the workbook
- `text`: what it is a text of, its id, the field, and the text itself. The fifth cell is a
  formula that shows the visible cell: spreadsheets keep it pointing there when rows move. The
  sixth holds the text with its marks (readings, stress, variables), which cells do not show.
  It is empty where the text has none, but for items and options: what these said when the
  workbook was made tells a reader which is which after somebody exchanged words.
"""

from __future__ import annotations

from ....model import Material
from ....revision import revision_id
from .book import Book
from .sheet import Sheet, Value
from .styles import BODY, Style
from .texts import Texts

NAME = "_ids"
SCHEMA = 1
HEAD_ROWS = 4
KEPT = ("item", "option")
PLAIN: Style = {**BODY, "text_wrap": False}


class IdSheet:
    """The hidden sheet under construction."""

    def __init__(self, book: Book) -> None:
        self.sheet: Sheet = book.hidden_sheet(NAME)
        self._next = 0

    def head(self, kind: str, material: Material, texts: Texts) -> None:
        """Say what the workbook is, from which state of which course it was made, and with
        which company values."""
        self.row("workbook", kind, SCHEMA)
        self.row("course", material.course.meta.id, material.course.meta.version)
        self.row("language", texts.language)
        self.row("revision", revision_id(material.course))
        for key, value in texts.values.items():
            self.row("value", key, value)

    def row(self, *cells: Value | None) -> int:
        """Add a row of ids; gives its number."""
        for column, cell in enumerate(cells):
            if isinstance(cell, (int, float)):
                self.sheet.number(self._next, column, cell, PLAIN)
            elif cell is not None:
                self.sheet.text(self._next, column, cell, PLAIN)
        self._next += 1
        return self._next - 1

    def text(
        self, kind: str, name: str, field: str, source: str, value: str, written: str = ""
    ) -> None:
        """Add where a text stands.

        `source` is the visible cell, `value` what it shows, `written` the text in the course.
        """
        row = self.row("text", kind, name, field)
        self.sheet.link(row, 4, source, value, PLAIN)
        if written not in ("", value) or (written and kind in KEPT):
            self.sheet.text(row, 5, written, PLAIN)
