"""Small changes inside the parts of a deck: hidden pages, notes, sections."""

from __future__ import annotations

from lxml import etree

from ..reading.xml import P14, P


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
