"""The copy of a stranger's deck that LibreOffice draws: it leads nowhere and holds no program.

Relationship parts and vector pictures are parsed and written anew, since whatever looks for an
address in their text can be told something else than an XML parser is told.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

from lxml import etree

from ..errors import UnreadableSource
from ..hardened_xml import hardened_parser
from ..pictures import is_huge

UNPACKED: Final = 500_000_000  # bytes of all parts that are drawn from
LARGEST_PART: Final = 100_000_000  # bytes
LARGEST_XML: Final = 16_000_000  # bytes of a part that is parsed here
MOST_PARTS: Final = 20_000
MOST_DRAWN: Final = 200_000  # elements of a vector picture
_PROGRAMS = (".bin", ".exe", ".dll", ".js", ".vbs", ".jar", ".class", ".py", ".bas", ".swf")
_FILMS = (".mp4", ".m4v", ".mov", ".wmv", ".avi", ".mp3", ".m4a", ".wav")
# Whole documents inside of the deck: a picture of each stands on the slide, which is drawn.
_DOCUMENTS = re.compile(
    r"\.(?:od[a-z]|ot[a-z]|fod[a-z]|do[ct][xm]?|rtf|html?|xl[a-z]{1,2}|pp[ts][xm]?|pot[xm]?|sd[a-z]"
    r"|sx[a-z]|pdf|ole|mht|mhtml)$"
)
# What makes a zip an OpenDocument file, whatever its name ends in.
_OPEN_DOCUMENT = ("mimetype", "content.xml", "styles.xml", "settings.xml", "manifest.rdf")
_ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.\-]*:|[/\\]{2})|\\", re.IGNORECASE)
_INLINE = re.compile(r"^\s*(?:#|data:image/(?:png|jpe?g|gif|bmp|webp);base64,)", re.IGNORECASE)
_LINKS = {"href", "src", "base", "action", "data"}
_RUNS = {"script", "foreignobject", "include", "handler", "listener"}


def without_outside(deck: bytes) -> bytes:
    """A copy of a deck that refers to nothing outside of it, without programs and films.

    Raises `UnreadableSource` for what is no zip, is too large, or cannot be made safe.
    """
    out = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(deck)) as source,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
        ):
            _copy(source, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableSource(
            "The deck cannot be opened. → Open it in PowerPoint, save it again, or go without "
            "pictures."
        ) from error
    return out.getvalue()


def _copy(source: zipfile.ZipFile, target: zipfile.ZipFile) -> None:
    room, names = UNPACKED, {entry.filename.casefold() for entry in source.infolist()}
    if len(names) != len(source.infolist()) or len(names) > MOST_PARTS:
        raise UnreadableSource(
            "The deck has two parts of one name, or too many. → Save it again in PowerPoint."
        )
    for entry in source.infolist():
        name = entry.filename.casefold()
        if _is_other_format(name):
            continue
        data = b"" if _is_never_drawn(name) else _unpacked(source, entry, min(room, LARGEST_PART))
        room -= len(data)
        target.writestr(entry.filename, _mended(name, data))


def _unpacked(source: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    with source.open(entry) as stream:
        data = stream.read(room + 1)
    if len(data) > room:
        raise UnreadableSource("The deck is too large to be drawn. → Divide it.")
    return data


def _is_other_format(name: str) -> bool:
    return name in _OPEN_DOCUMENT or name.startswith("meta-inf/")


def _is_never_drawn(name: str) -> bool:
    if name.endswith((*_PROGRAMS, *_FILMS)) or "/embeddings/" in f"/{name}":
        return True
    return _DOCUMENTS.search(name) is not None


def _mended(name: str, data: bytes) -> bytes:
    if name.endswith(".rels"):
        return _rewritten(name, data, _drop_outside_relations)
    if name.endswith((".svg", ".vml")):
        try:
            return _rewritten(name, data, _drop_links)
        except (UnreadableSource, RecursionError):  # its other form is drawn, or none
            return b""
    return b"" if is_huge(data) else data


def _rewritten(name: str, data: bytes, mend: Callable[[etree._Element], None]) -> bytes:
    root = _parsed(name, data)
    mend(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _parsed(name: str, data: bytes) -> etree._Element:
    parser = hardened_parser()
    try:
        root = etree.fromstring(data if len(data) <= LARGEST_XML else b"", parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise _unreadable(name) from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise _unreadable(name)
    return root


def _unreadable(name: str) -> UnreadableSource:
    return UnreadableSource(
        f"The part {name} of the deck cannot be read. → Open the deck in PowerPoint and save it "
        "again, or go without pictures."
    )


def _drop_outside_relations(root: etree._Element) -> None:
    for element in list(root.iter("{*}*")):
        if element is not root and _leads_outside(element):
            _remove(element)


def _leads_outside(element: etree._Element) -> bool:
    for name, value in element.attrib.items():
        if _local(name) == "targetmode" and str(value).strip().casefold() != "internal":
            return True
        if _local(name) == "target" and _ELSEWHERE.search(str(value)):
            return True
    return False


def _drop_links(root: etree._Element) -> None:
    """Take from a picture what runs, and every address but one within it.

    Raises `UnreadableSource` for one that draws more than any honest picture.
    """
    if _shapes_drawn(root) > MOST_DRAWN:
        raise UnreadableSource("A picture of the deck draws too much. → Put in another one.")
    for element in list(root.iter("{*}*")):
        tag = _local(element.tag)
        if element is not root and (
            tag in _RUNS or (tag == "style" and _has_address(element.text or ""))
        ):
            _remove(element)
            continue
        for name, value in list(element.attrib.items()):
            if not _is_within(_local(name), str(value)):
                del element.attrib[name]


def _shapes_drawn(root: etree._Element) -> int:
    """How many elements a picture draws, those that `use` draws again counted each time.

    A few lines that use one another draw billions.
    """
    by_id = {f"#{one.get('id')}": one for one in root.iter("{*}*") if one.get("id")}
    known: dict[etree._Element, int] = {}

    def drawn(element: etree._Element) -> int:
        if element not in known:
            known[element] = 0  # one that uses itself draws nothing
            own = [one for one in element if isinstance(one.tag, str)]
            used = [by_id[one] for one in map(str, element.attrib.values()) if one in by_id]
            known[element] = 1 + sum(map(drawn, [*own, *used]))
        return known[element]

    return drawn(root)


def _is_within(name: str, value: str) -> bool:
    """Whether an attribute of a picture runs nothing and refers to nothing elsewhere."""
    if name in _LINKS:
        return _INLINE.match(value) is not None
    return not name.startswith("on") and not _has_address(value)


def _has_address(style: str) -> bool:
    """Whether a style refers to more than parts of the same picture; escapes count as such."""
    if "\\" in style or "@import" in style.casefold():
        return True
    places = re.findall(r"url\s*\(\s*['\"]?\s*([^)]*)", style, re.IGNORECASE)
    return not all(place.startswith("#") for place in places)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _local(name: object) -> str:
    return str(name).rpartition("}")[2].casefold()
