"""Who an assignment is for, and where each of them stands."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, DateField, F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from ..accounts.models import Department, Member
from ..common import clock
from .choices import Audience, EnrolmentKind
from .models import Assignment, AssignmentMember, Enrolment

MOST_WORDS: Final = 5
NEW: Final = Q(run__id=None)
COMPLETED: Final = Q(run__completed_at__isnull=False)
RUNNING: Final = Q(run__id__isnull=False, run__completed_at=None)


def assigned_members(assignment: Assignment, on: dt.date | None = None) -> QuerySet[Member]:
    """The members an assignment is for, present on a day (today when left out), none exempt."""
    members = Member.objects.present(on).filter(organisation_id=assignment.organisation_id)
    members = members.exclude(pk__in=assignment.exemptions.values("member_id"))
    if assignment.audience == Audience.EVERYONE:
        return members
    return members.filter(pk__in=assignment.chosen.values("member_id"))


def members_with_runs(assignment: Assignment) -> QuerySet[Any, Any]:
    """The members of an assignment with `run`, `home` (where they work) and `due`."""
    return (
        assigned_members(assignment)
        .annotate(
            run=FilteredRelation(
                "enrolments",
                condition=Q(enrolments__assignment=assignment, enrolments__continued_at=None),
            ),
            home=FilteredRelation("departments", condition=Q(departments__until_on=None)),
            extended=FilteredRelation("extensions", condition=Q(extensions__assignment=assignment)),
        )
        .annotate(
            due=Coalesce(F("extended__due_on"), Value(assignment.due_on, output_field=DateField()))
        )
    )


def late(on: dt.date | None = None) -> Q:
    """Past their own due date and not completed."""
    return Q(due__lt=on or clock.today(), run__completed_at=None)


@dataclass(frozen=True)
class Narrowing:
    """What a list of the members of an assignment is narrowed to."""

    state: str = "all"
    words: str = ""
    department: Department | None = None


def narrowed(members: QuerySet[Any, Any], wanted: Narrowing) -> QuerySet[Any, Any]:
    """Those of `members_with_runs` who stand in a state, work in a department, bear words."""
    states = {"completed": COMPLETED, "running": RUNNING, "new": NEW, "late": late()}
    members = members.filter(states.get(wanted.state, Q()))
    if wanted.department is not None:
        path = wanted.department.path
        members = members.filter(home__department__path__startswith=path)
    for word in unicodedata.normalize("NFKC", wanted.words).split()[:MOST_WORDS]:
        members = members.filter(
            Q(name__icontains=word)
            | Q(name_kana__icontains=word)
            | Q(employee_number__icontains=word)
        )
    return members


@dataclass(frozen=True)
class CourseUse:
    """How many people of an organisation are where in a course, over its assignments."""

    running: int
    not_started: int
    completed: int


def course_use(organisation_id: int, course_id: int) -> CourseUse:
    """Whom a new revision of a course would meet; at most four statements."""
    present = Member.objects.present().filter(organisation_id=organisation_id)
    assignments = Assignment.objects.filter(
        organisation_id=organisation_id, course_id=course_id, kind=EnrolmentKind.NORMAL
    )
    everyone = assignments.filter(audience=Audience.EVERYONE).count()
    assigned = everyone * present.count() if everyone else 0
    assigned += AssignmentMember.objects.filter(
        assignment__in=assignments.exclude(audience=Audience.EVERYONE), member__in=present
    ).count()
    runs = Enrolment.objects.filter(
        assignment__in=assignments,
        member__in=present,
        kind=EnrolmentKind.NORMAL,
        continued_at=None,
    ).aggregate(all=Count("id"), completed=Count("id", filter=Q(completed_at__isnull=False)))
    return CourseUse(
        running=runs["all"] - runs["completed"],
        not_started=max(0, assigned - runs["all"]),
        completed=runs["completed"],
    )
