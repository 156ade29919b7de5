"""Which revision a new run of an assignment starts on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Length
from django.http import Http404

from ..accounts.models import DepartmentMembership, Member
from ..catalogue.models import Revision
from ..catalogue.selectors import offered_revisions
from ..common.prepared import Prepared
from .models import Assignment, AssignmentEdition
from .models.addressee import PLACES, Addressee


def starting_revision(assignment: Assignment, member: Member | None = None) -> Revision:
    """The revision of the chosen edition, else what the organisation offers of the course.

    With `member` that of their department, where it has an edition of its own. One statement;
    404 when nothing was published.
    """
    offer: Combinable = Value(assignment.offer_id)
    if member is not None:
        unit = _of_unit(Value(assignment.pk), Addressee.of(member))
        offer = Coalesce(Subquery(unit), offer)
    offered = offered_revisions(Value(assignment.organisation_id), offer)
    found = offered.filter(course_id=assignment.course_id).first()
    if found is None:
        raise Http404
    return found


def starting_revisions(assignments: Iterable[Assignment]) -> dict[int, int]:
    """Assignment → its `starting_revision`; those without one are left out. One statement."""
    wanted = [one.pk for one in assignments]
    return dict(_newest(Assignment.objects.filter(pk__in=wanted), None)) if wanted else {}


def own_starting_revisions(member: Member) -> dict[int, int]:
    """The same for what is meant for a member, by their department's editions. One statement."""
    return dict(_OWN.all(**Addressee.of(member).values))


def _newest(
    assignments: QuerySet[Assignment], whom: Addressee | None
) -> QuerySet[Assignment, tuple[int, int]]:
    offer: Combinable = F("offer")
    if whom is not None:
        offer = Coalesce(Subquery(_of_unit(OuterRef("pk"), whom)), offer)
    offered = offered_revisions(OuterRef("organisation"), OuterRef("picked"))
    newest = Subquery(offered.filter(course=OuterRef("course")).values("pk")[:1])
    found = assignments.annotate(picked=offer).annotate(newest=newest)
    return found.exclude(newest=None).values_list("pk", F("newest"))


# マイ研修 makes this.
_OWN: Final = Prepared(lambda: _newest(Assignment.objects.meant_for(PLACES), PLACES))


def _of_unit(assignment: Combinable, whom: Addressee) -> QuerySet[AssignmentEdition, int | None]:
    """The edition of the member's department in an assignment, of the deepest that has one."""
    works_there = DepartmentMembership.objects.filter(
        member_id=whom.member,
        until_on=None,
        department__path__startswith=OuterRef("department__path"),
    )
    rows = AssignmentEdition.objects.filter(Exists(works_there), assignment=assignment)
    return rows.order_by(Length("department__path").desc()).values_list("offer", flat=True)[:1]
