"""How long learning records stay: five years after the last contract of the course has ended.

Learning has not heard of contracts; what it knows of them are access grants.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, Max, OuterRef, Q

from ..accounts.models import Member
from ..accounts.retention import gone
from ..audit.services import record
from ..catalogue.models import Course
from ..common.retention import LEARNING_YEARS, Rows, Rule, last_day, unprotected
from .models import (
    AccessGrant,
    Acknowledgement,
    Arrival,
    Assignment,
    AssignmentDefaults,
    AssignmentDepartment,
    AssignmentGroup,
    AssignmentMember,
    Attempt,
    Certificate,
    CertificateAddendum,
    Enrolment,
    Event,
    Exemption,
    Extension,
    Group,
    GroupSession,
    Note,
    PaperResult,
    Policy,
    Recurrence,
    SeatHolder,
)

# So many ended courses at a time; the others follow when these are done.
MOST_COURSES: Final = 50
_NOTHING: Final = Q(pk__in=[])


@dataclass(frozen=True)
class EndedCourse:
    """A course that an organisation had access to, the last time more than five years ago."""

    organisation_id: int
    course_id: int


def ended_courses() -> list[EndedCourse]:
    """Courses of organisations whose records are kept no longer; one statement."""
    ends = AccessGrant.objects.order_by().values("organisation_id", "course_id")
    over = ends.annotate(end=Max("ends_on")).filter(end__lte=last_day(LEARNING_YEARS))
    return [
        *(EndedCourse(one["organisation_id"], one["course_id"]) for one in over),
        *_ended_own_courses(),
    ]


def _ended_own_courses() -> list[EndedCourse]:
    """Own courses, to which an organisation has access as long as to any course."""
    later = AccessGrant.objects.filter(
        organisation=OuterRef("owner"), ends_on__gt=last_day(LEARNING_YEARS)
    )
    known = AccessGrant.objects.filter(organisation=OuterRef("owner"))
    own = Course.objects.filter(Exists(known), ~Exists(later), owner__isnull=False)
    return [EndedCourse(owner, pk) for owner, pk in own.values_list("owner_id", "pk") if owner]


def in_ended_courses(course: str, *, only_of: Rows | None = None) -> Q:
    """Rows of ended courses; `course` is the way to a row's course.

    `only_of`: rows by which ended courses are left out that have none of them any more.
    """
    found = _NOTHING
    count = 0
    for ended in ended_courses():
        one = Q(organisation_id=ended.organisation_id, **{course: ended.course_id})
        if only_of is not None and not only_of.filter(one).exists():
            continue
        found |= one
        count += 1
        if count == MOST_COURSES:
            break
    return found


def old_enrolments() -> Rows:
    """Enrolments of ended courses, with all that hangs on them."""
    rows = Enrolment.objects.all()
    return rows.filter(in_ended_courses("assignment__course", only_of=rows))


def old_notes() -> Rows:
    """Learners' own notes in ended courses, and those of people who left long ago."""
    rows = Note.objects.all()
    left = Q(member__in=Member.objects.filter(gone()))
    return rows.filter(left | in_ended_courses("course", only_of=rows))


def old_choices() -> Rows:
    """Who was chosen for the assignments of ended courses."""
    rows = AssignmentMember.objects.all()
    return rows.filter(in_ended_courses("assignment__course", only_of=rows))


def old_exemptions() -> Rows:
    """Who was exempt from the assignments of ended courses, and why."""
    rows = Exemption.objects.all()
    return rows.filter(in_ended_courses("assignment__course", only_of=rows))


def old_extensions() -> Rows:
    """Who had more time for the assignments of ended courses."""
    rows = Extension.objects.all()
    return rows.filter(in_ended_courses("assignment__course", only_of=rows))


def old_arrivals() -> Rows:
    """Since when somebody was meant by the assignments of ended courses."""
    rows = Arrival.objects.all()
    return rows.filter(in_ended_courses("assignment__course", only_of=rows))


def old_acknowledgements() -> Rows:
    """Who confirmed a policy for the assignments of ended courses."""
    rows = Acknowledgement.objects.all()
    return rows.filter(in_ended_courses("assignment__course", only_of=rows))


def old_recurrences() -> Rows:
    """Recurrences all of whose rounds were deleted."""
    return Recurrence.objects.filter(rounds=None)


