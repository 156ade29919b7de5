"""The colours of a sheet, tied to the theme of the deck wherever it has them."""

from __future__ import annotations

from lxml import etree

from ....palette import Colour
from .xml import el

# The twelve colours of the theme, in the order in which the theme lists them.
THEME_COLOURS = {
    "dk1": Colour.TEXT,
    "lt1": Colour.SURFACE,
    "dk2": Colour.PRIMARY_ACTIVE,
    "lt2": Colour.SURFACE_2,
    "accent1": Colour.PRIMARY,
    "accent2": Colour.OK,
    "accent3": Colour.WARN,
    "accent4": Colour.ERR,
    "accent5": Colour.SLATE,
    "accent6": Colour.PRIMARY_LINE,
    "hlink": Colour.PRIMARY,
    "folHlink": Colour.OWN,
}
_MAPPED = {"dk1": "tx1", "lt1": "bg1", "dk2": "tx2", "lt2": "bg2"}
_SCHEME = {
    colour: _MAPPED.get(slot, slot)
    for slot, colour in THEME_COLOURS.items()
    if slot not in ("hlink", "folHlink")
}
# The slots that tell something: in another theme they must not become just any colour.
TELLING = frozenset(_SCHEME[colour] for colour in (Colour.OK, Colour.WARN, Colour.ERR))


def colour_value(colour: Colour) -> etree._Element:
    """The colour: by its slot in the theme, so that a company may recolour, or as it stands."""
    if colour in _SCHEME:
        return el("a:schemeClr", {"val": _SCHEME[colour]})
    return el("a:srgbClr", {"val": colour.value})


def theme_colour(slot: str) -> str:
    """The hex digits of a slot of our theme; of any other name the name itself."""
    return {name: colour.value for colour, name in _SCHEME.items()}.get(slot, slot)


def fill(colour: Colour | None) -> etree._Element:
    """A plain fill; `None` is an explicit absence."""
    return el("a:noFill") if colour is None else el("a:solidFill", None, colour_value(colour))
