"""`law-quote`: words of law whose box is gone stay as they were."""

from __future__ import annotations

from typing import Any

from .....layouts.identity import Part
from .....model import LawQuoteSlide
from ....marked_text.punctuation import bare
from ..notices import Loss
from ..reading import Reading, short
from .planned import read_planned


def read_law_quote(reading: Reading, base: LawQuoteSlide) -> dict[str, Any]:
    """Quote, source and glosses.

    An empty quotation, or other words under the name of a law, would be worse than the old ones.
    It is told, and the citation beside it belongs to it: one that was reworded is told, too, and
    none becomes words of another slide.
    """
    fields = read_planned(reading, base)
    quote = reading.block("quote")
    if not reading.has(Part.MAIN) or (quote is not None and quote.lines):
        return fields
    if reading.markup.shown(base.quote):
        reading.tell(Loss.QUOTE_GONE)
        _tell_citation(reading, base)
    return {**fields, "quote": base.quote, "source": base.source}


def _tell_citation(reading: Reading, base: LawQuoteSlide) -> None:
    """Tell of the citation of a quotation that is gone where it says other words."""
    citation = reading.block("source")
    was = reading.markup.shown(base.source)
    if citation is not None and citation.lines and bare(citation.text) != bare(was):
        reading.tell(Loss.CITATION_ALONE, text=short(citation.text))
