"""What a backup is made of: sections, activities, files, each with the ids that refer to it.

One count, in the order of the course, gives every id, so that the same course gives the same bytes
and no two things share one, whatever their kind. Moodle gives new ids when it restores, and moves
the tags of everything that is in an activity's context and has the activity's old id, questions
included: ids begin where those of no site are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from lxml import etree

from .xml import Value

SYSTEM_CONTEXT: Final = 1  # on every site
FIRST_ID: Final = 9_000_000
IDS_OF_A_COURSE: Final = 1_000_000
COURSES: Final = 1_000  # the last of their ids is below 2³¹


def first_id(identity: str) -> int:
    """Where the ids of a backup begin; another course's begin elsewhere, as far as that goes."""
    digest = hashlib.sha256(identity.encode()).digest()
    return FIRST_ID + int.from_bytes(digest[:4], "big") % COURSES * IDS_OF_A_COURSE


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
    """One activity: its own XML, how it is completed, its files, and its grade item if any.

    `id` is that of its module in the course, `instance` its own among those of its kind; `ids`
    gives those of what it consists of.
    """

    id: int
    instance: int
    context: int
    ids: Iterator[int]
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

    def __init__(self, when: int, identity: str) -> None:
        self.when = when
        self.sections: list[Section] = []
        self.ids = count(first_id(identity))
        self.course, self.course_context, self.course_category = (next(self.ids) for _ in range(3))

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
        section = Section(next(self.ids), number, name)
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
            next(self.ids),
            next(self.ids),
            next(self.ids),
            self.ids,
            kind,
            title,
            section,
            completion,
            visible=visible,
            availability=availability,
        )
        section.activities.append(one)
        return one

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
            id=next(self.ids),
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
