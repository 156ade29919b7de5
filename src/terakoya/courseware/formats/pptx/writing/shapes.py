"""Shapes with everything explicit: fill, line, insets; no style, no shadow, no autofit."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from ....layouts.marks import Mark
from ....layouts.shapes import Label, Look, PictureShape
from ....layouts.styles import Paragraph
from ....layouts.units import Box, emu
from ....palette import Colour
from .colours import fill
from .marks import geometry, stroke_of
from .text import Tongue, paragraph_element
from .xml import el, extensions

_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def preset_geometry(look: Look, box: Box) -> etree._Element:
    """The preset geometry of a shape; a radius becomes an adjustment by the shorter side."""
    adjust = look.adjust
    if look.radius is not None:
        share = min(50000, round(look.radius / min(box.w, box.h) * 100000))
        adjust = _rounded(look.preset, share, lower=look.lower)
    guides = (el("a:gd", {"name": name, "fmla": f"val {val}"}) for name, val in adjust)
    return el("a:prstGeom", {"prst": look.preset}, el("a:avLst", None, *guides))


def _rounded(preset: str, share: int, *, lower: bool) -> tuple[tuple[str, int], ...]:
    """The adjustments that round all corners, or only the lower or upper ones."""
    if preset != "round2SameRect":
        return (("adj", share),)
    return (("adj1", 0), ("adj2", share)) if lower else (("adj1", share), ("adj2", 0))


def names(label: Label) -> etree._Element:
    """The `p:cNvPr` of a shape."""
    return el(
        "p:cNvPr",
        {
            "id": label.number,
            "name": label.name,
            "descr": label.alt or None,
            "hidden": "1" if label.hidden else None,
        },
        extensions([(_DECORATIVE, el("adec:decorative", {"val": "1"}))])
        if label.decorative
        else None,
    )


def transform(box: Box, name: str = "a:xfrm") -> etree._Element:
    """Where a shape is and how large."""
    return el(
        name,
        None,
        el("a:off", {"x": emu(box.x), "y": emu(box.y)}),
        el("a:ext", {"cx": emu(box.w), "cy": emu(box.h)}),
    )


def outline(colour: Colour | None, width: float, *, round_ends: bool = False) -> etree._Element:
    """The line around a shape; no colour is an explicit absence."""
    if colour is None:
        return el("a:ln", None, el("a:noFill"))
    attributes = {"w": emu(width), "cap": "rnd" if round_ends else None}
    join = el("a:round") if round_ends else None
    return el("a:ln", attributes, fill(colour), join)


def body_properties(look: Look) -> etree._Element:
    """Wrapped text that keeps its size, with explicit insets."""
    left, top, right, bottom = (emu(side) for side in look.inset)
    return el(
        "a:bodyPr",
        {
            "wrap": "square",
            "lIns": left,
            "tIns": top,
            "rIns": right,
            "bIns": bottom,
            "rtlCol": "0",
            "anchor": look.anchor,
        },
        el("a:noAutofit"),
    )


def text_body(look: Look, items: Sequence[Paragraph], tongue: Tongue) -> etree._Element:
    """The text inside a shape; a shape without text has one empty paragraph."""
    body = [paragraph_element(item, tongue) for item in items] or [el("a:p")]
    return el("p:txBody", None, body_properties(look), el("a:lstStyle"), *body)


def shape(
    label: Label, box: Box, look: Look, items: Sequence[Paragraph], tongue: Tongue, *, is_text: bool
) -> etree._Element:
    """A rectangle, rounded rectangle, callout or text box."""
    return el(
        "p:sp",
        None,
        el(
            "p:nvSpPr",
            None,
            names(label),
            el("p:cNvSpPr", {"txBox": "1"} if is_text else None),
            el("p:nvPr"),
        ),
        el(
            "p:spPr",
            None,
            transform(box),
            preset_geometry(look, box),
            fill(look.fill),
            outline(look.line, look.line_width),
        ),
        text_body(look, items, tongue),
    )


def mark_shape(label: Label, box: Box, mark: Mark, colour: Colour) -> etree._Element:
    """A drawn mark."""
    return el(
        "p:sp",
        None,
        el("p:nvSpPr", None, names(label), el("p:cNvSpPr"), el("p:nvPr")),
        el(
            "p:spPr",
            None,
            transform(box),
            geometry(mark),
            el("a:noFill"),
            outline(colour, stroke_of(mark, box.h), round_ends=True),
        ),
    )


def picture_shape(picture: PictureShape, png: str, svg: str) -> etree._Element:
    """A picture: the PNG for every program, the SVG (if there is one) for those that draw it.

    What is cut off is cut by the program.
    """
    sides = dict.fromkeys("lr", picture.sides) | dict(zip("tb", picture.crop, strict=True))
    cut = {side: round(share * 100000) for side, share in sides.items() if share}
    look = Look(preset="ellipse" if picture.round else "rect")
    if picture.lower:
        look = Look(preset="round2SameRect", radius=picture.lower)
    return el(
        "p:pic",
        None,
        el(
            "p:nvPicPr",
            None,
            names(picture.label),
            el("p:cNvPicPr", None, el("a:picLocks", {"noChangeAspect": "1"})),
            el("p:nvPr"),
        ),
        el(
            "p:blipFill",
            None,
            el(
                "a:blip",
                {"r:embed": png},
                extensions([(_SVG, el("asvg:svgBlip", {"r:embed": svg}))]) if svg else None,
            ),
            el("a:srcRect", cut) if cut else None,
            el("a:stretch", None, el("a:fillRect")),
        ),
        el(
            "p:spPr",
            None,
            transform(picture.box),
            preset_geometry(look, picture.box),
            el("a:noFill"),
            outline(None, 0),
        ),
    )


def placeholder(
    label: Label,
    kind: dict[str, str],
    paragraph: etree._Element,
    box: Box | None = None,
) -> etree._Element:
    """A placeholder of the layout, moved only where a box is given."""
    return el(
        "p:sp",
        None,
        el(
            "p:nvSpPr",
            None,
            names(label),
            el("p:cNvSpPr", None, el("a:spLocks", {"noGrp": "1"})),
            el("p:nvPr", None, el("p:ph", kind)),
        ),
        el("p:spPr", None, transform(box) if box else None),
        el("p:txBody", None, el("a:bodyPr"), el("a:lstStyle"), paragraph),
    )
