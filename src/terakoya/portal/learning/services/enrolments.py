"""Beginning a course: one person's run through one revision."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import DepartmentMembership, Member
from ...audit.services import record
from ...catalogue.models import Revision
from ...common import clock
from ..choices import EnrolmentKind
from ..delta import Delta
from ..errors import NoAccess, NoFreeSeat, NothingChanged, SurveyOpen
from ..extensions import survey_before
from ..models import Assignment, Enrolment, SeatHolder
from ..scope import delta_of
from ..selectors.courses import current_runs
from ..selectors.delta import last_completed
from ..selectors.progress import is_access_running
from ..starting_revision import starting_revision
from .grants import take_seat


@transaction.atomic
def open_enrolment(*, member: Member, assignment: Assignment, language: str) -> Enrolment:
    """The member's enrolment of an assignment; a new one starts on the newest revision.

    That is the one of the assignment's edition, where there is one. A learner finishes on the
    revision they started, and takes a seat again if theirs was given on meanwhile. A delta
    follows the run that was completed last. Raises `NoAccess`, `NoFreeSeat` or `NothingChanged`.
    """
    known = current_runs(member).filter(assignment=assignment).order_by("-id").first()
    if known is not None:
        known.assignment = assignment
        if not is_access_running(known):
            take_seat(member=member, course=assignment.course)
        return known
    revision = starting_revision(assignment, member)
    before = _completed_before(member, assignment, revision)
    take_seat(member=member, course=assignment.course)
    languages = revision.meta["languages"]
    department = DepartmentMembership.objects.filter(member=member, until_on=None).first()
    enrolment, is_new = Enrolment.objects.get_or_create(
        assignment=assignment,
        member=member,
        kind=assignment.kind,
        continued_at=None,
        defaults={
            "continued_from": before,
            "compared_with": before.revision if before else None,
            "legal_only": assignment.legal_only,
            "organisation_id": member.organisation_id,
            "revision": revision,
            "language": language if language in languages else languages[0],
            "department_at_start_id": department.department_id if department else None,
            "opened_at": clock.now(),
            **asdict(assignment.rules),
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


def goes_on(enrolment: Enrolment) -> bool:
    """Whether the member may learn now; whoever is in the midst takes a seat of the next term.

    So a contract that is renewed throws nobody out. Whose seat was given on, and who has
    completed, takes none. One statement where the seat still runs.
    """
    if is_access_running(enrolment):
        return True
    if enrolment.completed_at is not None or not _sat_until_the_end(enrolment):
        return False
    try:
        with transaction.atomic():
            take_seat(member=enrolment.member, course=enrolment.assignment.course)
    except (NoAccess, NoFreeSeat):
        return False
    return True


def _sat_until_the_end(enrolment: Enrolment) -> bool:
    """Whether the member kept a seat of the course until its term was over."""
    return SeatHolder.objects.filter(
        member_id=enrolment.member_id,
        until_on=None,
        seat__grant__course_id=enrolment.assignment.course_id,
        seat__grant__ends_on__lt=clock.today(),
    ).exists()


def _completed_before(
    member: Member, assignment: Assignment, revision: Revision
) -> Enrolment | None:
    """The run that a delta follows; `None` where a whole course begins."""
    if assignment.kind != EnrolmentKind.DELTA:
        return None
    before = last_completed(member, [assignment.course_id]).get(assignment.course_id)
    if before is None or not _delta(assignment, revision, before).slides:
        raise NothingChanged(
            _("修了された版から、変わったところはありません。受講し直す必要はありません。")
        )
    return before


def _delta(assignment: Assignment, revision: Revision, before: Enrolment) -> Delta:
    return delta_of(revision.pk, before.revision_id, assignment.legal_only)


def open_first_slide(*, enrolment: Enrolment, without_survey: bool = False) -> None:
    """Note that a learner has seen their first slide, once: the survey before it is then closed.

    Raises `SurveyOpen` where the learner could still answer it and has not said that they will
    not. Pages call it, since a player's report may come late or, without scripts, not at all.
    """
    if enrolment.first_slide_at is not None:
        return
    if not without_survey and survey_before(enrolment.member, enrolment.assignment, enrolment):
        raise SurveyOpen(_("研修を始めると、事前の意識調査には答えられなくなります。"))
    moment = clock.now()
    with transaction.atomic():
        waiting = Enrolment.objects.filter(pk=enrolment.pk, first_slide_at=None)
        if waiting.update(first_slide_at=moment):
            enrolment.first_slide_at = moment
