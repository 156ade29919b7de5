"""What lets a changed deck be recognised (`stack.md` §3): names, a hidden box, tags, properties.

Copies of a slide carry the original's identity; the reader expects that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from ....model import AnySlide
from ....revision import slide_hash
from .shapes import Label, Look, shape
from .text import LABEL, Tongue, paragraph
from .units import Box
from .xml import el

PREFIX = "cw"


class Part(StrEnum):
    """Which sheet of its slide a sheet is."""

    MAIN = "main"
    ANSWER = "answer"
    CONTINUED = "continued"


@dataclass(frozen=True)
class Identity:
    """Which slide a sheet shows, in which state, and which of its sheets it is."""

    slide_id: str
    content_hash: str
    part: Part = Part.MAIN

    @property
    def name(self) -> str:
        """The name of the slide and of its hidden box."""
        return f"{PREFIX}:{self.slide_id}"

    @property
    def sheet_name(self) -> str:
        """The name of the sheet; names of sheets are unique in a deck."""
        return self.name if self.part is Part.MAIN else f"{self.name}:{self.part}"

    def block(self, block_id: str, *, shared: bool = False) -> str:
        """The name of the shape that holds a block.

        A `shared` block stands on more than one sheet of its slide and is told apart there.
        """
        apart = shared and self.part is not Part.MAIN
        return f"{self.name}:{self.part}-{block_id}" if apart else f"{self.name}:{block_id}"

    @property
    def statement(self) -> str:
        """What the hidden box says."""
        return f"{self.name} r={self.content_hash}"


def identity_of(slide: AnySlide, part: Part = Part.MAIN) -> Identity:
    """The identity of a slide's sheet."""
    return Identity(slide.id, slide_hash(slide), part)


def hidden_box(identity: Identity, number: int, tongue: Tongue) -> etree._Element:
    """The box that no program shows and that office programs keep."""
    label = Label(number, identity.name, alt=identity.statement, hidden=True)
    style = LABEL.but(size=12)
    items = [paragraph(identity.statement, style)]
    return shape(label, Box(0, 0, 320, 28), Look(), items, tongue, is_text=True)


def tags(identity: Identity) -> etree._Element:
    """The slide's tags, the store that PowerPoint itself offers to programs."""
    values = {
        "CW_SLIDE": identity.slide_id,
        "CW_HASH": identity.content_hash,
        "CW_SHEET": identity.part.value,
    }
    return el(
        "p:tagLst", None, *(el("p:tag", {"name": key, "val": val}) for key, val in values.items())
    )
