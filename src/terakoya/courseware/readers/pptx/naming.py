"""Names for the shapes of a page that lost them: by what the writer would draw there.

Some programs give every shape a name of their own. A page that was recognised by its words is
held against our drawing of that slide; a shape that says what a drawn one says gets its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...model import Material
from ...writers.pptx import write_pptx
from ...writers.pptx.identity import Part
from .aligning import text_likeness
from .identity import name_of
from .shapes import Block
from .sheets import SheetSource, read_deck

ALIKE = 0.5
_UNNAMED = ("title", "ctrTitle", "sldNum", "dt", "ftr")


def is_named(sheet: SheetSource) -> bool:
    """Whether any shape of a sheet still says what it is."""
    return any((said := name_of(block)) is not None and said[1] for block in sheet.blocks)


@dataclass
class Namer:
    """Gives names; draws the base once, when first asked."""

    material: Material
    language: str
    values: Mapping[str, str]
    _drawn: dict[tuple[str, Part], SheetSource] = field(default_factory=dict)

    def named(self, sheet: SheetSource, slide: str, part: Part) -> SheetSource:
        """The sheet with the names that its shapes would have."""
        drawn = self._sheets().get((slide, part))
        if drawn is None:
            return sheet
        wanted = [block for block in drawn.blocks if name_of(block) and block.kind not in _UNNAMED]
        free = [n for n, block in enumerate(sheet.blocks) if block.kind not in _UNNAMED]
        names: dict[int, str] = {}
        pairs = sorted(
            (
                (-_likeness(block, sheet.blocks[number]), place, number)
                for place, block in enumerate(wanted)
                for number in free
            ),
        )
        given: set[int] = set()
        for score, place, number in pairs:
            if -score >= ALIKE and place not in given and number not in names:
                names[number] = wanted[place].name
                given.add(place)
        blocks = tuple(
            replace(block, name=names.get(number, block.name))
            for number, block in enumerate(sheet.blocks)
        )
        return replace(sheet, blocks=blocks)

    def _sheets(self) -> dict[tuple[str, Part], SheetSource]:
        if not self._drawn:
            deck = read_deck(write_pptx(self.material, self.language, values=self.values))
            for sheet in deck.sheets:
                key = (sheet.tags["CW_SLIDE"], Part(sheet.tags["CW_SHEET"]))
                self._drawn[key] = sheet
        return self._drawn


def _likeness(drawn: Block, block: Block) -> float:
    """How alike two shapes are: of one sort, by words; pictures by alternative text and shape."""
    if drawn.hidden or drawn.sort != block.sort:
        return 0.0
    if drawn.text and block.text:
        return text_likeness(drawn.text, block.text)
    if drawn.image is not None and block.image is not None:
        said = text_likeness(drawn.alt, block.alt) if drawn.alt or block.alt else 1.0
        return ALIKE + said / 2
    return 0.0
