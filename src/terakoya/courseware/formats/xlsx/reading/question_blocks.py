"""The questions of 全問題 as they stand there, before it is known which they are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from .grid import EMPTY, Cell, Place

_NUMBER = re.compile(r"\d+")


@dataclass
class ChoiceRow:
    """A choice; `id` is empty where nothing says which it is, `letter` what stands before it."""

    id: str
    letter: str
    row: int
    text: Cell
    right: Cell
    why: Cell


@dataclass
class QuestionBlock:
    """A question as it stands on the sheet; `line_rows` are those of 根拠, スライド and 正解.

    `label` is what stands before its bar, mostly a number; `unread` are the lines whose formula
    has no result. `stated` is the answer that somebody typed into the heading 正解 of the bar; it
    is empty once the choices are marked by it.
    """

    row: int
    id: str = ""
    label: str = ""
    about: str = ""
    stated: str = ""
    scene: Cell = EMPTY
    text: Cell = EMPTY
    choices: list[ChoiceRow] = field(default_factory=list)
    explanation: Cell = EMPTY
    sources: str = ""
    slides: str = ""
    line_rows: dict[str, int] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    has_text: bool = False
    has_bar: bool = False

    def is_empty(self) -> bool:
        """Whether everything that a learner would see was cleared."""
        cells = [self.text, self.scene, *(one.text for one in self.choices)]
        return not any(cell.holds for cell in cells)

    @property
    def has_end(self) -> bool:
        """Whether the lines that stand behind the choices of a question were read."""
        return self.explanation.holds or bool(self.line_rows)

    @property
    def words(self) -> str:
        """What a learner is asked, for comparison."""
        cells = [self.scene, self.text, *(one.text for one in self.choices)]
        return "\n".join(cell.text for cell in cells)

    @property
    def number(self) -> int | None:
        """The number before its bar, as `3`, `問3` or `３．`."""
        found = _NUMBER.findall(unicodedata.normalize("NFKC", self.label))
        return int(found[0][:6]) if len(found) == 1 else None


@dataclass
class PoolRows:
    """The blocks of the sheet, and the cells with something that belongs to none."""

    blocks: list[QuestionBlock]
    loose: list[tuple[Place, str]]
