"""Who an assignment is for, and where each of them stands."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce, Lower

from ..accounts.models import ConcurrentPost, Department, DepartmentMembership, Member
from ..common import clock
from .choices import Audience, EnrolmentKind
from .models import Assignment, AssignmentDepartment, AssignmentMember, Enrolment, Exemption

MOST_WORDS: Final = 5
MOST_EXEMPT: Final = 200
A_STATEMENT: Final = 100  # assignments counted in one
NEW: Final = Q(run__id=None)
COMPLETED: Final = Q(run__completed_at__isnull=False)
RUNNING: Final = Q(run__id__isnull=False, run__completed_at=None)


def assigned_members(assignment: Assignment, on: dt.date | None = None) -> QuerySet[Member]:
    """The members an assignment is for, present on a day (today when left out), none exempt."""
    members = Member.objects.present(on).filter(organisation_id=assignment.organisation_id)
    members = members.exclude(pk__in=assignment.exemptions.values("member_id"))
    if assignment.audience == Audience.EVERYONE:
        return members
    if assignment.audience == Audience.DEPARTMENTS:
        works = Exists(_places_in(assignment, DepartmentMembership))
        works_beside = Exists(_places_in(assignment, ConcurrentPost))
        return members.filter(works | works_beside)
    return members.filter(pk__in=assignment.chosen.values("member_id"))


def _places_in(
    assignment: Assignment, kind: type[DepartmentMembership | ConcurrentPost]
) -> QuerySet[Any, Any]:
    """Where a member works now, if that is in or below a department of the assignment."""
    given = AssignmentDepartment.objects.filter(assignment=assignment).annotate(
        place=ExpressionWrapper(OuterRef("department__path"), output_field=CharField())
    )
    above = given.filter(place__startswith=F("department__path"))
    places: QuerySet[Any, Any] = kind._default_manager.filter(
        Exists(above), member=OuterRef("pk"), until_on=None
    )
    return places


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


def members_by_number(organisation_id: int, words: Sequence[str]) -> dict[str, Member]:
    """Present members by employee number or roster address, as typed in small letters."""
    wanted = {word.casefold() for word in words}
    rows = (
        Member.objects.present()
        .filter(organisation_id=organisation_id)
        .annotate(number=Lower("employee_number"))
        .filter(Q(number__in=wanted) | Q(email__in=wanted))
    )
    found: dict[str, Member] = {}
    for member in rows.order_by("id"):
        for key in (member.employee_number, member.email):
            if key and key.casefold() in wanted:
                found.setdefault(key.casefold(), member)
    return found


def numbers_of(assignments: Sequence[Assignment]) -> dict[int, dict[str, int]]:
    """Assignment → how many it is for, have completed and are late; one statement a hundred."""
    numbers = {one.pk: {"all": 0, "completed": 0, "late": 0} for one in assignments}
    for start in range(0, len(assignments), A_STATEMENT):
        first, *others = map(_counted, assignments[start : start + A_STATEMENT])
        for row in first.union(*others, all=True):
            numbers[row.pop("of")] = row
    return numbers


def _counted(assignment: Assignment) -> QuerySet[Any, Any]:
    members = members_with_runs(assignment).order_by()
    counted: QuerySet[Any, Any] = (
        members.annotate(of=Value(assignment.pk, output_field=IntegerField()))
        .values("of")
        .annotate(
            all=Count("id"),
            completed=Count("id", filter=COMPLETED),
            late=Count("id", filter=late()),
        )
    )
    return counted


def exempt_members_of(assignment: Assignment) -> list[Exemption]:
    """Who is exempt and why, newest first, at most 200."""
    rows = Exemption.objects.filter(assignment=assignment).select_related("member")
    return list(rows.order_by("-id")[:MOST_EXEMPT])


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


def _in_departments(present: QuerySet[Member], assignments: Sequence[int]) -> int:
    """How many places the assignments have for members of their departments; two statements."""
    inside: dict[int, Q] = {pk: Q(pk__in=[]) for pk in assignments}
    rows = AssignmentDepartment.objects.filter(assignment__in=assignments)
    for assignment, path in rows.values_list("assignment_id", "department__path"):
        inside[assignment] |= Q(
            departments__until_on=None, departments__department__path__startswith=path
        ) | Q(
            concurrent_posts__until_on=None,
            concurrent_posts__department__path__startswith=path,
        )
    counts = {
        f"of_{pk}": Count("pk", filter=wanted, distinct=True) for pk, wanted in inside.items()
    }
    return sum(present.aggregate(**counts).values())


def course_use(organisation_id: int, course_id: int) -> CourseUse:
    """Whom a new revision of a course would meet; four statements, six where an assignment is
    for departments, however many assignments there are."""
    present = Member.objects.present().filter(organisation_id=organisation_id)
    assignments = Assignment.objects.filter(
        organisation_id=organisation_id, course_id=course_id, kind=EnrolmentKind.NORMAL
    )
    audiences = list(assignments.values_list("pk", "audience"))
    everyone = sum(audience == Audience.EVERYONE for _pk, audience in audiences)
    assigned = everyone * present.count() if everyone else 0
    chosen = [pk for pk, audience in audiences if audience == Audience.CHOSEN]
    assigned += AssignmentMember.objects.filter(assignment__in=chosen, member__in=present).count()
    by_department = [pk for pk, audience in audiences if audience == Audience.DEPARTMENTS]
    assigned += _in_departments(present, by_department) if by_department else 0
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
