"""What a page holds beyond its layout: kept on slides of its own, directly after it.

Somebody types a text box onto a page, or pastes a table: no field of the slide can hold it, and
nothing is dropped. All texts of a page become one further slide, each table and picture another,
as if their author had put them on new pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...marked_text.line import Line
from .notices import Loss
from .shapes import Block
from .sheets import SheetSource

DRAWN = ("chart", "ole")  # what only a picture of the page can show


@dataclass(frozen=True)
class Extra:
    """A shape that no field of its slide takes, and the notice that says so."""

    loss: Loss
    sheet: SheetSource
    block: Block


@dataclass(frozen=True)
class ExtraSheet:
    """The extras that stand together on a slide of their own, as the sheet of that slide."""

    extras: tuple[Extra, ...]

    def sheet(self, title: str) -> SheetSource:
        """The sheet under a title; it has no notes, and is hidden where the page is."""
        head = Block(name="", sort="text", kind="title", lines=(Line.of(title),), levels=(0,))
        return replace(self.extras[0].sheet, blocks=(head, *self.blocks), notes=(), name="")

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The shapes themselves; what is drawn of words has them as paragraphs."""
        return tuple(
            replace(one.block, sort="text", name="") if one.block.sort == "diagram" else one.block
            for one in self.extras
        )


def extra_sheets(extras: Sequence[Extra]) -> list[ExtraSheet]:
    """Extras by the slides that keep them: the texts together, each other shape alone."""
    texts = tuple(one for one in extras if one.block.sort in ("text", "diagram"))
    rest = [ExtraSheet((one,)) for one in extras if one not in texts]
    return [ExtraSheet(texts), *rest] if texts else rest
