"""Which slide a sheet shows, and the names of its shapes.

Copies of a slide carry the original's identity; a reader of decks expects that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..model import AnySlide
from ..revision import slide_hash

PREFIX = "cw"


class Part(StrEnum):
    """Which sheet of its slide a sheet is; a text that does not fit has several of them."""

    MAIN = "main"
    ANSWER = "answer"
    CONTINUED = "continued"
    CONTINUED_2 = "continued-2"
    CONTINUED_3 = "continued-3"
    CONTINUED_4 = "continued-4"
    CONTINUED_5 = "continued-5"
    CONTINUED_6 = "continued-6"
    CONTINUED_7 = "continued-7"
    CONTINUED_8 = "continued-8"
    CONTINUED_9 = "continued-9"


CONTINUATIONS = tuple(part for part in Part if part.startswith(Part.CONTINUED))


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
