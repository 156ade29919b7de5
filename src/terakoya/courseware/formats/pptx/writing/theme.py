"""The theme: BIZ UDPゴシック for every text, the design tokens as colours, no shadows."""

from __future__ import annotations

from lxml import etree

from .colours import THEME_COLOURS
from .tables import NO_STYLE
from .xml import el

THEME = "Terakoya"
FONT = "BIZ UDPゴシック"


def theme(name: str) -> etree._Element:
    """A theme part."""
    return el(
        "a:theme",
        {"name": name},
        el("a:themeElements", None, _colours(), _fonts(), _formats()),
        el("a:objectDefaults"),
        el("a:extraClrSchemeLst"),
    )


def _colours() -> etree._Element:
    slots = (
        el(f"a:{slot}", None, el("a:srgbClr", {"val": colour.value}))
        for slot, colour in THEME_COLOURS.items()
    )
    return el("a:clrScheme", {"name": THEME}, *slots)


def _fonts() -> etree._Element:
    def family(name: str) -> etree._Element:
        return el(
            name,
            None,
            el("a:latin", {"typeface": FONT}),
            el("a:ea", {"typeface": FONT}),
            el("a:cs", {"typeface": ""}),
        )

    return el("a:fontScheme", {"name": THEME}, family("a:majorFont"), family("a:minorFont"))


def _formats() -> etree._Element:
    def plain() -> etree._Element:
        return el("a:solidFill", None, el("a:schemeClr", {"val": "phClr"}))

    def line(width: int) -> etree._Element:
        return el("a:ln", {"w": width}, plain())

    def no_effect() -> etree._Element:
        return el("a:effectStyle", None, el("a:effectLst"))

    return el(
        "a:fmtScheme",
        {"name": THEME},
        el("a:fillStyleLst", None, plain(), plain(), plain()),
        el("a:lnStyleLst", None, line(9525), line(19050), line(28575)),
        el("a:effectStyleLst", None, no_effect(), no_effect(), no_effect()),
        el("a:bgFillStyleLst", None, plain(), plain(), plain()),
    )


def table_styles() -> etree._Element:
    """The one table style of the deck, "No Style, No Grid", which new tables take as well."""
    sides = ("a:left", "a:right", "a:top", "a:bottom", "a:insideH", "a:insideV")
    borders = (el(side, None, el("a:ln", None, el("a:noFill"))) for side in sides)
    whole = el(
        "a:wholeTbl",
        None,
        el(
            "a:tcTxStyle",
            None,
            el("a:fontRef", {"idx": "minor"}, el("a:scrgbClr", {"r": 0, "g": 0, "b": 0})),
            el("a:schemeClr", {"val": "tx1"}),
        ),
        el("a:tcStyle", None, el("a:tcBdr", None, *borders), el("a:fill", None, el("a:noFill"))),
    )
    style = el("a:tblStyle", {"styleId": NO_STYLE, "styleName": "No Style, No Grid"}, whole)
    return el("a:tblStyleLst", {"def": NO_STYLE}, style)
