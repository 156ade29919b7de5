"""Opening a group session, what it shows, and its end."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...accounts.names import clean_line
from ...audit.services import record
from ...catalogue.selectors import languages_of, revision_text
from ...common import clock
from ..choices import EnrolmentKind
from ..errors import AssignmentOver, GroupSessionOver, PlaceMissing
from ..models import Assignment, Attendance, Enrolment, GroupSession, GroupShowing
from ..starting_revision import starting_revision
from .group_records import record_session

LASTS: Final = dt.timedelta(hours=4)
LONGEST_PLACE: Final = 100
TRIES: Final = 5


@transaction.atomic
def open_group_session(
    *, by: Member, assignment: Assignment, place: str, language: str
) -> GroupSession:
    """Open a session on the newest revision; it ends by itself after four hours."""
    where = clean_line(place, most=LONGEST_PLACE, field="place")
    if not where:
        raise PlaceMissing(
            _("場所を入力してください（例：本社3階 会議室）。記録に残ります。"), field="place"
        )
    is_over = assignment.ended_on is not None and assignment.ended_on <= clock.today()
    if is_over or assignment.kind != EnrolmentKind.NORMAL:
        raise AssignmentOver(
            _("この割り当ては終了したか、変更点だけの研修です。別の割り当てを選んでください。"),
            field="assignment",
        )
    revision = starting_revision(assignment)
    spoken = languages_of(revision.pk)
    moment = clock.now()
    session = GroupSession(
        organisation_id=by.organisation_id,
        assignment=assignment,
        revision=revision,
        language=language if language in spoken else spoken[0],
        place=where,
        led_by=by,
        led_by_name=by.name,
        token=secrets.token_urlsafe(16),
        opened_at=moment,
        closes_at=moment + LASTS,
    )
    _save_with_pin(session)
    _record(by, "session.opened", session, {"place": where, "assignment": str(assignment.uuid)})
    return session


def _save_with_pin(session: GroupSession) -> None:
    """Give it six digits that no other open session of the organisation has."""
    for left in reversed(range(TRIES)):
        session.pin = f"{secrets.randbelow(1_000_000):06d}"
        try:
            with transaction.atomic():
                session.save(force_insert=True)
            return
        except IntegrityError:
            if not left:
                raise


@transaction.atomic
def show_slide(*, by: Member, session: GroupSession, slide: str) -> None:
    """Put a slide on the group's screen; the one before has been shown until now.

    With the first one everybody who has come has seen their first slide. A clock that was set
    back makes no showing end before it began.
    """
    session = lock_session(session)
    check_running(session)
    moment = clock.now()
    close_showing(session, moment)
    latest = session.showings.aggregate(at=Max("until_at"))["at"]
    begin = max(moment, latest) if latest else moment
    GroupShowing.objects.create(
        organisation_id=session.organisation_id, session=session, slide_id=slide, from_at=begin
    )
    if session.started_at is None:
        session.started_at = begin
        session.save(update_fields=["started_at"])
        come = Attendance.objects.filter(session=session).values("enrolment")
        Enrolment.objects.filter(pk__in=come, first_slide_at=None).update(first_slide_at=begin)
        _record(by, "session.started", session)


@transaction.atomic
def pause_screen(*, session: GroupSession) -> None:
    """Nothing is shown for a while: a break, a discussion. It counts for no slide."""
    session = lock_session(session)
    check_running(session)
    close_showing(session, clock.now())


def end_group_session(*, by: Member, session: GroupSession) -> GroupSession:
    """End it, and write what counts to the record of everybody who came."""
    with transaction.atomic():
        session = lock_session(session)
        if session.ended_at is None:
            _end(session, min(clock.now(), session.closes_at))
            _record(by, "session.ended", session, {"came": session.attendances.count()})
    record_session(session)
    return session


def close_group_sessions() -> int:
    """End what is past its time, and write what a worker that died left unwritten; how many."""
    over = Q(ended_at=None, closes_at__lte=clock.now())
    waiting = GroupSession.objects.filter(over | Q(ended_at__isnull=False, is_recorded=False))
    sessions = list(waiting.order_by("id")[:50])
    for session in sessions:
        with transaction.atomic():
            locked = lock_session(session)
            if locked.ended_at is None:
                _end(locked, locked.closes_at)
        record_session(locked)
    return len(sessions)


def lock_session(session: GroupSession) -> GroupSession:
    """The session, locked until the transaction ends."""
    rows = GroupSession.objects.select_for_update(of=("self",))
    return rows.select_related("assignment__course", "organisation").get(pk=session.pk)


def check_running(session: GroupSession) -> None:
    """Refuse what comes after the end."""
    if session.ended_at is not None or session.closes_at <= clock.now():
        raise GroupSessionOver(_("この集合受講は終わりました。新しい集合受講を開いてください。"))


def close_showing(session: GroupSession, moment: dt.datetime) -> None:
    """What is on the screen has been shown until a moment, and never until before it began."""
    now = session.showings.filter(until_at=None)
    if not now.filter(from_at__lte=moment).update(until_at=moment):
        now.update(until_at=F("from_at"))


def first_slide_of(session: GroupSession) -> str:
    """Where the screen goes on: the slide shown last, else the first of the course."""
    last = session.showings.order_by("-id").values_list("slide_id", flat=True).first()
    return last or revision_text(session.revision_id, session.language).slides[0].id


def _end(session: GroupSession, moment: dt.datetime) -> None:
    close_showing(session, moment)
    session.ended_at = moment
    session.save(update_fields=["ended_at"])


def _record(
    by: Member, verb: str, session: GroupSession, data: dict[str, object] | None = None
) -> None:
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=f"session:{session.uuid}",
        data=data,
    )
