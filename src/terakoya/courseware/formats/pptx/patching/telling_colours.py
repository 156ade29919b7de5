"""Right stays green and wrong red in a deck whose theme has other colours in their slots."""

from __future__ import annotations

from lxml import etree

from ..reading.package import DeckPackage
from ..reading.xml import A
from ..writing.colours import TELLING, theme_colour
from ..writing.theme import THEME


def is_in_our_theme(package: DeckPackage, layout: str) -> bool:
    """Whether a layout is in our theme; companies that recolour it keep its name."""
    for master in package.related(layout, "slideMaster"):
        for theme in package.related(master, "theme"):
            return package.xml(theme).get("name") == THEME
    return False


def write_telling_colours(drawn: etree._Element) -> None:
    """Write what says right, careful or wrong in a drawing of ours as it is, not as a slot."""
    for slot in list(drawn.iter(f"{A}schemeClr")):
        if (slot.get("val") or "") in TELLING:
            slot.tag = f"{A}srgbClr"
            slot.set("val", theme_colour(slot.get("val") or ""))
