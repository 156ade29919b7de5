"""Small changes inside the parts of a deck: hidden pages, notes, sections."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from ..reading.xml import P14, P, parse_xml
from ..writing.properties import custom_properties
from ..writing.xml import to_bytes
from .package import PackagePatch

_CUSTOM = "docProps/custom.xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def hide(root: etree._Element, *, hidden: bool) -> None:
    """Hide a page, or show it again."""
    if hidden:
        root.set("show", "0")
    elif "show" in root.attrib:
        del root.attrib["show"]


def notes_body(root: etree._Element) -> etree._Element | None:
    """The text of a notes page, or `None` where it has none."""
    for shape in root.iter(f"{P}sp"):
        holder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        if holder is not None and holder.get("type") == "body":
            return shape.find(f"{P}txBody")
    return None


def write_sections(root: etree._Element, numbers: list[str]) -> None:
    """Sections name the pages in their new order; a page that is new joins the one before it."""
    sections = list(root.iter(f"{P14}section"))
    if not sections:
        return
    home: dict[str, int] = {}
    for place, section in enumerate(sections):
        for entry in section.iter(f"{P14}sldId"):
            home[entry.get("id") or ""] = place
    grouped: list[list[str]] = [[] for _ in sections]
    last = 0
    for number in numbers:
        # Sections hold neighbouring pages, so their order never goes back.
        last = max(last, home.get(number, last))
        grouped[last].append(number)
    for section, own in zip(sections, grouped, strict=True):
        listed = section.find(f"{P14}sldIdLst")
        if listed is None:
            continue
        for entry in list(listed):
            listed.remove(entry)
        for number in own:
            etree.SubElement(listed, f"{P14}sldId", {"id": number})


def write_properties(parts: PackagePatch, values: Mapping[str, str]) -> None:
    """Let the file say these properties of ours; a deck from another template gets a part for them.

    Says `parts` what changes; `write_types` comes after the first call.
    """
    names = parts.package.related("", "custom-properties") or [
        name for name in (_CUSTOM,) if name in parts.members
    ]
    if not names:
        name = parts.free_name("docProps/custom{}.xml") if _CUSTOM in parts.package else _CUSTOM
        parts.members[name] = to_bytes(custom_properties(values))
        parts.types[name] = _CUSTOM_TYPE
        parts.change_relations("", [("rIdTerakoya", "custom-properties", name)], set())
        return
    held = parts.members.get(names[0])
    root = parts.package.xml(names[0]) if held is None else parse_xml(held, names[0])
    known = {entry.get("name"): entry for entry in root}
    number = max((int(entry.get("pid") or 1) for entry in root), default=1)
    for made in custom_properties(values):
        entry = known.get(made.get("name"))
        if entry is not None and len(entry):
            entry[0].text = made[0].text
            continue
        number += 1
        made.set("pid", str(number))
        root.append(made)
    parts.members[names[0]] = to_bytes(root)
