"""Writing a checked list: in bulk, so that statements grow with chunks, not with rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, F, OuterRef

from ...common import clock
from ..choices import Role, RosterKind
from ..models import (
    ConcurrentPost,
    Department,
    DepartmentMembership,
    JoiningCode,
    Member,
    Organisation,
    Person,
    RoleGrant,
)
from ..roster import Line, RosterPlan, RosterRow
from ..roster.cells import Path
from ..roster.comparison import TEXTS, paths_in
from ..roster.leaders import Leading
from ..selectors import department_tree
from .members import unwritten_stand_in

CHUNK: Final = 500
BATCH: Final = 2_000
NULLABLE: Final = ("employee_number", "email")
DAYS: Final = ("on_leave_since", "on_leave_until", "left_on")
Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Lists of so many items."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


@dataclass
class Writing:
    """One list being written; inside the caller's transaction."""

    organisation: Organisation
    plan: RosterPlan
    namespace: uuid.UUID
    language: str = "ja"
    made: dict[int, Member] = field(default_factory=dict)  # by row
    places: dict[Path, Department] = field(default_factory=dict)
    new_departments: list[Department] = field(default_factory=list)
    given: list[tuple[int, int]] = field(default_factory=list)  # member, department
    taken: list[tuple[int, int]] = field(default_factory=list)

    def prepare(self) -> list[Member]:
        """Make the rows of who is added, with a stand-in each; nothing is written."""
        moment = clock.now()
        added = [line for line in self.plan.lines if line.kind is RosterKind.ADDED]
        self.made = {line.number or 0: self._member(line, moment) for line in added}
        return list(self.made.values())

    def write(self) -> None:
        """Everything of the plan but mails and lines; after `prepare`."""
        self.today = clock.today()
        self._make_departments()
        self._add()
        changed = [line for line in self.plan.lines if line.known is not None]
        self._change(changed)
        self._move(changed)
        self._take_posts(changed)
        self._leave([line for line in changed if line.kind is RosterKind.LEFT])
        self._lead()

    def uuid_of(self, line: Line) -> uuid.UUID:
        """Whose line it is: of who is added it follows from the row."""
        return line.known.uuid if line.known else row_uuid(self.namespace, line.number)

    # -- departments

    def _make_departments(self) -> None:
        """Level by level; two statements a level."""
        tree = department_tree(self.organisation)
        self.places = {
            tuple(node.label.split("/")): node.department for node in tree.by_id.values()
        }
        wanted = paths_in(self.plan.good_rows)
        missing = {path[:n] for path in wanted for n in range(1, len(path) + 1)}
        missing -= set(self.places)
        for level in sorted({len(path) for path in missing}):
            self._make_level(sorted(path for path in missing if len(path) == level))

    def _make_level(self, paths: Sequence[Path]) -> None:
        made = Department.objects.bulk_create(
            (
                Department(
                    organisation=self.organisation,
                    parent=self.places.get(path[:-1]),
                    name=path[-1],
                )
                for path in paths
            ),
            batch_size=CHUNK,
        )
        for path, department in zip(paths, made, strict=True):
            above = self.places[path[:-1]].path if len(path) > 1 else "/"
            department.path = f"{above}{department.pk}/"
            self.places[path] = department
        upsert(Department, made, ["path"])
        self.new_departments.extend(made)

    # -- members

    def _add(self) -> None:
        for part in chunks(self.made.values(), BATCH):
            Person.objects.bulk_create([one.person for one in part])
            for member in part:
                member.person = member.person  # takes over the id that the person got just now
            Member.objects.bulk_create(part)
        self._place()

    def _member(self, line: Line, moment: dt.datetime) -> Member:
        row = _row(line)
        return Member(
            uuid=self.uuid_of(line),
            organisation=self.organisation,
            person=unwritten_stand_in(row.name, row.language or self.language),
            invited_at=moment,
            created_at=moment,
            **{column.value: getattr(row, column.value) for column in TEXTS},
            **{name: _day(line.after.get(name)) for name in DAYS},
        )

    def _place(self) -> None:
        rows = {row.number: row for row in self.plan.rows}
        members = [(member, rows[number]) for number, member in self.made.items()]
        common: dict[str, Any] = {"organisation": self.organisation, "from_on": self.today}
        for part in chunks(members, BATCH):
            DepartmentMembership.objects.bulk_create(
                DepartmentMembership(member=one, department=self.places[row.department], **common)
                for one, row in part
                if row.department
            )
            ConcurrentPost.objects.bulk_create(
                ConcurrentPost(member=one, department=self.places[path], **common)
                for one, row in part
                for path in row.concurrent
                if path != row.department
            )

    def _change(self, lines: Sequence[Line]) -> None:
        """New values of those who are here; numbers and addresses are freed before."""
        names = {column.value for column in TEXTS} | set(DAYS)
        for part in chunks((line for line in lines if names & set(line.after)), CHUNK):
            self._free(part)
            rows = Member.objects.in_bulk([_pk(line) for line in part])
            for line in part:
                set_values(rows[_pk(line)], line.after)
            fields = sorted(names & {name for line in part for name in line.after})
            upsert(Member, rows.values(), fields)
        self._rename([line for line in lines if {"name", "language"} & set(line.after)])
        self._invite_again([line for line in lines if line.kind is RosterKind.RETURNED])

    def _free(self, lines: Sequence[Line]) -> None:
        for name in NULLABLE:
            keys = [_pk(line) for line in lines if name in line.after]
            Member.objects.filter(pk__in=keys).update(**{name: None})

    def _rename(self, lines: Sequence[Line]) -> None:
        """Of places that nobody has taken, name and language of the stand-in too."""
        by_person = {line.known.person_id: line for line in lines if line.known}
        for part in chunks(by_person, CHUNK):
            rows = Person.objects.filter(
                pk__in=part,
                password__startswith=UNUSABLE_PASSWORD_PREFIX,
                email=None,
            ).exclude(memberships__joined_at__isnull=False)
            found = list(rows)
            for person in found:
                after = by_person[person.pk].after
                person.name = after.get("name") or person.name
                person.language = after.get("language") or person.language
            upsert(Person, found, ["name", "language"])

    def _invite_again(self, lines: Sequence[Line]) -> None:
        for part in chunks(lines):
            Member.objects.filter(pk__in=[_pk(line) for line in part], joined_at=None).update(
                invited_at=clock.now()
            )

    # -- departments of members

    def _move(self, lines: Sequence[Line]) -> None:
        moved = [line for line in lines if line.changes_department]
        for part in chunks(moved):
            end_places(DepartmentMembership, [_pk(line) for line in part], self.today)
            DepartmentMembership.objects.bulk_create(
                DepartmentMembership(
                    organisation=self.organisation,
                    member_id=_pk(line),
                    department=self.places[_row(line).department],
                    from_on=self.today,
                )
                for line in part
                if _row(line).department
            )

    def _take_posts(self, lines: Sequence[Line]) -> None:
        """End posts that the list does not name; begin those that it adds."""
        for part in chunks(line for line in lines if "concurrent" in line.after):
            keep: dict[int, set[int]] = {
                _pk(line): {
                    self.places[path].pk
                    for path in _row(line).concurrent
                    if path != _row(line).department
                }
                for line in part
            }
            set_posts(self.organisation, keep, self.today)

    # -- leaving

    def _leave(self, lines: Sequence[Line]) -> None:
        for part in chunks(lines):
            end_access([_pk(line) for line in part])

    # -- who leads

    def _lead(self) -> None:
        """Give the roles that the list names; take those that an earlier list gave there."""
        leaders = self.plan.leaders
        if leaders is None or not leaders.named:
            return
        wanted = {
            (member, self.places[one.department])
            for one in leaders.named
            if (member := self._leading_member(one)) is not None
        }
        departments = {department for _pk_, department in wanted}
        present: dict[tuple[int, int], RoleGrant] = {}
        for part in chunks(departments):
            grants = RoleGrant.objects.filter(role=Role.SUPERVISOR, department__in=part)
            for grant in grants.select_related("member"):
                present[grant.member_id, grant.department_id or 0] = grant
        self._change_grants(wanted, present)

    def _leading_member(self, one: Leading) -> int | None:
        if one.known is not None:
            return one.known.pk
        made = self.made.get(one.row.number) if one.row else None
        return made.pk if made else None

    def _change_grants(
        self,
        wanted: set[tuple[int, Department]],
        present: dict[tuple[int, int], RoleGrant],
    ) -> None:
        keys = {(member, department.pk) for member, department in wanted}
        ended = [one for key, one in present.items() if one.is_from_roster and key not in keys]
        for part in chunks(ended):
            RoleGrant.objects.filter(pk__in=[one.pk for one in part]).delete()
        new = [
            RoleGrant(
                organisation=self.organisation,
                member_id=member,
                role=Role.SUPERVISOR,
                department=department,
                is_from_roster=True,
            )
            for member, department in sorted(wanted, key=lambda one: (one[0], one[1].pk))
            if (member, department.pk) not in present
        ]
        made = RoleGrant.objects.bulk_create(new, batch_size=CHUNK)
        self.given = [(one.member_id, one.department_id or 0) for one in made]
        self.taken = [(one.member_id, one.department_id or 0) for one in ended]


