"""Members of somebody's own package that are changed, added and taken out."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field

from lxml import etree

from ..reading.package import DeckPackage
from ..reading.refusals import Refusal, UnreadableDeck
from ..writing.package import HYPERLINK
from ..writing.xml import default_namespace, to_bytes

PRESENTATION_TYPE = "application/vnd.openxmlformats-officedocument.presentationml."
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAX_UNPACKED = 2_000_000_000
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_ENDINGS = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CHUNK = 1 << 20
_STORED = (".png", ".jpg", ".jpeg", ".gif", ".mp4", ".m4a")


@dataclass
class PackagePatch:
    """What changes in a package: `members` by name, `types` of new ones, names that are `gone`.

    `referred` are the parts that new and changed ones refer to.
    """

    package: DeckPackage
    members: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    referred: set[str] = field(default_factory=set)

    def copy(self, package: DeckPackage, target: str, pattern: str, kind: str) -> str:
        """Copy a part of another package under a name that is free here."""
        part = self.free_name(pattern)
        self.members[part] = package.part(target)
        self.types[part] = f"{PRESENTATION_TYPE}{kind}"
        return part

    def bring_picture(self, package: DeckPackage, target: str) -> str:
        """The part that holds a picture: one of the deck with the same bytes, or a new one."""
        data = package.part(target)
        stem, ending = posixpath.splitext(target)
        name, number = target, 2
        while name in self.package or name in self.members:
            held = self.members.get(name) or self.package.part(name)
            if held == data:
                return name
            name, number = f"{stem}-{number}{ending}", number + 1
        self.members[name] = data
        return name

    def bring_chart(self, package: DeckPackage, target: str) -> str:
        """The part of a chart under a name that is free here, with its workbook."""
        part = self.free_name("ppt/charts/chart{}.xml")
        self.members[part] = package.part(target)
        self.types[part] = _CHART_TYPE
        relations = []
        for identity, relation in package.relations(target).items():
            book = self.free_name("ppt/embeddings/chart{}.xlsx")
            self.members[book] = package.part(relation.target)
            relations.append((identity, relation.kind, book))
        self.relate(part, relations)
        return part

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern that no part has."""
        number = 1
        while pattern.format(number) in self.package or pattern.format(number) in self.members:
            number += 1
        return pattern.format(number)

    def relate(self, part: str, relations: Iterable[tuple[str, str, str]]) -> None:
        """Say what a new part refers to: (id, kind, part), for a link its address."""
        root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap=default_namespace(_RELATIONS))
        self._add_relations(root, part, relations)
        self.members[relations_of(part)] = to_bytes(root)

    def change_relations(
        self, part: str, added: Iterable[tuple[str, str, str]], gone: set[str]
    ) -> None:
        """Add to what a part refers to, and take ids out."""
        name = relations_of(part)
        root = self.package.xml(name)
        for entry in list(root):
            if entry.get("Id") in gone:
                root.remove(entry)
        self._add_relations(root, part, added)
        self.members[name] = to_bytes(root)

    def _add_relations(
        self, root: etree._Element, part: str, relations: Iterable[tuple[str, str, str]]
    ) -> None:
        start = posixpath.dirname(part)
        for identity, kind, target in relations:
            said = {"Id": identity, "Type": f"{_OFFICE}/{kind}", "Target": target}
            if kind == HYPERLINK:
                said["TargetMode"] = "External"
            else:
                self.referred.add(target)
                said["Target"] = posixpath.relpath(target, start or ".")
            etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", said)

    def write_types(self) -> None:
        """Say of which type the new parts are."""
        name = "[Content_Types].xml"
        root = self.package.xml(name)
        known = {one.get("Extension") for one in root if one.tag == f"{{{_TYPES}}}Default"}
        gone = {f"/{part}" for part in self.gone}
        for entry in list(root):
            if entry.get("PartName") in gone:
                root.remove(entry)
        for part, kind in self.types.items():
            _typed(root, "Override", PartName=f"/{part}", ContentType=kind)
        for ending, kind in _ENDINGS.items():
            if ending not in known and any(part.endswith(f".{ending}") for part in self.members):
                _typed(root, "Default", Extension=ending, ContentType=kind)
        if self.types or gone or len(root) != len(self.package.xml(name)):
            self.members[name] = to_bytes(root)

    def packed(self, deck: bytes) -> bytes:
        """The deck with its patched members; all others as they are."""
        out = io.BytesIO()
        members = dict(self.members)
        with (
            zipfile.ZipFile(io.BytesIO(deck)) as source,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            room = MAX_UNPACKED
            for entry in source.infolist():
                if entry.filename in self.gone:
                    continue
                data = members.pop(entry.filename, None)
                if data is None:
                    room -= _copied(source, target, entry, room)
                else:
                    target.writestr(entry, data)
            for name, data in sorted(members.items()):
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                is_packed = name.endswith(_STORED)
                info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
                target.writestr(info, data)
        return out.getvalue()


def _copied(
    source: zipfile.ZipFile, target: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int
) -> int:
    """Copy a member piece by piece; returns its length, and refuses what grows out of bounds."""
    length = 0
    with source.open(entry) as given, target.open(copy(entry), "w") as taken:
        while chunk := given.read(_CHUNK):
            length += len(chunk)
            if length > room:
                raise UnreadableDeck(Refusal.BOMB, part=entry.filename)
            taken.write(chunk)
    return length


def relations_of(part: str) -> str:
    """The name of the member that says what a part refers to."""
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _typed(root: etree._Element, tag: str, **attributes: str) -> None:
    made = etree.Element(f"{{{_TYPES}}}{tag}", attributes)
    if tag == "Default":
        root.insert(0, made)
    else:
        root.append(made)
