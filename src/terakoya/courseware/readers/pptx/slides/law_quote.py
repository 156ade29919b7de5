"""`law-quote`: the exact words, their source, and `gloss-n` with term and text."""

from __future__ import annotations

from typing import Any

from ....model import Gloss, LawQuoteSlide
from ..reading import Reading
from ..shapes import Block
from .items import numbered, read_list

_NEW = Gloss(term="", text="")


def read_law_quote(reading: Reading, base: LawQuoteSlide) -> dict[str, Any]:
    """Quote, source and glosses."""

    def gloss(block: Block, was: Gloss | None) -> Gloss:
        was = was or _NEW
        term, text = reading.shared(block.lines, (was.term, True), (was.text, False))
        return Gloss(term=term, text=text)

    bases = [reading.words_of(one.term, one.text) for one in base.glosses]
    seen = numbered(reading, "gloss", bases, across=True)
    return {
        "quote": reading.text(base.quote, "quote", bold=True),
        "source": reading.text(base.source, "source"),
        "glosses": read_list(reading, "glosses", base.glosses, seen, gloss),
    }
