"""XML of a Moodle backup: elements that hold plain values, `$@NULL@$` for what is not there."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

NULL = "$@NULL@$"
# Letter for letter: before it restores, Moodle looks for these bytes and does not parse.
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
Value = str | int | None


def element(
    name: str, fields: Mapping[str, Value] | None = None, **attributes: Value
) -> etree._Element:
    """An element with attributes, and a child for each field."""
    node = etree.Element(name, {key: str(value) for key, value in attributes.items()})
    add_fields(node, fields or {})
    return node


def add_fields(node: etree._Element, fields: Mapping[str, Value]) -> None:
    """Append a child for each field; `None` stands for a value that is not there."""
    for key, value in fields.items():
        etree.SubElement(node, key).text = NULL if value is None else str(value)


def group(parent: etree._Element, name: str, *children: etree._Element) -> etree._Element:
    """Append an element that holds others."""
    node = etree.SubElement(parent, name)
    node.extend(children)
    return node


def document(node: etree._Element) -> bytes:
    """The bytes of a file with that root."""
    return DECLARATION + bytes(
        etree.tostring(node, encoding="UTF-8", xml_declaration=False, pretty_print=True)
    )
