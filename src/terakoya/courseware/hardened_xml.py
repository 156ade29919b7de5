"""The one XML parser for files of strangers: no entities, no document types, no network."""

from __future__ import annotations

from lxml import etree


def hardened_parser() -> etree.XMLParser:
    """Return a parser that resolves nothing, fetches nothing, and drops comments."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
