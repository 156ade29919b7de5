"""Hyperlinks of a sheet: those of words are kept, the addresses of all others are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from ....addresses import allowed_address
from ....text.alternative_text import without_folders
from ..writing.text import ADDRESS
from .package import Relation
from .xml import A, P, R

_FILMS = (f"{A}videoFile", f"{A}quickTimeFile")
_LONGEST_FILM = 200  # characters of an address of a film that is told
_LINKS = (f"{A}hlinkClick", f"{A}hlinkHover", f"{A}hlinkMouseOver")
_FRONT = ("mailto:", "https://", "http://", "tel:")


def address_links(root: etree._Element, relations: Mapping[str, Relation]) -> etree._Element:
    """Write beside each link of words where it leads, if a course may lead there; beside a film
    that stands on the web, where.
    """
    for film in root.iter(*_FILMS):
        relation = relations.get(film.get(f"{R}link") or "")
        if relation is not None and relation.external and _is_web(relation.target):
            film.set(ADDRESS, " ".join(relation.target.split()))
    for link in root.iter(f"{A}hlinkClick"):
        relation = relations.get(link.get(f"{R}id") or "")
        if relation is None or not relation.external or link.get("action"):
            continue
        if address := allowed_address(relation.target):
            link.set(ADDRESS, address)
    return root


def link_of_shape(element: etree._Element) -> str:
    """Where a shape with words leads as a whole; empty for nowhere."""
    link = element.find(f"{P}nvSpPr/{P}cNvPr/{A}hlinkClick")
    return "" if link is None else link.get(ADDRESS) or ""


def address_of_film(picture: etree._Element | None) -> str:
    """Where on the web the film of a picture stands, as it is told; empty for nowhere."""
    films = () if picture is None else picture.iter(*_FILMS)
    found = told_address(next((one.get(ADDRESS) or "" for one in films), ""))
    return found if len(found) <= _LONGEST_FILM else f"{found[: _LONGEST_FILM - 1]}…"


def links_in(root: etree._Element, relations: Mapping[str, Relation]) -> Iterator[str]:
    """The addresses that no words of a course keep, each once.

    An address that stands in the words of the sheet, too, is not lost and is left out.
    """
    words = without_blanks("".join(map(str, root.itertext())))
    seen: set[str] = set()
    for link in root.iter(*_LINKS):
        relation = relations.get(link.get(f"{R}id") or "")
        if relation is None or not relation.external or _is_kept(link):
            continue
        address = bare_address(relation.target)
        if address not in seen and address not in words:
            seen.add(address)
            yield told_address(relation.target)


def told_address(target: str) -> str:
    """An address as it is told to people."""
    return without_folders(target.removeprefix("mailto:"))


def _is_web(target: str) -> bool:
    return target.strip().lower().startswith(("http://", "https://"))


def _is_kept(link: etree._Element) -> bool:
    """Whether a link is one of words; the words of charts and drawings are taken without."""
    if not link.get(ADDRESS):
        return False
    around = link.getparent()
    if around is not None and around.tag == f"{P}cNvPr":
        shape = next(link.iterancestors(f"{P}sp"), None)
        return shape is not None and any((text.text or "").strip() for text in shape.iter(f"{A}t"))
    return around is not None and around.tag == f"{A}rPr"


def without_blanks(words: str) -> str:
    """Words to look for an address in, which may be broken into lines."""
    return "".join(words.split())


def bare_address(address: str) -> str:
    """An address as people write it."""
    for front in _FRONT:
        address = address.removeprefix(front)
    return address.rstrip("/")