def old_seat_holders() -> Rows:
    """Who sat on the seats of ended courses."""
    rows = SeatHolder.objects.all()
    return rows.filter(in_ended_courses("seat__grant__course", only_of=rows))


def old_group_sessions() -> Rows:
    """Group sessions of ended courses, once nobody's record names them."""
    rows = GroupSession.objects.all()
    return rows.filter(in_ended_courses("assignment__course", only_of=rows))


def old_assignments() -> Rows:
    """Assignments of ended courses that nothing hangs on; a survey's table holds its own."""
    rows = unprotected(Assignment.objects.all())
    return rows.filter(in_ended_courses("course", only_of=rows))


def delete_enrolments(enrolments: Sequence[int]) -> None:
    """Delete learning records: certificates, attempts, events, progress, enrolments."""
    courses = _courses_of(enrolments)
    addenda = Q(enrolment__in=enrolments) | Q(certificate__enrolment__in=enrolments)
    CertificateAddendum.objects.filter(addenda).delete()
    for model in (Certificate, Attempt, PaperResult, Event):
        model._default_manager.filter(enrolment__in=enrolments).delete()
    Enrolment.objects.filter(continued_from__in=enrolments).update(continued_from=None)
    Enrolment.objects.filter(pk__in=enrolments).delete()
    for ended, (public_id, slug) in courses.items():
        rows = Enrolment.objects.filter(organisation_id=ended.organisation_id)
        if not rows.filter(assignment__course=ended.course_id).exists():
            record(
                organisation_uuid=public_id,
                actor_uuid=None,
                verb="retention.learning_records_deleted",
                target=slug,
            )


def _courses_of(enrolments: Sequence[int]) -> dict[EndedCourse, tuple[uuid.UUID, str]]:
    rows = Enrolment.objects.filter(pk__in=enrolments).values_list(
        "organisation_id",
        "assignment__course_id",
        "organisation__uuid",
        "assignment__course__slug",
    )
    return {EndedCourse(one[0], one[1]): (one[2], one[3]) for one in rows.distinct()}


RULES = (
    Rule("learning-records", old_enrolments, delete_enrolments, batch=20),
    Rule("notes", old_notes),
    Rule("chosen-members", old_choices),
    Rule("exemptions", old_exemptions),
    Rule("extensions", old_extensions),
    Rule("arrivals", old_arrivals),
    Rule("acknowledgements", old_acknowledgements),
    Rule("seat-holders", old_seat_holders),
    Rule("group-sessions", old_group_sessions),
    Rule("assignments", old_assignments),
    Rule("recurrences", old_recurrences),
)


def records_of(organisation_id: int) -> tuple[Rule, ...]:
    """The same for everything of one organisation, whatever its time."""
    own = {"organisation_id": organisation_id}
    return (
        Rule("learning-records", lambda: Enrolment.objects.filter(**own), delete_enrolments, 20),
        Rule("notes", lambda: Note.objects.filter(**own)),
        Rule("chosen-members", lambda: AssignmentMember.objects.filter(**own)),
        Rule("chosen-departments", lambda: AssignmentDepartment.objects.filter(**own)),
        Rule("exemptions", lambda: Exemption.objects.filter(**own)),
        Rule("extensions", lambda: Extension.objects.filter(**own)),
        Rule("arrivals", lambda: Arrival.objects.filter(**own)),
        Rule("acknowledgements", lambda: Acknowledgement.objects.filter(**own)),
        Rule("chosen-groups", lambda: AssignmentGroup.objects.filter(**own)),
        Rule("seat-holders", lambda: SeatHolder.objects.filter(**own)),
        Rule("group-sessions", lambda: GroupSession.objects.filter(**own)),
        Rule("assignments", lambda: unprotected(Assignment.objects.filter(**own))),
        Rule("recurrences", lambda: unprotected(Recurrence.objects.filter(**own))),
        Rule("policies", lambda: unprotected(Policy.objects.filter(**own))),
        Rule("assignment-defaults", lambda: AssignmentDefaults.objects.filter(**own)),
        Rule("groups", lambda: Group.objects.filter(**own)),
        Rule("grants", lambda: AccessGrant.objects.filter(**own)),
    )
