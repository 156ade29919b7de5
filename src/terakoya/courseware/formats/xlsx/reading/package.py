"""A workbook, opened within limits: what is none, or is hostile, is refused with a sentence.

Nothing is fetched, nothing is unpacked to disk, macros are never run. openpyxl reads the cells;
before it sees the file, the bytes that really come out of the zip are counted.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

from .annotations import Annotations, read_annotations
from .cell_colours import coloured_places
from .grid import MAX_ROWS, Grid, Place, read_grid
from .notices import Refusal, UnreadableSheet
from .sheet_cells import SheetCells, open_sheets

MAX_FILE = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_PARTS = 5_000
T = TypeVar("T")
_CHUNK = 1 << 20
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    ("xl/workbook.bin", Refusal.BINARY),
    ("ppt/presentation.xml", Refusal.DECK),
    ("word/document.xml", Refusal.DOCUMENT),
    ("META-INF/manifest.xml", Refusal.OPEN_DOCUMENT),
)


@dataclass(frozen=True)
class Book:
    """A workbook: its sheets as grids of values, or of formulas where there are any."""

    data: bytes

    @cached_property
    def _sheets(self) -> dict[str, SheetCells]:
        return _read(lambda: open_sheets(self.data))

    @property
    def sheet_names(self) -> list[str]:
        """The names of the sheets with cells, in order."""
        return list(self._sheets)

    @cached_property
    def _grids(self) -> dict[tuple[str, bool, int], Grid]:
        return {}

    def grid(self, name: str, *, formulas: bool = False, last_row: int = MAX_ROWS) -> Grid:
        """A sheet up to a row: the values of its cells, or their formulas where they have one."""
        key = (name, formulas, last_row)
        if key not in self._grids:
            if formulas and not _read(lambda: self._has_formulas(name)):
                return self.grid(name, last_row=last_row)
            sheet = self._sheets[name]
            read = partial(read_grid, sheet, name, formulas=formulas, last_row=last_row)
            self._grids[key] = _read(read)
        return self._grids[key]

    def _has_formulas(self, name: str) -> bool:
        """Whether any cell of a sheet has one; else its values need no second reading."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return _FORMULA.search(archive.read(self._sheets[name].part.lstrip("/"))) is not None

    def annotations(self, name: str, *, cells: bool = False) -> Annotations:
        """What people put on a sheet beside its words; of rows and columns only with `cells`."""
        return read_annotations(self.data, self._sheets[name].part, cells=cells)

    def coloured(self, name: str) -> frozenset[Place]:
        """The cells of a sheet to which somebody gave a colour of their own."""
        return _read(lambda: coloured_places(self._sheets[name]))


def open_book(data: bytes) -> Book:
    """The workbook in a file; raises `UnreadableSheet` for whatever is none, or is hostile."""
    _refuse_by_look(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_by_content(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise UnreadableSheet(Refusal.BROKEN) from error
    except (RuntimeError, NotImplementedError) as error:  # a member with a password
        raise UnreadableSheet(Refusal.ENCRYPTED) from error
    book = Book(data)
    _ = book.sheet_names  # so that a broken workbook is refused here
    return book


def _read(read: Callable[[], T]) -> T:
    """What is read of a sheet; raises `UnreadableSheet` for a broken one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions that are not read
            return read()
    except (UnreadableSheet, MemoryError):
        raise
    except Exception as error:  # openpyxl raises many kinds on a broken sheet
        raise UnreadableSheet(Refusal.BROKEN) from error


def _refuse_by_look(data: bytes) -> None:
    if not data:
        raise UnreadableSheet(Refusal.EMPTY)
    if len(data) > MAX_FILE:
        raise UnreadableSheet(Refusal.TOO_LARGE, most=MAX_FILE // 1_000_000)
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableSheet(Refusal.ENCRYPTED if locked else Refusal.LEGACY)
    if not data.startswith(b"PK"):
        is_pdf = data.startswith(b"%PDF")
        raise UnreadableSheet(Refusal.PDF if is_pdf else Refusal.NO_WORKBOOK)


def _refuse_by_content(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    for name, case in _OTHERS:
        if name in names:
            raise UnreadableSheet(case)
    if "[Content_Types].xml" not in names:
        raise UnreadableSheet(Refusal.NO_WORKBOOK)
    if len(parts) > MAX_PARTS or len(names) < len(parts):
        raise UnreadableSheet(Refusal.BOMB)
    left = MAX_UNPACKED
    for part in parts:
        left -= _measure(archive, part, left)


def _measure(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """How many bytes a part unpacks to, whatever the zip says; refuses bombs and entities."""
    size, head = 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            # No honest workbook declares a document type; whoever wants entities must.
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in head + chunk:
                raise UnreadableSheet(Refusal.ENTITY)
            size, head = size + len(chunk), chunk[-16:]
            if size > left:
                raise UnreadableSheet(Refusal.BOMB)
    return size
