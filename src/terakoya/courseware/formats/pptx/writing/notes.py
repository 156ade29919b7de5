"""The notes of a slide: its narration in paragraphs, and nothing else.

Programs that turn decks into speech read the notes aloud, so no mark and no reading stands here.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from .... import inline
from .master import notes_shapes, tree
from .text import Tongue
from .xml import el


def notes_slide(narration: Sequence[str], tongue: Tongue) -> etree._Element:
    """The notes page of one sheet; the narration is already filled in."""
    paragraphs = [_paragraph(inline.plain(text), tongue) for text in narration] or [el("a:p")]
    return el(
        "p:notes",
        None,
        el("p:cSld", None, tree(notes_shapes(paragraphs))),
        el("p:clrMapOvr", None, el("a:masterClrMapping")),
    )


def _paragraph(text: str, tongue: Tongue) -> etree._Element:
    properties = {"lang": tongue.lang, "altLang": tongue.alt, "dirty": 0}
    # A line feed inside a paragraph of the source is not one that anybody hears.
    words = " ".join(text.split("\n"))
    return el("a:p", None, el("a:r", None, el("a:rPr", properties), el("a:t", None, words)))
