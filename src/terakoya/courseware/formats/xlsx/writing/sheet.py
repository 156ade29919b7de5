"""A worksheet that never takes text for a formula, and whose formulas carry their values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ....errors import CoursewareError
from ....inline import Span
from .styles import Style, Styles

Value = str | int | float


class TextTooLong(CoursewareError):
    """A text is longer than a cell of a workbook can be."""

    code = "text-too-long"


LONGEST = 32_767  # characters in a cell


class Sheet:
    """One sheet of a workbook under construction; rows and columns count from 0."""

    def __init__(self, worksheet: Any, name: str, styles: Styles) -> None:
        self.raw = worksheet
        self.name = name
        self._styles = styles

    # -- cells

    def text(self, row: int, column: int, text: str, style: Style) -> None:
        """Write a text, whatever its first character is."""
        if len(text) > LONGEST:
            raise TextTooLong(
                f"Sheet {self.name}, {xl_rowcol_to_cell(row, column)}: the text has {len(text)} "
                f"characters, a cell holds {LONGEST}. → Shorten it."
            )
        if text:
            self.raw.write_string(row, column, text, self._styles(style))
        else:
            self.raw.write_blank(row, column, None, self._styles(style))

    def number(self, row: int, column: int, value: float, style: Style) -> None:
        """Write a number."""
        self.raw.write_number(row, column, value, self._styles(style))

    def formula(self, row: int, column: int, formula: str, value: Value, style: Style) -> None:
        """Write a formula with the value that it has, so that every viewer shows it."""
        self.raw.write_formula(row, column, f"={formula}", self._styles(style), value)

    def link(self, row: int, column: int, source: str, value: str, style: Style) -> None:
        """Show the text of another cell, so that a change there is seen here."""
        self.formula(row, column, f'{source}&""', value, style)

    def entry(self, row: int, column: int, value: Value | None, style: Style) -> None:
        """Make a cell that people fill in; `value` when somebody already has."""
        if isinstance(value, (int, float)):
            self.number(row, column, value, style)
        else:
            self.text(row, column, value or "", style)

    first_day = dt.date(2000, 1, 1)  # the earliest day that an entry cell takes

    def date(self, row: int, column: int, day: dt.date, style: Style) -> None:
        """Write a day; the style's number format says how it looks."""
        self.number(row, column, self.day_number(day), style)

    @staticmethod
    def day_number(day: dt.date) -> int:
        """A day as a spreadsheet counts days."""
        return (day - dt.date(1899, 12, 30)).days

    def rich(self, row: int, column: int, spans: Sequence[Span], style: Style) -> None:
        """Write a text whose stressed words are bold."""
        parts: list[Any] = []
        for span in spans:
            bold = {**style, "bold": True} if span.stress else style
            parts += [self._styles(bold), span.text]
        if len(spans) < 2 or not any(span.stress for span in spans):
            self.text(row, column, "".join(span.text for span in spans), style)
        else:
            self.raw.write_rich_string(row, column, *parts, self._styles(style))

    def merge(self, row: int, column: int, last_row: int, last_column: int, style: Style) -> None:
        """Merge cells; write the text into the first one afterwards."""
        if (row, column) != (last_row, last_column):
            self.raw.merge_range(row, column, last_row, last_column, "", self._styles(style))

    def banner(self, row: int, column: int, last_column: int, text: str, style: Style) -> None:
        """Write a text across columns."""
        self.merge(row, column, row, last_column, style)
        self.text(row, column, text, style)

    # -- references

    def ref(self, row: int, column: int) -> str:
        """The absolute address of a cell, from any sheet."""
        return f"{self.prefix}{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def range(self, row: int, column: int, last_row: int, last_column: int) -> str:
        """The absolute address of a range, from any sheet."""
        return f"{self.prefix}{xl_range_abs(row, column, last_row, last_column)}"

    @property
    def prefix(self) -> str:
        """What stands before an address on this sheet."""
        quoted = self.name.replace("'", "''")
        return f"'{quoted}'!"

    # -- rules

    def pick_list(
        self, row: int, column: int, last_row: int, last_column: int, source: str, **more: Any
    ) -> None:
        """Offer a list of answers; `source` is a range."""
        rule = {"validate": "list", "source": f"={source}", "ignore_blank": True, **more}
        self.raw.data_validation(row, column, last_row, last_column, rule)

    def colour(
        self, row: int, column: int, last_row: int, last_column: int, formula: str, style: Style
    ) -> None:
        """Colour cells where a formula (written for the first of them) is true."""
        rule = {
            "type": "formula",
            "criteria": f"={formula}",
            "format": self._styles.rule(style),
            "stop_if_true": True,
        }
        self.raw.conditional_format(row, column, last_row, last_column, rule)


LONGEST_LITERAL = 255  # characters of a text inside a formula


def literal(text: str) -> str:
    """A text of our own as it must stand in a formula."""
    if len(text) > LONGEST_LITERAL:
        raise TextTooLong(f"“{text[:20]}…” is too long for a formula. → At most 255 characters.")
    return '"' + text.replace('"', '""') + '"'
