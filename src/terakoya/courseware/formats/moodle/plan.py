"""What a backup is made of: sections, activities, files, each with the ids that refer to it.

Ids are counted from 1 in the order of the course, so that the same course gives the same bytes;
Moodle gives new ones when it restores.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from lxml import etree

from .xml import Value

COURSE_ID, COURSE_CONTEXT, SYSTEM_CONTEXT = 1, 10, 1
FIRST_CONTEXT = 100


@dataclass(frozen=True)
class StoredFile:
    """A file of an activity, kept in the backup under the SHA-1 of its bytes."""

    id: int
    context: int
    component: str
    area: str
    item: int
    path: str
    name: str
    mimetype: str
    data: bytes

    @property
    def hash(self) -> str:
        """The name under which the file is kept."""
        return hashlib.sha1(self.data, usedforsecurity=False).hexdigest()


@dataclass
class Activity:
    """One activity: its own XML, how it is completed, its files, and its grade item if any."""

    id: int
    kind: str
    title: str
    section: Section
    completion: Mapping[str, Value]
    visible: bool = True
    availability: str | None = None
    body: etree._Element | None = None
    files: list[StoredFile] = field(default_factory=list)
    grade_item: etree._Element | None = None
    categories: tuple[int, ...] = ()

    @property
    def context(self) -> int:
        """The id of the activity's own context."""
        return FIRST_CONTEXT + self.id

    @property
    def folder(self) -> str:
        """Where the activity stands in the backup."""
        return f"activities/{self.kind}_{self.id}"


@dataclass
class Section:
    """A section of the course; that with number 0 has no name of its own."""

    id: int
    number: int
    name: str
    activities: list[Activity] = field(default_factory=list)


class Plan:
    """Gives out ids and keeps what was planned, in order."""

    def __init__(self, when: int) -> None:
        self.when = when
        self.sections: list[Section] = []
        self._modules, self._files, self._pages = count(1), count(1), count(1)

    @property
    def activities(self) -> list[Activity]:
        """Every activity, in the order of the course."""
        return [one for section in self.sections for one in section.activities]

    @property
    def files(self) -> list[StoredFile]:
        """Every file, in the order of its id."""
        return [file for activity in self.activities for file in activity.files]

    def section(self, name: str) -> Section:
        """Add a section at the end."""
        number = len(self.sections)
        section = Section(number + 1, number, name)
        self.sections.append(section)
        return section

    def activity(
        self,
        section: Section,
        kind: str,
        title: str,
        completion: Mapping[str, Value],
        *,
        availability: str | None = None,
        visible: bool = True,
    ) -> Activity:
        """Add an activity at the end of a section; `availability` says when it opens."""
        one = Activity(
            next(self._modules),
            kind,
            title,
            section,
            completion,
            visible=visible,
            availability=availability,
        )
        section.activities.append(one)
        return one

    def next_page(self) -> int:
        """The id of the next page of a book; they count through all books."""
        return next(self._pages)

    def file(
        self,
        activity: Activity,
        area: str,
        place: str,
        data: bytes,
        mimetype: str,
        *,
        item: int = 0,
    ) -> StoredFile:
        """Add a file to an area of an activity; `place` is its path there, `item` a page's id."""
        folder, _, name = place.rpartition("/")
        file = StoredFile(
            id=next(self._files),
            context=activity.context,
            component=f"mod_{activity.kind}",
            area=area,
            item=item,
            path=f"/{folder}/" if folder else "/",
            name=name,
            mimetype=mimetype,
            data=data,
        )
        activity.files.append(file)
        return file
