"""Which files that come are kept: kinds that do nothing when they are opened, and small.

Pure. The name says the kind, and the content has to agree.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .choices import LeftOut

MOST_BYTES: Final = 10_000_000
MOST_FILES: Final = 10
LONGEST_NAME: Final = 200
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_ZIP: Final = b"PK\x03\x04"
# By ending: what it is called, and how its content begins.
KINDS: Final[dict[str, tuple[str, bytes]]] = {
    "pdf": ("application/pdf", b"%PDF"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "gif": ("image/gif", b"GIF8"),
    "txt": ("text/plain", b""),
    "csv": ("text/csv", b""),
    "docx": (_OFFICE + "wordprocessingml.document", _ZIP),
    "xlsx": (_OFFICE + "spreadsheetml.sheet", _ZIP),
    "pptx": (_OFFICE + "presentationml.presentation", _ZIP),
}


@dataclass(frozen=True, slots=True)
class MailedFile:
    """A file of a mail, or of a form."""

    name: str
    content: bytes

    @property
    def ending(self) -> str:
        """What the name ends with, in small letters; empty without one."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""

    @property
    def content_type(self) -> str:
        """What a file that is kept is sent back as."""
        return KINDS[self.ending][0]


def sort_files(files: Iterable[MailedFile]) -> tuple[list[MailedFile], list[tuple[str, LeftOut]]]:
    """The files that are kept, and the names of those that are not, each with the reason."""
    kept: list[MailedFile] = []
    left: list[tuple[str, LeftOut]] = []
    for one in files:
        reason = _fault(one)
        if reason is None and len(kept) == MOST_FILES:
            reason = LeftOut.NUMBER
        if reason is None and sum(len(two.content) for two in kept) + len(one.content) > MOST_BYTES:
            reason = LeftOut.SIZE
        if reason is None:
            kept.append(one)
        else:
            left.append((one.name, reason))
    return kept, left


def file_name(text: str) -> str:
    """A name without folders and control marks; its ending stays where it is too long."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", text).replace("\\", "/").rpartition("/")[2].strip()
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[-LONGEST_NAME:]
    return name or "file"


def _fault(one: MailedFile) -> LeftOut | None:
    if one.ending not in KINDS:
        return LeftOut.KIND
    if not one.content:
        return LeftOut.EMPTY
    _type, begins = KINDS[one.ending]
    if len(one.content) > MOST_BYTES:
        return LeftOut.SIZE
    if not one.content.startswith(begins) or (not begins and b"\0" in one.content):
        return LeftOut.CONTENT
    return _office_fault(one.content) if begins == _ZIP else None


def _office_fault(content: bytes) -> LeftOut | None:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return LeftOut.CONTENT
    if any("vbaproject" in name.lower() or "/embeddings/" in name.lower() for name in names):
        return LeftOut.MACROS
    return None if "[Content_Types].xml" in names else LeftOut.CONTENT
