"""`law-quote`: the exact words, their source, and `gloss-n` with term and text."""

from __future__ import annotations

from typing import Any

from .....layouts.identity import Part
from .....model import Gloss, LawQuoteSlide
from ....marked_text.punctuation import bare
from ..notices import Loss
from ..reading import Reading, short
from ..shapes import Block
from .items import numbered, read_list

_NEW = Gloss(term="", text="")


def _quoted(reading: Reading, base: LawQuoteSlide) -> dict[str, str]:
    """The exact words and their source.

    Words of law whose box is gone stay as they were: an empty quotation, or other words under
    the name of a law, would be worse than the old ones. It is told, and the citation beside it
    belongs to it: one that was reworded is told, too, and none becomes words of another slide.
    """
    quote = reading.block("quote")
    if quote is None or not quote.lines:
        if reading.has(Part.MAIN) and reading.markup.shown(base.quote):
            reading.tell(Loss.QUOTE_GONE)
            _tell_citation(reading, base)
        return {"quote": base.quote, "source": base.source}
    return {
        "quote": reading.text(base.quote, "quote", bold=True),
        "source": reading.text(base.source, "source"),
    }


def _tell_citation(reading: Reading, base: LawQuoteSlide) -> None:
    """Ask for the citation of a quotation that is gone; tell of it where it says other words."""
    citation = reading.block("source")
    was = reading.markup.shown(base.source)
    if citation is not None and citation.lines and bare(citation.text) != bare(was):
        reading.tell(Loss.CITATION_ALONE, text=short(citation.text))


def read_law_quote(reading: Reading, base: LawQuoteSlide) -> dict[str, Any]:
    """Quote, source and glosses."""

    def gloss(block: Block, was: Gloss | None) -> Gloss:
        was = was or _NEW
        term, text = reading.shared(block.lines, (was.term, True), (was.text, False))
        return Gloss(term=term, text=text)

    bases = [reading.words_of(one.term, one.text) for one in base.glosses]
    seen = numbered(reading, "gloss", bases, across=True)
    return {
        **_quoted(reading, base),
        "glosses": read_list(reading, "glosses", base.glosses, seen, gloss),
    }
