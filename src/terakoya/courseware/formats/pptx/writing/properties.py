"""What the file says of itself: core, extended and custom properties, fixed by the course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from lxml import etree

from ....model import CourseMeta
from .text import Tongue
from .xml import default_namespace, writable

_CORE = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_VARIANTS = f"{_OFFICE}/docPropsVTypes"
_CUSTOM = f"{_OFFICE}/custom-properties"
_EXTENDED = f"{_OFFICE}/extended-properties"
# The set of properties that a user may define, as Office knows it.
_USER_DEFINED = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
# A course without an effective date still needs a time that no clock decides.
_NO_DATE = dt.date(2000, 1, 1)
APPLICATION = "Terakoya"


def core_properties(meta: CourseMeta, language: str, tongue: Tongue) -> etree._Element:
    """Title, subject, language, version and times."""
    root = etree.Element(f"{{{_CORE['cp']}}}coreProperties", nsmap=_CORE)
    written = f"{(meta.effective_on or _NO_DATE).isoformat()}T00:00:00Z"
    values = {
        "dc:title": meta.title.get(language, ""),
        "dc:subject": meta.subtitle.get(language, ""),
        "dc:creator": APPLICATION,
        "dc:description": meta.description.get(language, ""),
        "dc:language": tongue.lang,
        "cp:version": meta.version,
        "dcterms:created": written,
        "dcterms:modified": written,
    }
    for name, value in values.items():
        prefix, local = name.split(":")
        element = etree.SubElement(root, f"{{{_CORE[prefix]}}}{local}")
        element.text = writable(value)
        if prefix == "dcterms":
            element.set(f"{{{_CORE['xsi']}}}type", "dcterms:W3CDTF")
    return root


def extended_properties(sheets: int, hidden: int) -> etree._Element:
    """The program, the number of sheets, and how many of them are hidden."""
    root = etree.Element(f"{{{_EXTENDED}}}Properties", nsmap=default_namespace(_EXTENDED))
    values = {
        "TotalTime": "0",
        "Application": APPLICATION,
        "PresentationFormat": "16:9",
        "Slides": str(sheets),
        "Notes": str(sheets),
        "HiddenSlides": str(hidden),
        "AppVersion": "16.0000",
    }
    for name, value in values.items():
        etree.SubElement(root, f"{{{_EXTENDED}}}{name}").text = value
    return root


def custom_properties(values: Mapping[str, str]) -> etree._Element:
    """Properties of our own; office programs keep them when they save."""
    root = etree.Element(
        f"{{{_CUSTOM}}}Properties", nsmap=default_namespace(_CUSTOM) | {"vt": _VARIANTS}
    )
    for number, (name, value) in enumerate(values.items(), 2):
        entry = etree.SubElement(
            root,
            f"{{{_CUSTOM}}}property",
            {"fmtid": _USER_DEFINED, "pid": str(number), "name": name},
        )
        etree.SubElement(entry, f"{{{_VARIANTS}}}lpwstr").text = writable(value)
    return root
