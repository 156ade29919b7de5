"""Who is in a group: its conditions as one condition of the database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from ...accounts.choices import Role
from ...accounts.models import ConcurrentPost, DepartmentMembership, Member, RoleGrant
from ...common import clock
from ...common.dates import full_day
from ..choices import Audience, GroupKind
from ..models import Assignment, AssignmentGroup, Group, GroupCondition

RULES: Final = "groups__group__conditions__department"
NOBODY: Final = Q(pk__in=[])
MOST_NAMES: Final = 10
MOST_VALUES: Final = 1000
COLUMNS: Final = {
    GroupKind.SITE: "site",
    GroupKind.EMPLOYMENT: "employment",
    GroupKind.POSITION: "position",
}
LANGUAGE_WORDS: Final = {"ja": "日本語", "en": "English"}


def read_group_rules(assignments: Sequence[Assignment]) -> None:
    """Read the rules of the groups that some assignments are for; three statements, or none."""
    by_group = [one for one in assignments if one.audience == Audience.GROUPS]
    if by_group:
        prefetch_related_objects(by_group, RULES)


def in_groups_of(assignment: Assignment) -> Q:
    """The members who are in a group of an assignment today."""
    read_group_rules([assignment])
    found = NOBODY
    for one in assignment.groups.all():
        found |= fits(one.group.conditions.all())
    return found


def fits(conditions: Iterable[GroupCondition]) -> Q:
    """The members who fit conditions today: of every kind one of them. Without any: nobody."""
    kinds: dict[str, list[GroupCondition]] = defaultdict(list)
    for one in conditions:
        kinds[one.kind].append(one)
    found = Q() if kinds else NOBODY
    for kind, some in kinds.items():
        found &= _fits_one(GroupKind(kind), some)
    return found


def _fits_one(kind: GroupKind, some: Sequence[GroupCondition]) -> Q:
    """The members who fit one of the conditions of a kind."""
    texts = [one.text for one in some]
    match kind:
        case GroupKind.DEPARTMENT:
            return works_below([one.department.path for one in some if one.department])
        case GroupKind.ROLE:
            held = RoleGrant.objects.in_force().filter(member=OuterRef("pk"), role__in=texts)
            return Q(Exists(held))
        case GroupKind.LANGUAGE:
            return Q(language__in=texts) | Q(language="", person__language__in=texts)
        case GroupKind.SINCE:
            first = min(one.since for one in some if one.since)
            return Q(created_at__gte=dt.datetime.combine(first, dt.time(), clock.TOKYO))
        case GroupKind.SITE | GroupKind.EMPLOYMENT | GroupKind.POSITION:
            return Q(**{f"{COLUMNS[kind]}__in": texts})


def works_below(paths: Iterable[str]) -> Q:
    """The members who work in or below departments, 兼務 too."""
    below = NOBODY
    for path in paths:
        below |= Q(department__path__startswith=path)
    here = {"member": OuterRef("pk"), "until_on": None}
    works = Exists(DepartmentMembership.objects.filter(below, **here))
    return Q(works | Exists(ConcurrentPost.objects.filter(below, **here)))


def members_fitting(organisation_id: int, conditions: Iterable[GroupCondition]) -> QuerySet[Member]:
    """The present members of an organisation who fit conditions today."""
    present = Member.objects.present().filter(organisation_id=organisation_id)
    return present.filter(fits(conditions))


# -- for the officer ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Headcount:
    """How many people fit, and the first of them."""

    number: int
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """The number in a sentence."""
        if not self.number:
            return _("今日この条件に合う人はいません。")
        return _("今日この条件に合う人：%(n)d名") % {"n": self.number}

    @property
    def names_text(self) -> str:
        """The first names, with dots where there are more."""
        return "、".join(self.names) + (" …" if self.number > len(self.names) else "")


def headcount_of(organisation_id: int, conditions: Iterable[GroupCondition]) -> Headcount:
    """Two statements."""
    members = members_fitting(organisation_id, conditions)
    names = members.order_by("name_kana", "name", "id").values_list("name", flat=True)
    return Headcount(members.count(), tuple(names[:MOST_NAMES]))


@dataclass(frozen=True)
class GroupRow:
    """A group in the officer's list."""

    group: Group
    rules: str
    number: int
    assignments: int


def is_used(group: Group) -> bool:
    """Whether an assignment is for a group."""
    return AssignmentGroup.objects.filter(group=group).exists()


def groups_of(officer: Member) -> QuerySet[Group]:
    """The organisation's groups with how many assignments use each."""
    rows = Group.objects.filter(organisation_id=officer.organisation_id)
    return rows.annotate(used=Count("assignments")).order_by("name", "id")


def group_rows(groups: Sequence[Any]) -> list[GroupRow]:
    """Some groups with their headcounts; three statements, however many there are."""
    prefetch_related_objects(groups, "conditions__department")
    if not groups:
        return []
    counts = {f"of_{one.pk}": Count("pk", filter=fits(one.conditions.all())) for one in groups}
    present = Member.objects.present().filter(organisation_id=groups[0].organisation_id)
    numbers = present.aggregate(**counts)
    return [
        GroupRow(one, rules_text(one.conditions.all()), numbers[f"of_{one.pk}"], one.used)
        for one in groups
    ]


def rules_text(conditions: Iterable[GroupCondition]) -> str:
    """The conditions of a group in words: alternatives with ・, kinds with かつ."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for one in conditions:
        kinds[one.kind].append(_value_text(one))
    parts = [
        _("%(kind)s：%(values)s")
        % {"kind": GroupKind(kind).label, "values": _("・").join(sorted(kinds[kind]))}
        for kind in GroupKind.values
        if kind in kinds
    ]
    return _("、かつ ").join(parts)


def _value_text(one: GroupCondition) -> str:
    if one.department is not None:
        return one.department.name
    if one.since is not None:
        return _("%(day)s以降") % {"day": full_day(one.since)}
    if one.kind == GroupKind.ROLE:
        return str(Role(one.text).label)
    return LANGUAGE_WORDS.get(one.text, one.text)


def known_values(organisation_id: int) -> dict[GroupKind, list[str]]:
    """What the present members of an organisation have, to choose from; a statement a kind."""
    present = Member.objects.present().filter(organisation_id=organisation_id).order_by()
    return {
        kind: list(
            present.exclude(**{column: ""}).values_list(column, flat=True).distinct()[:MOST_VALUES]
        )
        for kind, column in COLUMNS.items()
    }
