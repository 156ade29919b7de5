"""How single words of a page look: colour, underline, italics and marker are none of a course.

A course knows one emphasis, stress, which is bold or, in a text that is bold by itself,
underlined. Any other is told, once for all pages of a deck.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum

from lxml import etree

from ....palette import NOT_ON_SHEETS, Colour
from ..writing.colours import theme_colour
from .xml import A, local

_OURS = frozenset(colour.value for colour in Colour if colour not in NOT_ON_SHEETS)
_FILLS = ("solidFill", "gradFill", "pattFill")  # LibreOffice writes outlines without any
_OFF = ("", "0", "false", "off")


class Lettering(StrEnum):
    """What somebody did to the look of words."""

    WITHIN = "within"  # to words within a text
    WHOLE = "whole"  # to a whole text: another colour than ours


def lettering_of(root: etree._Element) -> frozenset[Lettering]:
    """What was done to the look of the words below an element."""
    found = (_of_paragraph(paragraph) for paragraph in root.iter(f"{A}p"))
    return frozenset(one for one in found if one is not None)


def _of_paragraph(paragraph: etree._Element) -> Lettering | None:
    colours: dict[tuple[str, str], set[str]] = defaultdict(set)
    for run in paragraph.iterfind(f"{A}r"):
        look = run.find(f"{A}rPr")
        if look is None or not "".join(str(text) for text in run.itertext()).strip():
            continue
        if _is_decorated(look):
            return Lettering.WITHIN
        colours[look.get("b", ""), look.get("u", "")].add(_colour_of(look))
    seen = {colour for alike in colours.values() for colour in alike}
    is_foreign = bool({colour for colour in seen if colour} - _OURS)
    # Stressed words have a colour of their own beside those of the text.
    if any(len(alike) > 1 for alike in colours.values()) or (len(seen) > 1 and is_foreign):
        return Lettering.WITHIN
    return Lettering.WHOLE if is_foreign else None


def _is_decorated(look: etree._Element) -> bool:
    """Whether letters are slanted, marked, raised, lowered, outlined or drawn with effects."""
    if look.get("i", "") not in _OFF or look.get("baseline", "") not in ("", "0", "0%"):
        return True
    outline, effects = look.find(f"{A}ln"), look.find(f"{A}effectLst")
    is_outlined = outline is not None and any(local(fill) in _FILLS for fill in outline)
    has_effects = effects is not None and len(effects) > 0
    return look.find(f"{A}highlight") is not None or is_outlined or has_effects


def _colour_of(look: etree._Element) -> str:
    """The colour of a run as hex digits, or as what it is mixed of; empty: that of its place."""
    for value in look.iterfind(f"{A}solidFill/*"):
        name = value.get("val") or ""
        if local(value) == "schemeClr" and not len(value):
            return theme_colour(name)
        mixed = "".join(f"{local(part)}{part.get('val')}" for part in value)
        return f"{(value.get('lastClr') or name).upper()}{mixed}"
    return ""
