"""The package of a deck, read within limits: nothing is unpacked to disk, nothing is fetched.

Parts are read when asked for, each up to a limit that counts the bytes which really come out;
what the zip says of itself is not believed.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from .refusals import Refusal, UnreadableDeck
from .xml import parse_xml

MAX_FILE = 200_000_000
MAX_PARTS = 20_000
MAX_XML = 32_000_000  # a slide with 5,000 shapes has about 5 MB
MAX_XML_TOTAL = 400_000_000
MAX_MEDIA = 100_000_000
_CHUNK = 1 << 20
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml."
_MACRO = "application/vnd.ms-powerpoint."
_OTHERS = {
    "wordprocessingml": Refusal.WORD,
    "spreadsheetml": Refusal.EXCEL,
}


@dataclass(frozen=True)
class Relation:
    """What a part refers to: the last word of the kind, and the target part.

    `target` of an `external` relation is the address as it stands; it is never opened.
    """

    kind: str
    target: str
    external: bool = False


@dataclass
class DeckPackage:
    """The parts of a deck by name, without a leading slash."""

    archive: zipfile.ZipFile
    main: str = ""
    has_macros: bool = False
    types: dict[str, str] = field(default_factory=dict)
    _read: int = 0
    _relations: dict[str, dict[str, Relation]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.archive.NameToInfo

    def names(self) -> list[str]:
        """The names of all parts."""
        return self.archive.namelist()

    def size(self, name: str) -> int:
        """How large a part says that it is."""
        return self.archive.getinfo(name).file_size

    def mark(self, name: str) -> tuple[int, int]:
        """Size and checksum that a part is listed with: enough to tell which pictures are one."""
        entry = self.archive.getinfo(name)
        return entry.file_size, entry.CRC

    def part(self, name: str, limit: int = MAX_MEDIA, page: int | None = None) -> bytes:
        """The bytes of a part; raises `UnreadableDeck` when it is missing or over the limit."""
        if name not in self:
            raise UnreadableDeck(Refusal.MISSING, page, part=name)
        taken = bytearray()
        try:
            with self.archive.open(name) as stream:
                while chunk := stream.read(_CHUNK):
                    taken += chunk
                    if len(taken) > limit:
                        raise UnreadableDeck(Refusal.BOMB, page, part=name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise UnreadableDeck(Refusal.DAMAGED, page, part=name) from error
        except RuntimeError as error:  # what `zipfile` says of a member with a password
            raise UnreadableDeck(Refusal.ENCRYPTED) from error
        return bytes(taken)

    def xml(self, name: str, page: int | None = None) -> etree._Element:
        """The root of an XML part."""
        return parse_xml(self.xml_bytes(name, page), name, page)

    def xml_bytes(self, name: str, page: int | None = None) -> bytes:
        """The bytes of an XML part, counted against the limit of all that is read of the file."""
        data = self.part(name, MAX_XML, page)
        self._read += len(data)
        if self._read > MAX_XML_TOTAL:
            raise UnreadableDeck(Refusal.BOMB, page, part=name)
        return data

    def relations(self, source: str, page: int | None = None) -> dict[str, Relation]:
        """What a part refers to, by relation id; `""` is the package itself."""
        if source not in self._relations:
            self._relations[source] = self._read_relations(source, page)
        return self._relations[source]

    def _read_relations(self, source: str, page: int | None) -> dict[str, Relation]:
        folder, file = posixpath.split(source)
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name not in self:
            return {}
        found = {}
        for entry in self.xml(name, page):
            kind = (entry.get("Type") or "").rpartition("/")[2]
            target = entry.get("Target") or ""
            external = entry.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target)))[1:]
            found[entry.get("Id") or ""] = Relation(kind, target, external)
        return found

    def related(self, source: str, kind: str, page: int | None = None) -> list[str]:
        """The parts of one kind that a part refers to, those that are there."""
        return [
            relation.target
            for relation in self.relations(source, page).values()
            if relation.kind == kind and not relation.external and relation.target in self
        ]


def open_package(data: bytes) -> DeckPackage:
    """The package of a deck; raises `UnreadableDeck` for whatever is none, or is hostile."""
    _refuse_by_look(data)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableDeck(Refusal.BROKEN_ZIP) from error
    _refuse_by_list(archive)
    package = DeckPackage(archive)
    _read_types(package)
    return package


def _refuse_by_look(data: bytes) -> None:
    if not data:
        raise UnreadableDeck(Refusal.EMPTY)
    if len(data) > MAX_FILE:
        size, most = len(data) // 1_000_000, MAX_FILE // 1_000_000
        raise UnreadableDeck(Refusal.TOO_LARGE, size=size, most=most)
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableDeck(Refusal.ENCRYPTED if locked else Refusal.LEGACY)
    if not data.startswith(b"PK"):
        raise UnreadableDeck(Refusal.PDF if data.startswith(b"%PDF") else Refusal.WRONG_TYPE)


def _refuse_by_list(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_PARTS:
        raise UnreadableDeck(Refusal.TOO_MANY_PARTS, count=len(entries), most=MAX_PARTS)
    names = set()
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            raise UnreadableDeck(Refusal.PATH_TRAVERSAL, part=name[:80])
        if name in names:
            raise UnreadableDeck(Refusal.TWICE, part=name[:80])
        if entry.flag_bits & 1:
            raise UnreadableDeck(Refusal.ENCRYPTED)
        names.add(name)


def _read_types(package: DeckPackage) -> None:
    """Learn what each part is, find the deck itself, and refuse what is another kind of file."""
    if "[Content_Types].xml" not in package:
        raise UnreadableDeck(_kind_without_types(package))
    for entry in package.xml("[Content_Types].xml"):
        if entry.tag == f"{_TYPES}Override":
            package.types[(entry.get("PartName") or "")[1:]] = entry.get("ContentType") or ""
    mains = package.related("", "officeDocument")
    kind = package.types.get(mains[0], "") if mains else ""
    if not kind.startswith((_MAIN, _MACRO)) or not kind.endswith(".main+xml"):
        raise UnreadableDeck(
            next((case for word, case in _OTHERS.items() if word in kind), Refusal.WRONG_TYPE)
        )
    package.main = mains[0]
    package.has_macros = kind.startswith(_MACRO) or any(
        name.endswith("vbaProject.bin") for name in package.names()
    )


def _kind_without_types(package: DeckPackage) -> Refusal:
    if "mimetype" in package:
        return Refusal.OPEN_DOCUMENT
    return Refusal.KEYNOTE if "Index/Document.iwa" in package else Refusal.WRONG_TYPE
