"""Who has come to a group session: by their phone, or ticked by who leads it."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ...common.errors import PortalError
from ...limits.rules import CHECK_IN_FAILURES, CHECK_IN_FAILURES_HERE
from ...limits.services import failures_counted
from ..choices import CheckInWay
from ..errors import AtAnotherSession, GroupSessionFull, NotForThisSession, PinWrong, SurveyOpen
from ..extensions import survey_before
from ..group_presence import counts_from
from ..models import Assignment, Attendance, Enrolment, GroupSession
from ..selectors.courses import current_runs
from .enrolments import open_enrolment
from .group_sessions import check_running, lock_session

MOST_PEOPLE: Final = 500


def find_by_pin(*, member: Member, pin: str, network: str) -> GroupSession:
    """The running session of the member's organisation with these digits.

    A wrong try counts for the member and for the network.
    """
    limits = CHECK_IN_FAILURES.by(member.pk), CHECK_IN_FAILURES_HERE.by(network)
    digits = "".join(str(int(one)) for one in pin if one.isdecimal())
    with failures_counted(*limits, kinds=(PinWrong,)):
        found = GroupSession.objects.filter(
            organisation_id=member.organisation_id,
            pin=digits,
            ended_at=None,
            closes_at__gt=clock.now(),
        ).first()
        if found is None or len(digits) != 6:
            raise PinWrong(
                _("この番号の集合受講はありません。画面の6けたの番号を確かめてください。"),
                field="pin",
            )
    return found


@transaction.atomic
def check_in(
    *, member: Member, session: GroupSession, way: CheckInWay, without_survey: bool = False
) -> Attendance:
    """Note that a member has come; again is once. Takes a seat, as beginning the course does.

    Raises `SurveyOpen` where the session has begun, and with it a survey would end that the
    member could still answer and has not renounced.
    """
    session = lock_session(session)
    check_running(session)
    known = Attendance.objects.filter(session=session, member=member).first()
    if known is not None:
        return known
    _check_may_come(member, session)
    if session.started_at is not None and not without_survey:
        _check_survey(member, session)
    return _note(member, session, way)


@transaction.atomic
def tick_members(
    *, by: Member, session: GroupSession, members: list[Member], from_beginning: bool
) -> tuple[int, list[str]]:
    """Note those whom the leader sees; how many, and a sentence for each who cannot be noted."""
    session = lock_session(session)
    check_running(session)
    refused: list[str] = []
    count = 0
    for member in members:
        try:
            with transaction.atomic():
                _check_may_come(member, session)
                _note(member, session, CheckInWay.LIST, from_beginning=from_beginning)
            count += 1
        except PortalError as error:
            refused.append(f"{member.name}：{error}")
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="session.ticked",
        target=f"session:{session.uuid}",
        data={"members": [str(one.uuid) for one in members], "from_beginning": from_beginning},
    )
    return count, refused


@transaction.atomic
def let_leave(*, by: Member, attendance: Attendance) -> None:
    """Note that somebody left early: what is shown from now on does not count for them."""
    check_running(lock_session(attendance.session))
    Attendance.objects.filter(pk=attendance.pk, left_at=None).update(left_at=clock.now())
    _tell(by, "session.left", attendance)


@transaction.atomic
def strike_out(*, by: Member, attendance: Attendance) -> None:
    """Take somebody off the list who is not in the room."""
    check_running(lock_session(attendance.session))
    _tell(by, "session.struck_out", attendance)
    attendance.delete()


def _check_may_come(member: Member, session: GroupSession) -> None:
    meant = Assignment.objects.meant_for(member).filter(pk=session.assignment_id)
    if not meant.exists():
        raise NotForThisSession(
            _("この研修は割り当てられていません。研修担当者にたずねてください。")
        )
    if session.attendances.count() >= MOST_PEOPLE:
        raise GroupSessionFull(
            _("この集合受講は500名でいっぱいです。もう1つ、集合受講を開いてください。")
        )
    elsewhere = Attendance.objects.filter(member=member, is_open=True).exclude(session=session)
    if elsewhere.exists():
        raise _at_another()


def _at_another() -> AtAnotherSession:
    return AtAnotherSession(
        _("ほかの集合受講に出席中です。そちらが終わるか、進行役が名前を外すと出席できます。")
    )


def _check_survey(member: Member, session: GroupSession) -> None:
    run = current_runs(member).filter(assignment=session.assignment).order_by("-id").first()
    if survey_before(member, session.assignment, run):
        raise SurveyOpen(_("出席すると、事前の意識調査には答えられなくなります。"))


def _note(
    member: Member, session: GroupSession, way: CheckInWay, *, from_beginning: bool = False
) -> Attendance:
    moment = clock.now()
    run = open_enrolment(member=member, assignment=session.assignment, language=session.language)
    started = session.started_at.timestamp() if session.started_at else None
    since = counts_from(moment.timestamp(), started, session.opened_at.timestamp())
    is_early = from_beginning or since == session.opened_at.timestamp()
    try:
        with transaction.atomic():
            attendance, is_new = Attendance.objects.get_or_create(
                session=session,
                member=member,
                defaults={
                    "organisation_id": session.organisation_id,
                    "enrolment": run,
                    "way": way,
                    "checked_in_at": moment,
                    "counts_from": session.opened_at if is_early else moment,
                },
            )
    except IntegrityError:  # at another session since we looked
        raise _at_another() from None
    if is_new and session.started_at is not None:
        Enrolment.objects.filter(pk=run.pk, first_slide_at=None).update(first_slide_at=moment)
    if is_new and way != CheckInWay.LIST:
        _tell(member, "session.checked_in", attendance)
    return attendance


def _tell(by: Member, verb: str, attendance: Attendance) -> None:
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=f"session:{attendance.session.uuid}",
        data={"member": str(attendance.member.uuid)},
    )
