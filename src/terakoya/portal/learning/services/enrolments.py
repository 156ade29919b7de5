"""Beginning a course: one person's run through one revision."""

from __future__ import annotations

from django.db import transaction

from ...accounts.models import DepartmentMembership, Member
from ...audit.services import record
from ...catalogue.selectors import latest_revision
from ...common import clock
from ..models import Assignment, Enrolment
from .grants import take_seat


@transaction.atomic
def open_enrolment(*, member: Member, assignment: Assignment, language: str) -> Enrolment:
    """The member's enrolment of an assignment; a new one starts on the newest revision.

    A learner finishes on the revision they started. Raises `NoAccess` or `NoFreeSeat`.
    """
    known = Enrolment.objects.filter(assignment=assignment, member=member).order_by("-id").first()
    if known is not None:
        return known
    take_seat(member=member, course=assignment.course)
    revision = latest_revision(assignment.course)
    department = DepartmentMembership.objects.filter(member=member, until_on=None).first()
    enrolment, is_new = Enrolment.objects.get_or_create(
        assignment=assignment,
        member=member,
        revision=revision,
        kind="normal",
        defaults={
            "organisation_id": member.organisation_id,
            "language": language if language in revision.meta["languages"] else "ja",
            "department_at_start_id": department.department_id if department else None,
            "opened_at": clock.now(),
        },
    )
    if is_new:
        record(
            organisation_uuid=member.organisation.uuid,
            actor_uuid=member.person.uuid,
            verb="learning.enrolled",
            target=str(enrolment.uuid),
            data={"revision": revision.revision_id, "language": enrolment.language},
        )
    return enrolment
