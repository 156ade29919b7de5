"""Paragraphs and runs: `**stress**` is bold, or underlined where the text is bold already, and a
link is a native one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lxml import etree

from .... import inline
from ....layouts.measure import LINE
from ....layouts.styles import SPACING, TITLE, Paragraph, Style
from ....layouts.units import emu
from .colours import fill
from .xml import el, extensions, qualified

ADDRESS = "address"  # where a link leads, until the part that it stands in has a relation to it
_OWN_COLOUR = "{A12FA001-AC4F-418D-AE19-62706E023703}"


@dataclass(frozen=True)
class Tongue:
    """The language of a deck's runs and the other language that a run may hold."""

    lang: str
    alt: str


_TONGUES = {"ja": Tongue("ja-JP", "en-US"), "en": Tongue("en-US", "ja-JP")}


def tongue_of(language: str) -> Tongue:
    """The language tags of a course language."""
    return _TONGUES.get(language, Tongue(language, "en-US"))


def paragraph_element(item: Paragraph, tongue: Tongue, line: float = LINE) -> etree._Element:
    """The `a:p` of a paragraph whose lines are `line` em high at a spacing of 115 %."""
    element = el("a:p", None, _paragraph_properties(item, line))
    for text, style in item.runs:
        for span in inline.parse(text):
            for piece in _pieces(span, style, tongue):
                element.append(piece)
    if not any(text for text, _ in item.runs) and item.runs:
        element.append(run_properties("a:endParaRPr", item.runs[0][1], tongue))
    return element


def _spacing(item: Paragraph, line: float) -> etree._Element:
    """Lines as high as the plan reckons them, in whatever font.

    Those of メイリオ or Noto are half as high again as ours: what stands below a text would be
    overprinted. A title follows its layout, which says its size.
    """
    size = max((style.size or 0 for _, style in item.runs), default=0)
    return el("a:spcPts", {"val": round(size * line * item.spacing / SPACING * 100)})


def _paragraph_properties(item: Paragraph, line: float) -> etree._Element:
    return el(
        "a:pPr",
        {
            "marL": emu(item.left) if item.left else None,
            "indent": -emu(item.hanging) if item.hanging else None,
            "lvl": item.level or None,
            "algn": item.align if item.align != "l" else None,
        },
        el("a:lnSpc", None, _spacing(item, line)),
        el("a:spcBef", None, el("a:spcPts", {"val": round(item.before * 100)})),
        el("a:buChar", {"char": "•"}) if item.bullet else el("a:buNone"),
        el("a:tabLst", None, el("a:tab", {"pos": emu(item.tab), "algn": "l"}))
        if item.tab is not None
        else None,
    )


def _pieces(span: inline.Span, style: Style, tongue: Tongue) -> Iterable[etree._Element]:
    for number, line in enumerate(span.text.split("\n")):
        if number:
            yield el("a:br", None, run_properties("a:rPr", style, tongue))
        if line:
            properties = run_properties("a:rPr", style, tongue, stress=span.stress)
            if span.link:
                properties.append(link_element(span.link))
            yield el("a:r", None, properties, el("a:t", None, line))


def link_element(address: str) -> etree._Element:
    """The link of a run in the colour of its words; `relate_links` gives it its relation."""
    colour = el("ahyp:hlinkClr", {"val": "tx"})
    return el("a:hlinkClick", {ADDRESS: address}, extensions([(_OWN_COLOUR, colour)]))


def relate_links(root: etree._Element, relate: Callable[[str], str]) -> None:
    """Give each link below an element the relation of its part to the address, which goes."""
    for link in root.iter(qualified("a:hlinkClick")):
        address = link.get(ADDRESS)
        if address is None:
            continue
        del link.attrib[ADDRESS]
        if not link.get(qualified("r:id")):
            link.set(qualified("r:id"), relate(address))


def run_properties(
    name: str, style: Style, tongue: Tongue, *, stress: bool = False
) -> etree._Element:
    """The properties of a run, without a font name: the theme decides."""
    colour = style.stress_colour if stress and style.stress_colour else style.colour
    underlined = stress and style.bold
    return el(
        name,
        {
            "lang": tongue.lang,
            "altLang": tongue.alt,
            "sz": None if style.size is None else round(style.size * 100),
            "b": None if style is TITLE else int(style.bold or stress),
            "u": "sng" if underlined else None,
            "dirty": 0,
        },
        None if colour is None else fill(colour),
        el("a:uFill", None, fill(style.underline)) if underlined and style.underline else None,
    )
