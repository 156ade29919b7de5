"""XML of a stranger's file: no entities, no network, no document type, and a limit of size."""

from __future__ import annotations

import re

from lxml import etree

from ....hardened_xml import hardened_parser
from .refusals import Refusal, UnreadableDeck

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
P188 = "{http://schemas.microsoft.com/office/powerpoint/2018/8/main}"  # comments since 2021
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ASVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}"
ADEC = "{http://schemas.microsoft.com/office/drawing/2017/decorative}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# Strict Open XML names the same things by other addresses; they are read as the common ones.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(drawingml|presentationml|officeDocument)/")
_COMMON = {
    b"drawingml": b"http://schemas.openxmlformats.org/drawingml/2006/",
    b"presentationml": b"http://schemas.openxmlformats.org/presentationml/2006/",
    b"officeDocument": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}


_NO_MEMORY = 2  # libxml2's XML_ERR_NO_MEMORY


def parse_xml(data: bytes, name: str, page: int | None = None) -> etree._Element:
    """The root of a part.

    Raises `UnreadableDeck` for a document type (office programs never write one; it is how
    entities and files from elsewhere are brought in) and for what is not well-formed.
    """
    parser = hardened_parser()
    try:
        root = etree.fromstring(_common(data), parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", 0) == _NO_MEMORY:
            raise MemoryError from error
        raise UnreadableDeck(Refusal.BROKEN_XML, page, part=name) from error
    if _has_doctype(root):
        raise UnreadableDeck(Refusal.ENTITY, page, part=name)
    return root


def _has_doctype(root: etree._Element) -> bool:
    return bool(getattr(root.getroottree().docinfo, "doctype", ""))


def _common(data: bytes) -> bytes:
    if b"purl.oclc.org/ooxml" not in data:
        return data
    return _STRICT.sub(lambda found: _COMMON[found[1]], data)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
