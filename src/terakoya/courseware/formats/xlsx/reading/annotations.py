"""What people put on a sheet beside the words of its cells: hidden rows and columns, comments,
text boxes and pictures.

None of it has a place in a course, so a reader tells where it stands. Charts are ours.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.packaging.relationship import get_dependents

from ....hardened_xml import hardened_parser
from .grid import MAX_COLUMNS
from .notices import Refusal, UnreadableSheet

_COMMENTS, _DRAWING = "/comments", "/drawing"
_THREADED = "/threadedComment"


@dataclass
class Annotations:
    """The annotations of one sheet; `shapes` are the words of text boxes, empty for pictures."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    comments: dict[str, str] = field(default_factory=dict)
    shapes: list[str] = field(default_factory=list)


def read_annotations(data: bytes, part: str, *, cells: bool) -> Annotations:
    """The annotations of the sheet in a part of a workbook; raises `UnreadableSheet`.

    Without `cells` nothing is said of hidden rows and columns, and the cells are not read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(archive, part.lstrip("/")).read(cells=cells)
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise UnreadableSheet(Refusal.BROKEN) from error


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self.archive, self.part = archive, part
        self.found = Annotations()

    def read(self, *, cells: bool) -> Annotations:
        if cells:
            self._read_sheet()
        for kind, target in self._related():
            if kind.endswith((_COMMENTS, _THREADED)):
                self._read_comments(target)
            elif kind.endswith(_DRAWING):
                self._read_drawing(target)
        return self.found

    def _read_sheet(self) -> None:
        """Rows and columns that nobody sees; cells are forgotten as they are passed."""
        with self.archive.open(self.part) as stream:
            for _, element in etree.iterparse(
                stream, tag=("{*}row", "{*}col"), resolve_entities=False, no_network=True
            ):
                if _is_hidden(element) and element.tag.endswith("}row"):
                    self.found.hidden_rows.add(int(element.get("r", "0")))
                elif _is_hidden(element):
                    first, last = int(element.get("min", "0")), int(element.get("max", "0"))
                    self.found.hidden_columns |= {*range(first, min(last, MAX_COLUMNS) + 1)}
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _related(self) -> Iterator[tuple[str, str]]:
        folder, name = posixpath.split(self.part)
        path = f"{folder}/_rels/{name}.rels"
        if path not in self.archive.namelist():
            return
        for one in get_dependents(self.archive, path):
            target = str(one.target or "").lstrip("/")
            if one.TargetMode != "External" and target in self.archive.namelist():
                yield str(one.Type), target

    def _tree(self, part: str) -> etree._Element:
        return etree.fromstring(self.archive.read(part), hardened_parser())

    def _read_comments(self, part: str) -> None:
        for element in self._tree(part).iter("{*}comment", "{*}threadedComment"):
            self.found.comments[element.get("ref", "")] = _words(element, "{*}t", "{*}text")

    def _read_drawing(self, part: str) -> None:
        for element in self._tree(part).iter("{*}sp", "{*}pic"):
            self.found.shapes.append(_words(element, "{*}t"))


def _is_hidden(element: etree._Element) -> bool:
    """Whether a row or column is hidden, or has no height or width."""
    sizes = (element.get("ht"), element.get("width"))
    return element.get("hidden") in ("1", "true") or any(size == "0" for size in sizes)


def _words(element: etree._Element, *tags: str) -> str:
    return "".join(str(one) for one in element.itertext(*tags)).strip()