def row_uuid(namespace: uuid.UUID, number: int | None) -> uuid.UUID:
    """The public id of the member whom a row of an import adds."""
    return uuid.uuid5(namespace, str(number))


def set_values(member: Member, values: dict[str, Any]) -> None:
    """Write what a line says into the row."""
    for column in TEXTS:
        if column.value in values:
            value = values[column.value]
            setattr(member, column.value, value or (None if column.value in NULLABLE else ""))
    for name in DAYS:
        if name in values:
            setattr(member, name, _day(values[name]))


def end_places(
    kind: type[DepartmentMembership | ConcurrentPost], members: Sequence[int], today: dt.date
) -> None:
    """End where members work; what began today leaves no trace of a day never worked."""
    now = kind._default_manager.filter(member__in=members, until_on=None)
    now.filter(from_on__gte=today).delete()
    now.update(until_on=today - dt.timedelta(days=1))


def set_posts(organisation: Organisation, wanted: dict[int, set[int]], today: dt.date) -> None:
    """Let members have these further departments from a day on."""
    now = ConcurrentPost.objects.filter(member__in=wanted, until_on=None)
    ending = []
    for key, member, department, since in now.values_list(
        "pk", "member_id", "department_id", "from_on"
    ):
        if department in wanted[member]:
            wanted[member] = wanted[member] - {department}
        else:
            ending.append((key, since))
    ConcurrentPost.objects.filter(pk__in=[key for key, since in ending if since >= today]).delete()
    ConcurrentPost.objects.filter(pk__in=[key for key, since in ending if since < today]).update(
        until_on=today - dt.timedelta(days=1)
    )
    ConcurrentPost.objects.bulk_create(
        ConcurrentPost(
            organisation=organisation, member_id=member, department_id=department, from_on=today
        )
        for member, departments in wanted.items()
        for department in sorted(departments)
    )


def end_access(members: Sequence[int]) -> None:
    """What leaving ends: invitations, codes, and sessions of who is nowhere else a member."""
    Member.objects.filter(pk__in=members, joined_at=None).update(invited_at=None)
    JoiningCode.objects.filter(member__in=members).delete()
    others = Member.objects.filter(person=OuterRef("pk")).exclude(pk__in=members)
    Person.objects.filter(memberships__in=members).exclude(Exists(others)).update(
        session_version=F("session_version") + 1
    )


def upsert(kind: type[Any], rows: Iterable[Any], fields: Sequence[str]) -> None:
    """Write some columns of many rows that are there, in few statements."""
    kind._default_manager.bulk_create(
        list(rows),
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=list(fields),
    )


def _row(line: Line) -> RosterRow:
    assert line.row is not None, "an absent member has no row"
    return line.row


def _pk(line: Line) -> int:
    assert line.known is not None, "who is added has no row yet"
    return line.known.pk


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
