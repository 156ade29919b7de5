"""An Office package: parts, their relationships, and always the same bytes for the same parts."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from .xml import default_namespace, to_bytes

_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HYPERLINK = "hyperlink"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_DEFAULTS = {
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "png": "image/png",
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}
_ALWAYS = {"png", "rels", "svg", "xml"}
_PACKED = (".m4a", ".png", ".jpg")
# Relationships that Office keeps outside its own namespace.
_OTHER_KINDS = {
    "media": "http://schemas.microsoft.com/office/2007/relationships/media",
    "core-properties": f"{_RELATIONSHIPS}/metadata/core-properties",
}


@dataclass
class Package:
    """The parts of a file by name (without a leading slash) and what each refers to."""

    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    references: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, name: str, content_type: str, content: etree._Element | bytes) -> None:
        """Add a part; a picture's type follows from its ending and is given as an empty text."""
        self.parts[name] = content if isinstance(content, bytes) else to_bytes(content)
        if content_type:
            self.types[name] = content_type

    def relate(self, source: str, kind: str, target: str) -> str:
        """Refer from one part (`""` is the package) to another; asked twice, the id is the same."""
        references = self.references.setdefault(source, [])
        if (kind, target) not in references:
            references.append((kind, target))
        return f"rId{references.index((kind, target)) + 1}"

    def relate_address(self, source: str, address: str) -> str:
        """Refer from a part to an address outside the package."""
        return self.relate(source, HYPERLINK, address)

    def to_bytes(self, *, is_packed: bool = True) -> bytes:
        """The file: content types first, then every member by name, at a fixed time.

        One that nobody keeps need not be packed.
        """
        kind = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        members = {**self.parts}
        for source, references in self.references.items():
            members[_relationships_name(source)] = _relationships(source, references)
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            _write(archive, "[Content_Types].xml", self._content_types(), kind)
            for name in sorted(members):
                _write(archive, name, members[name], kind)
        return buffer.getvalue()

    def _content_types(self) -> bytes:
        root = etree.Element(f"{{{_CONTENT_TYPES}}}Types", nsmap=default_namespace(_CONTENT_TYPES))
        endings = {name.rpartition(".")[2] for name in self.parts} | _ALWAYS
        for ending, kind in _DEFAULTS.items():
            if ending not in endings:
                continue
            etree.SubElement(
                root, f"{{{_CONTENT_TYPES}}}Default", {"Extension": ending, "ContentType": kind}
            )
        for name, kind in sorted(self.types.items()):
            etree.SubElement(
                root,
                f"{{{_CONTENT_TYPES}}}Override",
                {"PartName": f"/{name}", "ContentType": kind},
            )
        return to_bytes(root)


def _relationships(source: str, references: list[tuple[str, str]]) -> bytes:
    root = etree.Element(
        f"{{{_RELATIONSHIPS}}}Relationships", nsmap=default_namespace(_RELATIONSHIPS)
    )
    start = posixpath.dirname(source) or "."
    for number, (kind, target) in enumerate(references, 1):
        is_outside = kind == HYPERLINK
        said = {
            "Id": f"rId{number}",
            "Type": _OTHER_KINDS.get(kind, f"{_OFFICE}/{kind}"),
            "Target": target if is_outside else posixpath.relpath(target, start),
            **({"TargetMode": "External"} if is_outside else {}),
        }
        etree.SubElement(root, f"{{{_RELATIONSHIPS}}}Relationship", said)
    return to_bytes(root)


def _relationships_name(source: str) -> str:
    folder, file = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _write(archive: zipfile.ZipFile, name: str, content: bytes, kind: int) -> None:
    info = zipfile.ZipInfo(name, _EARLIEST)
    # Pictures and sound are compressed already; trying again costs time and gains nothing.
    info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else kind
    info.external_attr = 0o644 << 16
    info.create_system = 3
    archive.writestr(info, content)
