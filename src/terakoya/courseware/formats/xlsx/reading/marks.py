"""Texts of cells with the marks that cells do not show: readings, variables, often stress."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from ....inline import parse
from ....variables import filled
from ...marked_text.line import Line
from ...marked_text.restorer import MarkupRestorer
from .grid import Cell
from .ids import Ids, TextKey


class Marks:
    """Brings the words of cells back into the form of the course.

    A text whose words are unchanged is letter by letter what it was; in a changed one the marks
    stay where their words still stand. `ids` tells the texts as they were written; where the
    hidden sheet was lost, the base's own texts take their place.
    """

    def __init__(self, ids: Ids, values: Mapping[str, str]) -> None:
        self._ids = ids
        # A cell holds no other sign of a reading, so that people write marks there as such.
        self._wording = MarkupRestorer({**values, **ids.values}, may_type_marks=True)

    def shown(self, text: str) -> str:
        """The words that a text of the base shows."""
        return self._wording.shown(text)

    def restored(self, key: TextKey, cell: Cell, base: str) -> str:
        """The text of a cell that shows no stress."""
        source = self._source(key, base)
        text = cell.text.strip()
        expected = self._wording.shown(source)
        if text == expected.replace("\xa0", " ").strip():
            return source
        stress = self._stress(source, text)
        return self._wording.of(source, Line(text, stress, (False,) * len(text)))

    def stressed(self, key: TextKey, cell: Cell, base: str) -> str:
        """The text of a cell whose bold words are the stressed ones."""
        bold = cell.bold or (False,) * len(cell.text)
        if all(flag or sign.isspace() for flag, sign in zip(bold, cell.text, strict=True)):
            bold = (False,) * len(bold)  # somebody's look for the whole cell
        line = Line(cell.text, bold, (False,) * len(bold))
        return self._wording.of(self._source(key, base), line)

    def _source(self, key: TextKey, base: str) -> str:
        return self._ids.sources.get(key, base)

    def _stress(self, source: str, text: str) -> tuple[bool, ...]:
        """The stress of a text of before on the words that are still there."""
        spans = parse(filled(source, self._wording.values))
        before = [span.stress for span in spans for _ in span.text]
        words = "".join(span.text for span in spans)
        flags = [False] * len(text)
        matcher = SequenceMatcher(None, words, text, autojunk=False)
        for start, at, size in matcher.get_matching_blocks():
            flags[at : at + size] = before[start : start + size]
        return tuple(flags)
