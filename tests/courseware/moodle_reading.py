"""A Moodle backup as Moodle's restore reads it: by ids that refer to each other."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import cache, cached_property

from lxml import etree, html

from terakoya.courseware.formats.moodle import write_moodle
from terakoya.courseware.model import Material

from ..courses import flagship_material
from ..factories import first_edition_material
from ..selection import deep
from .xlsx_samples import corpus

# Whole backups of the flagship are the deep run's; its quiz's bank is made in every run
# (test_writer_moodle_quiz.py).
CASES = [
    ("every-layout", "ja"),
    ("every-layout", "en"),
    *deep(("flagship", "ja"), ("flagship", "en")),
]


NULL = "$@NULL@$"


@dataclass(frozen=True)
class BookPage:
    """A page of a book: the folder of the book, the page's id, title and content."""

    folder: str
    id: int
    title: str
    content: str

    @property
    def html(self) -> html.HtmlElement:
        """The content, parsed."""
        return html.fragment_fromstring(self.content, create_parent="div")


@dataclass(frozen=True)
class Backup:
    """The parts of a backup by path."""

    parts: dict[str, bytes]

    @classmethod
    def of(cls, data: bytes) -> Backup:
        """From the bytes of an `.mbz`."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            assert len(names) == len(set(names))
            return cls({name: archive.read(name) for name in names})

    def xml(self, name: str) -> etree._Element:
        """The root of a part."""
        return etree.fromstring(self.parts[name])

    @cached_property
    def listed(self) -> list[tuple[int, str, str]]:
        """The activities that the contents list: module id, kind, folder."""
        return [
            (int(text(one, "moduleid")), text(one, "modulename"), text(one, "directory"))
            for one in self.xml("moodle_backup.xml").iterfind(".//activities/activity")
        ]

    def activity(self, kind: str) -> str:
        """The folder of the only activity of a kind."""
        [folder] = [folder for _, one, folder in self.listed if one == kind]
        return folder

    @cached_property
    def files(self) -> dict[int, dict[str, str]]:
        """The rows of `files.xml` by id."""
        return {
            int(one.get("id", "")): {child.tag: child.text or "" for child in one}
            for one in self.xml("files.xml")
        }

    def data(self, row: dict[str, str]) -> bytes:
        """The bytes of a row, whose name must be their SHA-1."""
        data = self.parts[f"files/{row['contenthash'][:2]}/{row['contenthash']}"]
        assert hashlib.sha1(data, usedforsecurity=False).hexdigest() == row["contenthash"]
        return data

    def references(self, folder: str, kind: str) -> set[int]:
        """The ids of one kind that an activity says it refers to."""
        return {int(text(one, "id")) for one in self.xml(f"{folder}/inforef.xml").iter(kind)}

    @cached_property
    def book_pages(self) -> list[BookPage]:
        """Every page of every book, in the order of the course."""
        return [
            BookPage(folder, int(one.get("id", "")), text(one, "title"), text(one, "content"))
            for _, kind, folder in self.listed
            if kind == "book"
            for one in self.xml(f"{folder}/book.xml").iterfind("book/chapters/chapter")
        ]


@cache
def backup_of(name: str, language: str) -> Backup:
    """The backup of a course in a language, made once."""
    return Backup.of(write_moodle(material_of(name), language))


@cache
def material_of(name: str) -> Material:
    """The flagship, its first edition, or the small course with every layout."""
    if name == "every-layout":
        return corpus()
    return flagship_material() if name == "flagship" else first_edition_material()


def text(node: etree._Element, path: str) -> str:
    """The text of an element that must be there."""
    found = node.find(path)
    assert found is not None, path
    return found.text or ""
