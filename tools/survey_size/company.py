"""A large organisation with a course, written in bulk."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.portal.accounts.models import (
    Department,
    DepartmentMembership,
    Member,
    Organisation,
    Person,
)
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Assignment
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.services import open_wave
from tests.factories import give_course, make_department, make_organisation, make_owner

BATCH = 5_000
LEVELS = 8


@dataclass(frozen=True)
class Company:
    """An organisation, its owner, its learners, and a course that all of them have."""

    owner: Member
    members: list[Member]
    assignment: Assignment
    revision: Revision

    def open_wave(self, kind: WaveKind = WaveKind.BEFORE) -> Wave:
        """A wave that waits for its key."""
        return open_wave(
            by=self.owner, assignment=self.assignment, revision=self.revision, kind=kind
        )


def large_company(revision: Revision, people: int, departments: int) -> Company:
    """So many people, spread evenly over a tree of eight levels."""
    organisation = make_organisation()
    owner = make_owner(organisation)
    units = _tree(organisation, departments)
    members = _members(organisation, people)
    DepartmentMembership.objects.bulk_create(
        (
            DepartmentMembership(
                organisation=organisation,
                member=member,
                department=units[number % departments],
                from_on=clock.today(),
            )
            for number, member in enumerate(members)
        ),
        batch_size=BATCH,
    )
    assignment = give_course(owner, revision.course, seats=people + 1)
    return Company(owner, members, assignment, revision)


def _tree(organisation: Organisation, count: int) -> list[Department]:
    units: list[Department] = []
    for number in range(count):
        # The unit of half the number is above, until the tree is deep enough.
        above = units[number // 2] if number else None
        if above is not None and above.path.count("/") > LEVELS:
            above = above.parent
        units.append(make_department(organisation, f"部署{number}", above))
    return units


def _members(organisation: Organisation, people: int) -> list[Member]:
    now = clock.now()
    mark = organisation.code.lower()
    persons = Person.objects.bulk_create(
        (
            Person(name=f"受講 {n}", email=f"p{n}@{mark}.example", created_at=now)
            for n in range(people)
        ),
        batch_size=BATCH,
    )
    return Member.objects.bulk_create(
        (
            Member(
                organisation=organisation,
                person=person,
                name=person.name,
                employee_number=f"{number:07d}",
                joined_at=now,
                created_at=now,
            )
            for number, person in enumerate(persons)
        ),
        batch_size=BATCH,
    )
