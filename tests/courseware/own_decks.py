"""Decks that customers made their own in tests: names lost, another template, another size."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from tests.courseware.deck_editing import Edit, packed, page_of
from tests.courseware.deck_reading import parts_of

_TAGS = "tags"


def lose_names(*pages: int) -> Edit:
    """Leave nothing of ours on some pages (from 1; none given: on all), as pasting does."""

    def edit(presentation: Any) -> None:
        for number, page in enumerate(presentation.slides, 1):
            if not pages or number in pages:
                _lose(page)

    return edit


def _lose(page: Any) -> None:
    content = page._element.find("./{*}cSld")
    content.attrib.pop("name", None)
    for customer in list(page._element.iter("{*}custDataLst")):
        customer.getparent().remove(customer)
    for relation in [one for one in page.part.rels.values() if one.reltype.endswith(_TAGS)]:
        page.part.rels.pop(relation.rId)
    for number, shape in enumerate(list(page.shapes), 1):
        properties = next(shape._element.iter("{*}cNvPr"))
        if properties.get("hidden"):
            shape._element.getparent().remove(shape._element)
            continue
        properties.set("name", f"TextBox {number}")


def without_properties(deck: bytes) -> bytes:
    """The deck without the properties of ours, as one pasted into another file is."""
    parts = {name: data for name, data in parts_of(deck).items() if name != "docProps/custom.xml"}
    for name, element in ("_rels/.rels", "Relationship"), ("[Content_Types].xml", "Override"):
        line = rf'<{element} [^>]*docProps/custom\.xml"[^>]*/>'.encode()
        parts[name], count = re.subn(line, b"", parts[name])
        assert count == 1
    return packed(parts)


def two_notes(name: str) -> Edit:
    """Let the notes of a page stand in a second place for text, where only the reader looks."""

    def edit(presentation: Any) -> None:
        shape = page_of(presentation, name).notes_slide.notes_placeholder
        second = deepcopy(shape._element)
        shape._element.addnext(second)
        shape.text_frame.clear()

    return edit


def pages_alike(before: bytes, after: bytes) -> set[str]:
    """The members of a deck that have the same bytes in both."""
    old, new = parts_of(before), parts_of(after)
    return {name for name in old if old[name] == new.get(name)}
