"""Elements of Office XML by their short names: `el("a:rPr", {"lang": "ja-JP"})`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from lxml import etree

from ....text.characters import without_unwritable

NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
}
EXTENSIONS = {
    "a16": "http://schemas.microsoft.com/office/drawing/2014/main",
    "ahyp": "http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
}
_ALL = NAMESPACES | EXTENSIONS

Child = etree._Element | str | None


@cache
def qualified(name: str) -> str:
    """The full name of a short one; a name without prefix stays as it is."""
    prefix, _, local = name.rpartition(":")
    return f"{{{_ALL[prefix]}}}{local}" if prefix else local


def el(
    name: str, attributes: Mapping[str, object] | None = None, *children: Child
) -> etree._Element:
    """An element with its attributes (`None` leaves one out), children and text."""
    element: etree._Element = _bare(name).__copy__()
    if attributes:
        for key, value in attributes.items():
            if value is not None:
                element.set(qualified(key), writable(str(value)))
    for child in children:
        if isinstance(child, str):
            element.text = (element.text or "") + writable(child)
        elif child is not None:
            element.append(child)
    return element


@cache
def _bare(name: str) -> Any:  # the types of lxml know no `__copy__`
    """An element of a name with its namespaces; a copy of it costs half of a new one."""
    prefix = name.partition(":")[0]
    nsmap = {prefix: EXTENSIONS[prefix]} if prefix in EXTENSIONS else NAMESPACES
    return etree.Element(qualified(name), nsmap=nsmap)


def default_namespace(address: str) -> dict[str, str]:
    """The namespace map of a part whose names have no prefix."""
    return cast("dict[str, str]", {None: address})  # lxml knows the key, its types do not


def writable(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return without_unwritable(text)


def extensions(entries: Iterable[tuple[str, etree._Element]]) -> etree._Element:
    """An `a:extLst` of (uri, element)."""
    return el("a:extLst", None, *(el("a:ext", {"uri": uri}, entry) for uri, entry in entries))


def to_bytes(element: etree._Element) -> bytes:
    """The bytes of a part, always the same for the same element."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
