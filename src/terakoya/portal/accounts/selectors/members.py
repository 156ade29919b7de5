"""Lists of members: filtered, in order, 50 a page, and as rows for a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, OuterRef, Q, Subquery

from ...common import clock
from ..choices import MemberState, Role
from ..models import (
    Department,
    DepartmentMembership,
    Member,
    MemberQuerySet,
    Organisation,
    RoleGrant,
)
from ..names import katakana
from .departments import DepartmentTree, department_tree

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What a list is narrowed to. `state` None: everybody who has not left."""

    words: str = ""
    department: Department | None = None
    state: MemberState | None = None


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """How many stand where."""

    invited: int
    joined: int
    left: int

    @property
    def present(self) -> int:
        """Everybody who has not left."""
        return self.invited + self.joined


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as lists show them; roles in the order of Role."""

    member: Member
    department: str
    roles: tuple[Role, ...]

    @property
    def state(self) -> MemberState:
        """Where they stand today."""
        return self.member.state


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One page of a list, with what the pager says."""

    rows: list[MemberRow]
    total: int
    number: int

    @property
    def first(self) -> int:
        """The position of the first row, from 1; 0 for an empty list."""
        return (self.number - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The position of the last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def previous_number(self) -> int | None:
        """The page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        """The page after, if any."""
        return self.number + 1 if self.last < self.total else None


def members_in_order(organisation: Organisation, wanted: MemberFilter) -> MemberQuerySet:
    """The members that a filter lets through, by reading, then name."""
    rows = Member.objects.filter(organisation=organisation)
    rows = rows.in_state(wanted.state) if wanted.state else rows.present()
    if wanted.department is not None:
        rows = rows.filter(
            departments__until_on=None,
            departments__department__path__startswith=wanted.department.path,
        )
    for word in unicodedata.normalize("NFKC", wanted.words).split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(name_kana__icontains=katakana(word))
            | Q(employee_number__icontains=word)
            | Q(email__icontains=word)
        )
    return rows.order_by("name_kana", "name", "id")


def member_page(
    organisation: Organisation,
    wanted: MemberFilter,
    number: int,
    *,
    tree: DepartmentTree | None = None,
) -> MemberPage:
    """One page; a number beyond the last gives the last.

    Five statements, whatever the size, and one more for the tree if it is not given. The page
    is found by keys alone: what stands beside them is read for its 50 rows, not for those
    passed over.
    """
    rows = members_in_order(organisation, wanted)
    total = rows.count()
    number = max(1, min(number, -(-total // PAGE_SIZE)))
    start = (number - 1) * PAGE_SIZE
    keys = list(rows.values_list("pk", flat=True)[start : start + PAGE_SIZE])
    members = Member.objects.in_bulk(keys)
    roles, places = _roles_by_member(keys), places_by_member(keys)
    tree = tree or department_tree(organisation)
    return MemberPage(
        rows=[
            MemberRow(members[key], tree.label_of(places.get(key)), roles.get(key, ()))
            for key in keys
        ],
        total=total,
        number=number,
    )


def member_counts(organisation: Organisation) -> MemberCounts:
    """Counts by state, in one statement."""
    today = clock.today()
    has_left = Q(left_on__lte=today)
    counts = Member.objects.filter(organisation=organisation).aggregate(
        left=Count("id", filter=has_left),
        joined=Count("id", filter=~has_left & Q(joined_at__isnull=False)),
        everybody=Count("id"),
    )
    return MemberCounts(
        invited=counts["everybody"] - counts["left"] - counts["joined"],
        joined=counts["joined"],
        left=counts["left"],
    )


def export_rows(organisation: Organisation, wanted: MemberFilter) -> Iterator[MemberRow]:
    """All members that a filter lets through, read in batches."""
    tree = department_tree(organisation)
    grants = RoleGrant.objects.in_force().filter(organisation=organisation)
    roles = _grouped(grants.values_list("member_id", "role"))
    members = members_in_order(organisation, wanted).annotate(**_place())
    for member in members.iterator(chunk_size=2000):
        label = tree.label_of(getattr(member, "place", None))
        yield MemberRow(member, label, roles.get(member.pk, ()))


def department_of(member: Member) -> Department | None:
    """Where the member works now."""
    place = (
        DepartmentMembership.objects.select_related("department")
        .filter(member=member, until_on=None)
        .first()
    )
    return place.department if place else None


def roles_of(member: Member) -> list[RoleGrant]:
    """The roles that hold today, with their department."""
    found = RoleGrant.objects.in_force().filter(member=member)
    grants = found.select_related("department", "member")
    order = list(Role)
    return sorted(grants, key=lambda grant: (order.index(Role(grant.role)), grant.pk))


def has_other_memberships(member: Member) -> bool:
    """Whether the person belongs to another organisation too, now or before."""
    return Member.objects.filter(person=member.person_id).exclude(pk=member.pk).exists()


def _place() -> dict[str, Subquery]:
    now_there = DepartmentMembership.objects.filter(member=OuterRef("pk"), until_on=None)
    return {"place": Subquery(now_there.values("department")[:1])}


def places_by_member(member_ids: list[int]) -> dict[int, int]:
    """Where members work now: member → department."""
    present = DepartmentMembership.objects.filter(member__in=member_ids, until_on=None)
    return dict(present.values_list("member_id", "department_id"))


def _roles_by_member(member_ids: list[int]) -> dict[int, tuple[Role, ...]]:
    grants = RoleGrant.objects.in_force().filter(member__in=member_ids)
    return _grouped(grants.annotate(holder=F("member_id")).values_list("holder", "role"))


def _grouped(pairs: object) -> dict[int, tuple[Role, ...]]:
    held: dict[int, set[str]] = {}
    for member_id, role in pairs:  # type: ignore[attr-defined]
        held.setdefault(member_id, set()).add(role)
    return {
        member_id: tuple(role for role in Role if role in roles)
        for member_id, roles in held.items()
    }
