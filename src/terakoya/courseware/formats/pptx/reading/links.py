"""Hyperlinks of a sheet: a course has none, so that their addresses are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from .alternative_text import without_folders
from .package import Relation
from .xml import A, R

_LINKS = (f"{A}hlinkClick", f"{A}hlinkHover", f"{A}hlinkMouseOver")
_FRONT = ("mailto:", "https://", "http://", "tel:")


def links_in(root: etree._Element, relations: Mapping[str, Relation]) -> Iterator[str]:
    """The addresses that texts and shapes lead to, each once.

    An address that stands in the words of the sheet, too, is not lost and is left out.
    """
    words = "".join("".join(map(str, root.itertext())).split())
    seen: set[str] = set()
    for link in root.iter(*_LINKS):
        relation = relations.get(link.get(f"{R}id") or "")
        if relation is None or not relation.external:
            continue
        address = _bare(relation.target)
        if address not in seen and address not in words:
            seen.add(address)
            yield without_folders(relation.target.removeprefix("mailto:"))


def _bare(address: str) -> str:
    """An address as people write it."""
    for front in _FRONT:
        address = address.removeprefix(front)
    return address.rstrip("/")
