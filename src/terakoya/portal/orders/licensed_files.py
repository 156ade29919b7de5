"""Whom a file of a manuscript is licensed to, in its properties: what an office program shows."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from lxml import etree

CORE: Final = "docProps/core.xml"
_KEYWORDS: Final = (
    "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
)


def licensed(content: bytes, name: str) -> bytes:
    """An office file with "Licensed to …" among the keywords of its core properties.

    Every other part keeps its bytes, order and times, so that the same file comes out the same.
    What is no office file, or has no core properties, comes back as it was.
    """
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        if CORE not in before.namelist():
            return content
        for part in before.infolist():
            data = before.read(part)
            after.writestr(part, _named(data, name) if part.filename == CORE else data)
    return made.getvalue()


def _named(core: bytes, name: str) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(core, parser)
    element = root.find(_KEYWORDS)
    if element is None:
        element = etree.SubElement(root, _KEYWORDS)
    element.text = f"Licensed to {name}"
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
