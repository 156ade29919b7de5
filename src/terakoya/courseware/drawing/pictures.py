"""Pictures for every format: checked SVG, SVG without `<use>`, and PNG copies; PNG and JPEG as
they are.

SVG is the source. Office programs render `<use>` and `currentColor` unevenly, so the copy that
goes into a deck has neither; programs that know no SVG get the PNG.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from lxml import etree

from ..pictures import CONTENT_TYPES, raster_kind, raster_size
from .svg_rules import (
    PAINT,
    SVG,
    UnfitPicture,
    attributes_of,
    check_svg,
    elements_by_id,
    href_of,
    local_name,
    read_svg,
    view_box,
)
from .typesetting import typeset_png

__all__ = ["UnfitPicture", "as_svg", "check_svg", "expand_uses", "picture_size", "svg_to_png"]

WIDEST = 4096
_PAGE = """
#let points(name) = int(sys.inputs.at(name)) * 1pt
#set page(width: points("width"), height: points("height"), margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%, fit: "contain")
"""
# What a <use> says about its place; everything else it says is inherited by what it draws.
_OF_USE_ONLY = {"href", "{http://www.w3.org/1999/xlink}href", "x", "y", "width", "height"}
_OF_SYMBOL_ONLY = {"id", "overflow", "x", "y", "width", "height"}


def picture_size(data: bytes) -> tuple[float, float]:
    """Width and height of a picture in its own units; those of a PNG or JPEG are pixels."""
    if raster_kind(data):
        try:
            return raster_size(data)
        except ValueError as error:
            raise UnfitPicture(f"{error}. → Save it again as PNG or JPEG.") from error
    return _size(read_svg(data))


def as_svg(data: bytes) -> bytes:
    """A picture as one SVG without `<use>`; a PNG or JPEG stands in it as it is."""
    kind = raster_kind(data)
    if not kind:
        return expand_uses(data)
    width, height = picture_size(data)
    content = base64.b64encode(data).decode()
    address = f"data:{CONTENT_TYPES[kind]};base64,{content}"
    size = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="{SVG}" viewBox="0 0 {width} {height}" {size}>'
        f'<image {size} href="{address}"/></svg>'
    ).encode()


@lru_cache(maxsize=256)
def svg_to_png(svg: bytes, width: int) -> bytes:
    """Draw a picture as a PNG of `width` pixels; the same picture gives the same bytes.

    The colours are left as drawn: reduced to a palette a picture is half the size, but the
    transparent corners of the faces fray, and reducing takes longer than drawing.
    """
    if not 1 <= width <= WIDEST:
        raise ValueError(f"a PNG is 1 to {WIDEST} pixels wide, not {width}")
    own_width, own_height = _size(read_svg(svg))
    height = max(1, min(WIDEST, round(width * own_height / own_width)))
    inputs = {"width": str(width), "height": str(height), "svg": svg.decode("utf-8-sig")}
    return typeset_png(_PAGE, inputs)


@lru_cache(maxsize=256)
def expand_uses(svg: bytes) -> bytes:
    """Replace each `<use>` by a copy of what it draws, and `currentColor` by the colour meant."""
    root = read_svg(svg)
    expanded = _Expansion(elements_by_id(root)).copy(root, inside_use=False)
    assert expanded is not None, "only symbols vanish, and the root is none"
    _resolve_colours(expanded, "#000000")
    for empty in [d for d in expanded.iter(f"{{{SVG}}}defs") if len(d) == 0]:
        _drop(empty)
    etree.cleanup_namespaces(expanded)
    return etree.tostring(expanded, encoding="utf-8")


def _size(root: etree._Element) -> tuple[float, float]:
    box = view_box(root)
    assert box is not None, "read_svg refuses a picture without viewBox"
    return box[2], box[3]


class _Expansion:
    """Copies a tree, drawing each `<use>`; circles and bombs were refused when it was read."""

    def __init__(self, known: Mapping[str, etree._Element]) -> None:
        self.known = known

    def copy(self, element: etree._Element, *, inside_use: bool) -> etree._Element | None:
        """Copy an element with everything below it; `None` when it draws nothing by itself."""
        name = local_name(element)
        if name == "use":
            return self._drawn(element)
        if name == "symbol":
            return self._kept_of_symbol(element)
        if inside_use and name in PAINT:
            return None  # stays where it was defined, so that its id exists once
        made = etree.Element(element.tag, nsmap=cast("dict[str, str]", element.nsmap))
        made.text, made.tail = element.text, element.tail
        for attribute, value in attributes_of(element).items():
            if not (inside_use and attribute == "id"):
                made.set(attribute, value)
        self._add_children(made, element, inside_use)
        return made

    def _add_children(
        self, made: etree._Element, element: etree._Element, inside_use: bool
    ) -> None:
        for child in element.iterchildren(etree.Element):
            copied = self.copy(child, inside_use=inside_use)
            if copied is not None:
                made.append(copied)

    def _drawn(self, use: etree._Element) -> etree._Element:
        group = etree.Element(f"{{{SVG}}}g")
        group.tail = use.tail
        for attribute, value in attributes_of(use).items():
            if attribute not in _OF_USE_ONLY:
                group.set(attribute, value)
        x, y = use.get("x", "0"), use.get("y", "0")
        if (x, y) != ("0", "0"):
            group.set("transform", f"{use.get('transform', '')} translate({x} {y})".strip())
        target = self.known[href_of(use) or ""]
        if local_name(target) == "symbol":
            self._add_symbol(group, target)
        else:
            copied = self.copy(target, inside_use=True)
            if copied is not None:
                copied.tail = None
                group.append(copied)
        return group

    def _add_symbol(self, group: etree._Element, symbol: etree._Element) -> None:
        own = {k: v for k, v in attributes_of(symbol).items() if k not in _OF_SYMBOL_ONLY}
        inner = etree.SubElement(group, f"{{{SVG}}}g", own) if own else group
        self._add_children(inner, symbol, inside_use=True)

    def _kept_of_symbol(self, symbol: etree._Element) -> etree._Element | None:
        """Keep the gradients and clips that a symbol defines; its shapes are copied elsewhere."""
        kept = [e for e in symbol.iter(etree.Element) if local_name(e) in PAINT - {"stop"}]
        if not kept:
            return None
        defs = etree.Element(f"{{{SVG}}}defs", _colours_of(symbol))
        for paint in kept:
            if not any(ancestor in kept for ancestor in paint.iterancestors()):
                copied = self.copy(paint, inside_use=False)
                if copied is not None:
                    defs.append(copied)
        return defs


def _colours_of(element: etree._Element) -> dict[str, str]:
    colour = element.get("color")
    return {} if colour is None else {"color": colour}


def _resolve_colours(element: etree._Element, inherited: str) -> None:
    colour = str(element.attrib.pop("color", inherited))
    if colour.strip().lower() in {"currentcolor", "inherit"}:
        colour = inherited
    for attribute, value in attributes_of(element).items():
        if value.strip().lower() == "currentcolor":
            element.set(attribute, colour)
    for child in element.iterchildren(etree.Element):
        _resolve_colours(child, colour)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
