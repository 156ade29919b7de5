"""A deck in portions that LibreOffice draws one after the other, so that its memory holds each.

In the deck of a portion the pages before it are blank and those behind it are left out: a page
keeps its number, and a blank one costs hardly anything. Whatever no page of the portion refers
to is left out too.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final
from urllib.parse import unquote

from lxml import etree

from ..errors import UnreadableSource
from ..hardened_xml import hardened_parser

MOST_PAGES: Final = 50
# 100,000 elements take LibreOffice some 350 MB, beside 220 MB for itself.
MOST_ELEMENTS: Final = 50_000  # of the pages of a portion
RICHEST_PAGE: Final = 120_000  # elements of a page that is drawn, in a portion of its own
MOST_BYTES: Final = 24_000_000  # of the pictures of a portion
_LARGEST_LIST: Final = 16_000_000  # bytes of what is parsed here
_PACKED: Final = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf")
_P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TYPES: Final = "[Content_Types].xml"
_BLANK: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld>'
    b'<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
    b"<p:grpSpPr/></p:spTree></p:cSld></p:sld>"
)
Relations = dict[str, str]  # the target of each relation by its id


@dataclass(frozen=True)
class Portion:
    """Pages of a deck that follow each other, from 1."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many pages it has."""
        return self.last - self.first + 1

    def divided(self, parts: int) -> Iterator[Portion]:
        """Its pages in so many smaller portions."""
        step = max(1, -(-self.count // parts))
        for first in range(self.first, self.last + 1, step):
            yield Portion(first, min(self.last, first + step - 1))


class DividedDeck:
    """A deck that leads nowhere (`deck_copy.py`), divided into portions.

    `too_rich` are the pages on which more stands than is drawn. Raises `UnreadableSource` where
    the file does not say which pages it has.
    """

    def __init__(self, deck: IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(deck)
        self._names = set(self._archive.namelist())
        self._known: dict[str, Relations] = {}
        self._main = main = self._main_part()
        self._root = self._parsed(main)
        known = self._relations(main)
        listed = self._root.iterfind(f"{_P}sldIdLst/{_P}sldId")
        self._slides: Sequence[str] = [known.get(one.get(_REL) or "", "") for one in listed]
        weights = list(map(self._weight, self._slides))
        self.too_rich = frozenset(
            page for page, (elements, _) in enumerate(weights, 1) if elements > RICHEST_PAGE
        )
        drawn = [(0, 0) if page in self.too_rich else one for page, one in enumerate(weights, 1)]
        self.portions = tuple(_portions(drawn))

    def _main_part(self) -> str:
        read = self._parsed(_rels_of("")).iterfind("{*}Relationship")
        mains = (one for one in read if str(one.get("Type")).endswith("/officeDocument"))
        return next((_joined("", str(one.get("Target"))) for one in mains), "")

    @property
    def page_count(self) -> int:
        """How many pages the deck has."""
        return len(self._slides)

    def write(self, portion: Portion, target: IO[bytes]) -> None:
        """Write the deck of a portion."""
        numbered = enumerate(self._slides, 1)
        drawn = {
            name
            for page, name in numbered
            if portion.first <= page <= portion.last and page not in self.too_rich
        }
        blank = {*self._slides} - drawn
        kept = self._reached(blank)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            for entry in self._archive.infolist():
                name = entry.filename
                if name not in kept:
                    continue
                if name == self._main:
                    data = self._listing(portion.last)
                else:
                    data = _BLANK if name in blank else self._archive.read(entry)
                is_packed = name.casefold().endswith(_PACKED)
                made.writestr(name, data, zipfile.ZIP_STORED if is_packed else None)

    def _listing(self, last: int) -> bytes:
        """The part that lists the pages, with those up to `last`."""
        root = etree.fromstring(etree.tostring(self._root), hardened_parser())
        for listed in root.findall(f"{_P}sldIdLst"):
            for one in list(listed)[last:]:
                listed.remove(one)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _reached(self, blank: set[str]) -> set[str]:
        """Every part that the deck refers to when some of its slides are blank."""
        found, left = {_TYPES, _rels_of("")}, list(self._relations("").values())
        while left:
            name = left.pop()
            if name in found or name not in self._names:
                continue
            found.add(name)
            if name not in blank and _rels_of(name) in self._names:
                found.add(_rels_of(name))
                left += self._relations(name).values()
        return found

    def _weight(self, slide: str) -> tuple[int, int]:
        """How many elements stand on a slide, and how many bytes its pictures have."""
        if slide not in self._names:
            return 0, 0
        data = self._archive.read(slide)
        pictures = (
            self._archive.getinfo(name).file_size
            for name in set(self._relations(slide).values())
            if name in self._names and "/media/" in name
        )
        return data.count(b"<") - data.count(b"</"), sum(pictures)

    def _relations(self, source: str) -> Relations:
        """What a part refers to, read once."""
        if source not in self._known:
            name, folder = _rels_of(source), posixpath.dirname(source)
            read = self._parsed(name).iterfind("{*}Relationship") if name in self._names else ()
            self._known[source] = {
                str(one.get("Id")): _joined(folder, str(one.get("Target") or "")) for one in read
            }
        return self._known[source]

    def _parsed(self, name: str) -> etree._Element:
        data = self._archive.read(name) if name in self._names else b""
        try:
            return etree.fromstring(data if len(data) <= _LARGEST_LIST else b"", hardened_parser())
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise UnreadableSource(
                f"The part {name} of the deck cannot be read. → Open the deck in PowerPoint and "
                "save it again, or go without pictures."
            ) from error


def _portions(weights: Sequence[tuple[int, int]]) -> Iterator[Portion]:
    """Pages in portions, none of which has too much; a page alone may."""
    first, elements, size = 1, 0, 0
    for page, (more, larger) in enumerate(weights, 1):
        is_full = elements + more > MOST_ELEMENTS or size + larger > MOST_BYTES
        if page > first and (is_full or page - first >= MOST_PAGES):
            yield Portion(first, page - 1)
            first, elements, size = page, 0, 0
        elements, size = elements + more, size + larger
    if weights:
        yield Portion(first, len(weights))


def _rels_of(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, unquote(target)))[1:]
