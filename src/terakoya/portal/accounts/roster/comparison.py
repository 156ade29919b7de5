"""A list beside the roster: who is added, changes, moves, returns or leaves, before and after."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from ...common import clock
from ..choices import Role, RosterKind
from ..models import ConcurrentPost, DepartmentMembership, Member, Organisation, RoleGrant
from ..names import name_key
from ..selectors import DepartmentTree
from .cells import Leave, Path, RosterRow, label_of
from .columns import Column

# Beyond these rows everybody is read at once: lists of values in a statement have an end.
MOST_BY_KEYS: Final = 400
TEXTS: Final = (
    Column.NAME,
    Column.KANA,
    Column.NUMBER,
    Column.EMAIL,
    Column.POSITION,
    Column.SITE,
    Column.EMPLOYMENT,
    Column.LANGUAGE,
)
# An empty cell never takes these away.
KEPT: Final = frozenset({Column.NAME, Column.NUMBER, Column.EMAIL})
_FIELDS: Final = (
    "pk",
    "uuid",
    "person_id",
    "name",
    "name_kana",
    "employee_number",
    "email",
    "position",
    "site",
    "employment",
    "language",
    "on_leave_since",
    "on_leave_until",
    "left_on",
    "joined_at",
)


@dataclass(slots=True)
class Known:
    """A member as the roster has them."""

    pk: int
    uuid: uuid.UUID
    person_id: int
    name: str
    name_kana: str
    employee_number: str | None
    email: str | None
    position: str
    site: str
    employment: str
    language: str
    on_leave_since: dt.date | None
    on_leave_until: dt.date | None
    left_on: dt.date | None
    joined_at: dt.datetime | None
    department: int | None = None
    since: dt.date | None = None
    posts: frozenset[int] = frozenset()
    has_office: bool = False  # owner or officer

    def has_left(self, today: dt.date) -> bool:
        """Left on a day that is past, or today."""
        return self.left_on is not None and self.left_on <= today


@dataclass(slots=True)
class Line:
    """What the list does to one member; `known` is `None` for who is added."""

    kind: RosterKind
    name: str
    row: RosterRow | None = None
    known: Known | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int | None:
        """The row of the list; `None` for who is not in it."""
        return self.row.number if self.row else None

    @property
    def changes_department(self) -> bool:
        """Moves, or gets a first department."""
        return Column.DEPARTMENT.value in self.after


class Roster:
    """The members of an organisation by number and address."""

    def __init__(self, members: Iterable[Known]) -> None:
        self.members = list(members)
        self.by_number = {one.employee_number: one for one in self.members if one.employee_number}
        self.by_email = {one.email: one for one in self.members if one.email}
        self.by_bare_number: dict[str, Known] = {}
        for one in self.members:
            if one.employee_number and one.employee_number.isdecimal():
                self.by_bare_number[one.employee_number.lstrip("0")] = one


def read_roster(organisation: Organisation, rows: Collection[RosterRow] | None) -> Roster:
    """The members whom rows may mean, or all of them (`None`, or many rows); four statements."""
    members = Member.objects.filter(organisation=organisation)
    within: dict[str, Any] = {}
    if rows is not None and len(rows) <= MOST_BY_KEYS:
        members = members.filter(_named_in(rows))
        within = {"member__in": members}
    known = {values[0]: Known(*values) for values in members.values_list(*_FIELDS).iterator()}
    _add_places(known, organisation, within)
    offices = RoleGrant.objects.in_force().filter(
        organisation=organisation, role__in=[Role.OWNER, Role.OFFICER], **within
    )
    for member in offices.values_list("member_id", flat=True):
        if member in known:
            known[member].has_office = True
    return Roster(known.values())


def _named_in(rows: Collection[RosterRow]) -> Q:
    numbers = {row.employee_number for row in rows if row.employee_number}
    numbers |= {row.leader for row in rows if row.leader}
    emails = {row.email for row in rows if row.email}
    emails |= {row.leader.lower() for row in rows if row.leader}
    names = {row.leader for row in rows if row.leader}
    names |= {row.name for row in rows if row.employee_number}  # whose zeros were lost
    return Q(employee_number__in=numbers) | Q(email__in=emails) | Q(name__in=names)


def _add_places(
    known: Mapping[int, Known], organisation: Organisation, within: Mapping[str, Any]
) -> None:
    now: dict[str, Any] = {"organisation": organisation, "until_on": None, **within}
    places = DepartmentMembership.objects.filter(**now)
    columns = ("member_id", "department_id", "from_on")
    for member, department, since in places.values_list(*columns).iterator():
        if member in known:
            known[member].department, known[member].since = department, since
    posts: dict[int, set[int]] = defaultdict(set)
    beside = ConcurrentPost.objects.filter(**now).values_list("member_id", "department_id")
    for member, department in beside.iterator():
        posts[member].add(department)
    for member, departments in posts.items():
        if member in known:
            known[member].posts = frozenset(departments)


class Comparison:
    """Finds what a row changes; `columns` are those that the list has."""

    def __init__(
        self, columns: Collection[Column], tree: DepartmentTree, *, covers_all: bool
    ) -> None:
        self.columns = frozenset(columns)
        self.tree = tree
        self.covers_all = covers_all
        self.today = clock.today()

    def added(self, row: RosterRow) -> Line:
        """Somebody new."""
        after: dict[str, Any] = {
            column.value: value for column in TEXTS if (value := getattr(row, column.value))
        }
        if row.department:
            after[Column.DEPARTMENT.value] = row.department_label
        if row.concurrent:
            after[Column.CONCURRENT.value] = _labels(self._posts_of(row))
        after |= self._leave_after(row.leave, None)
        if row.left_on is not None:
            after[Column.LEFT_ON.value] = row.left_on.isoformat()
        return Line(RosterKind.ADDED, row.name, row, None, {}, after)

    def line(self, row: RosterRow, known: Known) -> Line | None:
        """What a row changes of a member; `None`: nothing."""
        line = Line(RosterKind.CHANGED, row.name or known.name, row, known)
        self._compare_texts(line, row, known)
        self._compare_leave(line, row, known)
        self._compare_places(line, row, known)
        self._compare_leaving(line, row, known)
        if not line.after:
            return None
        line.kind = self._kind(line, known)
        return line

    def absent(self, known: Known) -> Line:
        """Who is not in a list of everybody leaves today."""
        before: dict[str, Any] = {"left_on": _iso(known.left_on)}
        if known.joined_at is None:
            before["_was_invited"] = True
        after = {"left_on": self.today.isoformat()}
        return Line(RosterKind.LEFT, known.name, None, known, before, after)

    def _kind(self, line: Line, known: Known) -> RosterKind:
        leaves = line.after.get(Column.LEFT_ON.value)
        if leaves and leaves <= self.today.isoformat():
            return RosterKind.LEFT
        if known.has_left(self.today) and leaves is not None:
            return RosterKind.RETURNED
        return RosterKind.MOVED if line.changes_department else RosterKind.CHANGED

    def _compare_texts(self, line: Line, row: RosterRow, known: Known) -> None:
        for column in TEXTS:
            new, old = getattr(row, column.value) or "", getattr(known, column.value) or ""
            if new == old or not self._says(column, new):
                continue
            line.before[column.value], line.after[column.value] = old, new

    def _says(self, column: Column, new: object) -> bool:
        """Whether a cell says something: an empty one does in a list of everybody alone."""
        if new:
            return True
        return self.covers_all and column in self.columns and column not in KEPT

    def _compare_leave(self, line: Line, row: RosterRow, known: Known) -> None:
        if not self._says(Column.LEAVE, row.leave):
            return
        after = self._leave_after(row.leave, known)
        for name, value in after.items():
            old = _iso(getattr(known, name))
            if value != old:
                line.before[name], line.after[name] = old, value

    def _leave_after(self, leave: Leave | None, known: Known | None) -> dict[str, Any]:
        if leave is None or not leave.is_away:
            return self._at_work(known)
        since, until = leave.since, leave.until
        if since is None and known is not None and self._is_away(known):
            since, until = known.on_leave_since, known.on_leave_until
        return {
            "on_leave_since": (since or self.today).isoformat(),
            "on_leave_until": _iso(until),
        }

    def _is_away(self, known: Known) -> bool:
        """On leave now, or to be so later."""
        until = known.on_leave_until
        return known.on_leave_since is not None and (until is None or until >= self.today)

    def _at_work(self, known: Known | None) -> dict[str, Any]:
        if known is None or known.on_leave_since is None or not self._is_away(known):
            return {}
        last = self.today - dt.timedelta(days=1)
        if known.on_leave_since > last:
            return {"on_leave_since": "", "on_leave_until": ""}
        return {"on_leave_until": last.isoformat()}

    def _compare_places(self, line: Line, row: RosterRow, known: Known) -> None:
        old = self.tree.label_of(known.department)
        if row.department_label != old and self._says(Column.DEPARTMENT, row.department):
            line.before[Column.DEPARTMENT.value] = old
            line.before["_department"], line.before["_since"] = known.department, _iso(known.since)
            line.after[Column.DEPARTMENT.value] = row.department_label
        if not self._says(Column.CONCURRENT, row.concurrent):
            return
        had = {label for one in known.posts if (label := self.tree.label_of(one))}
        has = self._posts_of(row)
        if had != set(has):
            line.before[Column.CONCURRENT.value] = _labels(had)
            line.before["_posts"] = sorted(known.posts)
            line.after[Column.CONCURRENT.value] = _labels(has)

    def _posts_of(self, row: RosterRow) -> list[str]:
        return sorted({label_of(path) for path in row.concurrent if path != row.department})

    def _compare_leaving(self, line: Line, row: RosterRow, known: Known) -> None:
        new = row.left_on
        if new is None and not (
            known.has_left(self.today) or (self._says(Column.LEFT_ON, new) and known.left_on)
        ):
            return
        if new != known.left_on:
            line.before["left_on"], line.after["left_on"] = _iso(known.left_on), _iso(new)
            if known.joined_at is None:
                line.before["_was_invited"] = True


def is_another_person(row: RosterRow, known: Known) -> bool:
    """Whether a number that somebody has left behind seems to be given to somebody else."""
    return name_key(row.name) != name_key(known.name)


def paths_in(rows: Iterable[RosterRow]) -> list[Path]:
    """Every department that rows name, each once, in their order."""
    found: dict[Path, None] = {}
    for row in rows:
        if row.department:
            found[row.department] = None
        for path in row.concurrent:
            found[path] = None
    return list(found)


def protected_sentence(known: Known) -> str:
    """Why somebody with an office is left as they are."""
    return _(
        "%(name)sさんは契約者か研修担当者のため、名簿からは変えません。"
        "「メンバー」のページで、契約者が変えてください。"
    ) % {"name": known.name}


def _labels(labels: Iterable[str]) -> str:
    return "、".join(sorted(labels))


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
