"""Who needs a slip: members who have joined nowhere yet and sign in by their number."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from ...common import clock
from ..choices import Role
from ..models import Department, DepartmentMembership, Member, MemberQuerySet, Organisation

MOST_SLIPS: Final = 400  # 50 sheets; printed again, the next ones come
_IN_FORCE: Final = "joining_code__expires_at__gt"


@dataclass(frozen=True, slots=True)
class SlipChoice:
    """For whom slips are wanted: a department with all below it, or chosen members.

    `anew`: also for those whose slip or code is in force; `with_mail`: also for those to whom an
    invitation can be mailed.
    """

    department: Department | None = None
    anew: bool = False
    with_mail: bool = False
    members: Sequence[uuid.UUID] = ()


@dataclass(frozen=True, slots=True)
class SlipCounts:
    """How many of a choice get a slip now, and why the others get none."""

    ready: int
    in_force: int
    by_mail: int
    joined: int
    without_number: int
    elsewhere: int

    @property
    def sheets(self) -> int:
        """Sheets of A4 that are printed at once."""
        return -(-min(self.ready, MOST_SLIPS) // 8)


def slip_members(organisation: Organisation, wanted: SlipChoice) -> MemberQuerySet:
    """The members of a choice who may have a slip, by department, then reading."""
    rows = _chosen(organisation, wanted).filter(_may_have())
    if not wanted.anew:
        rows = rows.exclude(**{_IN_FORCE: clock.now()})
    if not (wanted.with_mail or wanted.members):
        rows = rows.filter(email=None)
    rows = rows.annotate(home=Subquery(_places().values("department__path")[:1]))
    return rows.order_by(F("home").asc(nulls_last=True), "name_kana", "name", "id")


def slip_counts(organisation: Organisation, wanted: SlipChoice) -> SlipCounts:
    """What the page says before it prints; one statement."""
    waits, number = Q(joined_at=None), Q(employee_number__isnull=False)
    mailed = Q() if wanted.with_mail or wanted.members else Q(email=None)
    in_force = Q(**{_IN_FORCE: clock.now()})
    fresh = Q() if wanted.anew else ~in_force
    may = _may_have()
    counts = _chosen(organisation, wanted).aggregate(
        ready=Count("id", filter=may & mailed & fresh),
        in_force=Count("id", filter=may & mailed & in_force),
        by_mail=Count("id", filter=may & ~mailed if mailed else Q(pk__in=[])),
        joined=Count("id", filter=~waits),
        without_number=Count("id", filter=waits & ~number),
        elsewhere=Count("id", filter=waits & number & ~may),
    )
    return SlipCounts(**counts)


def may_have_slip(member: Member) -> bool:
    """Whether one member's first password may be set by a slip."""
    if member.joined_at is not None or not member.employee_number:
        return False  # most members of an organisation, without asking the database
    return Member.objects.present().filter(_may_have(), pk=member.pk).exists()


def _may_have() -> Q:
    """A first password is theirs to set: nobody has set one, and no mailbox is the way in.

    Owners and officers are handed their code one by one, by an owner (`check_may_touch`).
    """
    leads = Member.objects.filter(roles__role__in=(Role.OWNER, Role.OFFICER))
    return Q(joined_at=None, employee_number__isnull=False, person__email=None) & ~Q(
        pk__in=leads.values("pk")
    )


def _chosen(organisation: Organisation, wanted: SlipChoice) -> MemberQuerySet:
    rows = Member.objects.present().filter(organisation=organisation)
    if wanted.members:
        rows = rows.filter(uuid__in=wanted.members)
    if wanted.department is not None:
        inside = _places().filter(department__path__startswith=wanted.department.path)
        rows = rows.filter(Exists(inside))
    return rows


def _places() -> QuerySet[DepartmentMembership]:
    return DepartmentMembership.objects.filter(member=OuterRef("pk"), until_on=None)
