"""Rows of a table whose cells stand in other columns, or which end before the headings do.

`docs/algorithms/table-rows.md` has worked examples.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ....text.alignment import folded
from ...xlsx.reading.grid import Grid
from .csv_grid import CsvGrid
from .headings import NEEDED
from .right_choices import right_choices

_FARTHEST = 3  # columns by which cells are looked for beside their own
_MOST_BREAKS = 5  # line breaks within one row that are looked for
_SIGNS = 3  # characters: `12`, `b)`, `1,3`
_LISTS = ("slides", "tags")
Own = Mapping[str, frozenset[str]]


class TableRows:
    """The rows below the headings; `own` are the words of the course by field, folded."""

    def __init__(self, grid: Grid, header: int, columns: Mapping[str, int], own: Own) -> None:
        self.grid, self.columns, self.own = grid, columns, own
        self.texts: dict[int, dict[int, str]] = {}
        for (row, column), cell in grid.cells.items():
            if row > header and cell.text.strip():
                self.texts.setdefault(row, {})[column] = cell.text.strip()
        self.last = max((at for row, at in grid.cells if row == header), default=0)
        self.headed = {at for row, at in grid.cells if row == header}
        self.widths = grid.widths if isinstance(grid, CsvGrid) else {}
        self.width = self.widths.get(header, 0)
        longer = sum(self._is_longer(row) for row in self.texts)
        self.short_columns = self._short_columns()
        self._has_notes = longer * 2 > len(self.texts)  # a column that lacks its heading

    def is_shifted(self, row: int) -> bool:
        """Whether the cells of a row stand beside the columns that they belong to.

        A row of a text that has more cells than the headings has one sign too many; one that a
        line break has divided begins with the rest of a cell. Elsewhere
        words of the course say it that stand, by the same number of columns, beside their own.
        """
        if self._is_rest(row) or (self._is_longer(row) and not self._has_notes):
            return True
        texts = self.texts.get(row, {})
        is_loose = any(column not in self.headed for column in texts)
        is_short = bool(self.unsaid(row))
        return any(
            self._hits(texts, by) >= (1 if (is_loose if by > 0 else is_short) else 2)
            for far in range(1, _FARTHEST + 1)
            for by in (far, -far)
        )

    def _is_rest(self, row: int) -> bool:
        """Whether a row is the end of those above, each as short as a line break makes it."""
        width = self.widths.get(row, 0)
        for above in range(row - 1, row - _MOST_BREAKS - 1, -1):
            width += self.widths.get(above, 0) - 1
            if not 0 < self.widths.get(above, 0) < self.width or width > self.width:
                return False
            if width == self.width and self.unsaid(above).intersection(NEEDED):
                return True
        return False

    def unsaid(self, row: int) -> frozenset[str]:
        """The fields whose columns lie beyond the end of a row of a text."""
        width = self.widths.get(row, 0)
        if not width or width >= self.last:
            return frozenset()
        return frozenset(name for name, column in self.columns.items() if column > width)

    def words(self, row: int) -> list[str]:
        """What stands where a question and its choices are, a column to either side."""
        own = [
            column
            for name, column in self.columns.items()
            if name in ("scene", "text") or name.startswith("choice")
        ]
        around = range(min(own) - 1, max(own) + 2)
        return [text for column, text in sorted(self.texts[row].items()) if column in around]

    def _short_columns(self) -> set[int]:
        """The columns that hold numbers or letters in most rows, such as points or ids."""
        signs = Counter(
            column
            for texts in self.texts.values()
            for column, text in texts.items()
            if _is_sign(text)
        )
        return {column for column, count in signs.items() if count * 2 > len(self.texts)}

    def _is_longer(self, row: int) -> bool:
        return 0 < self.width < self.widths.get(row, 0)

    def _hits(self, texts: Mapping[int, str], by: int) -> int:
        """How many fields have words of theirs in the column beside, and none in their own."""
        hits = sum(
            self._is_own(name, texts.get(column + by, ""))
            and not self._is_own(name, texts.get(column, ""))
            for name, column in self.columns.items()
            if name in self.own
        )
        return hits + self._answer_beside(texts, by)

    def _is_own(self, name: str, text: str) -> bool:
        parts = [text]
        if name in _LISTS:
            parts = text.replace("；", ";").replace("\n", ";").split(";")
        words = [folded(part) for part in parts if part.strip()]
        return bool(words) and all(word in self.own[name] for word in words)

    def _answer_beside(self, texts: Mapping[int, str], by: int) -> int:
        """Whether a number or letter of a choice stands beside the right choices, none in it.

        Where neither choices nor other rows have such signs there, it says as much as two fields.
        """
        column = self.columns["right"]
        here, beside = texts.get(column, ""), texts.get(column + by, "")
        choices = self._choices(texts, by)
        is_words = not beside or beside in choices.values() or len(beside) > len(here)
        if is_words or right_choices(here, self._choices(texts, 0)).numbers:
            return 0
        if not right_choices(beside, choices).numbers:
            return 0
        is_usual = column + by in self.short_columns or any(map(_is_sign, choices.values()))
        return 1 if is_usual or _is_sign(here) else 2

    def _choices(self, texts: Mapping[int, str], by: int) -> dict[int, str]:
        return {
            int(name.removeprefix("choice")): text
            for name, at in self.columns.items()
            if name.startswith("choice") and (text := texts.get(at + by, ""))
        }


def _is_sign(text: str) -> bool:
    """Whether a text is as short as numbers and letters of choices are."""
    return len(text) <= _SIGNS
