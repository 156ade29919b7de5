"""Colours and fonts of a deck's theme that are no longer ours: a course has a look of its own."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ..writing.colours import THEME_COLOURS
from ..writing.theme import FONT
from .package import DeckPackage
from .xml import A

_FAMILIES = ("majorFont", "minorFont")


def foreign_design(package: DeckPackage) -> tuple[str, ...]:
    """The colours and fonts of the themes that pages have, other than ours."""
    masters = package.related(package.main, "slideMaster")
    themes = [name for master in masters for name in package.related(master, "theme")]
    found = [one for name in dict.fromkeys(themes) for one in _foreign(package.xml(name))]
    return tuple(dict.fromkeys(found))


def _foreign(theme: etree._Element) -> Iterator[str]:
    for slot, colour in THEME_COLOURS.items():
        value = theme.find(f"{A}themeElements/{A}clrScheme/{A}{slot}/*")
        said = "" if value is None else value.get("lastClr") or value.get("val") or ""
        if said and said.upper() != colour.value.upper():
            yield f"#{said.upper()}"
    for family in _FAMILIES:
        fonts = theme.find(f"{A}themeElements/{A}fontScheme/{A}{family}")
        for script in ("latin", "ea"):
            font = None if fonts is None else fonts.find(f"{A}{script}")
            name = "" if font is None else font.get("typeface") or ""
            if name not in ("", FONT):
                yield name
