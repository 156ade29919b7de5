"""Who has no seat yet that opens the organisation's own courses."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from ...accounts.models import Member
from ...catalogue.choices import OwnCourseAccess
from ...catalogue.selectors import own_course_access
from ..models import Assignment, Enrolment, SeatHolder
from .courses import own_courses
from .progress import running_grants
from .standing import assigned_members


def seatless_in(assignment: Assignment) -> int:
    """How many of those an own course is assigned to cannot take it yet, for want of a seat.

    0 for the catalogue's courses, which give out their own seats, and where none is needed.
    """
    if not assignment.course.is_own or own_course_access() is not OwnCourseAccess.SEAT:
        return 0
    completed = Enrolment.objects.filter(
        assignment=assignment, member=OuterRef("pk"), completed_at__isnull=False
    )
    members = assigned_members(assignment).exclude(Exists(completed))
    return _without_seat(members, assignment.organisation_id).count()


def seatless_for_own_courses(officer: Member) -> int:
    """How many present members have no seat; 0 where no own course can be assigned."""
    if own_course_access() is not OwnCourseAccess.SEAT or not own_courses(officer).exists():
        return 0
    present = Member.objects.present().filter(organisation_id=officer.organisation_id)
    return _without_seat(present, officer.organisation_id).count()


def seated(organisation_id: int) -> QuerySet[SeatHolder]:
    """Who sits on a seat of a running grant of an organisation."""
    return SeatHolder.objects.filter(until_on=None, seat__grant__in=running_grants(organisation_id))


def _without_seat(members: QuerySet[Member], organisation_id: int) -> QuerySet[Member]:
    return members.exclude(pk__in=seated(organisation_id).values("member_id"))
