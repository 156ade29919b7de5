"""Access and seats: orders grant, enrolments take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NoReturn

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member, Organisation
from ...audit.services import record
from ...catalogue.choices import OwnCourseAccess
from ...catalogue.models import Course
from ...catalogue.selectors import own_course_access
from ...common import clock
from ...common.dates import full_day
from ..errors import (
    AccessSuspended,
    NoAccess,
    NoFreeSeat,
    SeatAlreadyGivenOn,
    SeatNotNeeded,
    SeatsInUse,
)
from ..models import AccessGrant, Seat, SeatHolder
from ..selectors.grants import without_seat_of
from ..selectors.progress import may_take_own_courses, running_grants


@transaction.atomic
def grant_access(
    *,
    organisation: Organisation,
    course: Course,
    seats: int,
    starts_on: dt.date,
    ends_on: dt.date,
    source: str,
) -> AccessGrant:
    """Give an organisation seats in a course; the same source again changes nothing."""
    grant, _is_new = AccessGrant.objects.get_or_create(
        source=source,
        defaults={
            "organisation": organisation,
            "course": course,
            "seats": seats,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
    )
    return grant


@transaction.atomic
def revoke_access(*, organisation: Organisation, sources: Collection[str]) -> None:
    """Take grants back of which nobody has used a seat.

    Raises `SeatsInUse` where somebody has; then nothing has changed.
    """
    grants = AccessGrant.objects.filter(organisation=organisation, source__in=sources)
    # Whoever takes a seat waits for this lock, and then finds no grant.
    locked = list(grants.select_for_update(no_key=True).order_by("id").values_list("pk", flat=True))
    if SeatHolder.objects.filter(seat__grant__in=locked).exists():
        raise SeatsInUse(_("すでに受講を始めた人がいるため、取り消せません。"))
    grants.delete()


def take_seat(*, member: Member, course: Course) -> SeatHolder | None:
    """The member's seat in a running grant of the course: the one they have, else a free one.

    An own course takes none: it is for whoever the operator's setting says, and gives `None`.
    Call inside a transaction. Raises `NoAccess` or `NoFreeSeat`.
    """
    if member.organisation.suspended_at:
        raise AccessSuspended
    if course.is_own:
        _refuse_without_seat(member, course)
        return None
    today = clock.today()
    # The rows of the grants are the lock under which their seats are given out, and under which
    # a second click finds the seat that the first one took.
    grants = list(
        AccessGrant.objects.select_for_update(no_key=True)
        .filter(
            organisation_id=member.organisation_id,
            course=course,
            starts_on__lte=today,
            ends_on__gte=today,
        )
        .order_by("ends_on", "id")
    )
    if not grants:
        _refuse_without_grant(member, course)
    held = SeatHolder.objects.filter(member=member, until_on=None, seat__grant__in=grants).first()
    if held is not None:
        return held
    for grant in grants:
        seat = _unused_seat(grant) or _freed_seat(grant)
        if seat is not None:
            return SeatHolder.objects.create(
                organisation_id=member.organisation_id, seat=seat, member=member, from_on=today
            )
    raise NoFreeSeat(
        _(
            "受講枠がいっぱいです。研修担当者に、枠の追加または受講しない人の枠の引き継ぎを頼んでください。"
        )
    )


def _refuse_without_grant(member: Member, course: Course) -> NoReturn:
    """Raise, with the day from which the course may be begun where a grant is to come."""
    grants = AccessGrant.objects.filter(
        organisation_id=member.organisation_id, course=course, starts_on__gt=clock.today()
    )
    first = grants.order_by("starts_on").values_list("starts_on", flat=True).first()
    if first is not None:
        raise NoAccess(_("この研修は、%(day)sから始められます。") % {"day": full_day(first)})
    raise NoAccess(_("この研修は、契約の期間外です。研修担当者にお問い合わせください。"))


def _refuse_without_seat(member: Member, course: Course) -> None:
    """Raise where a member may not take an own course: of another organisation, or seatless."""
    if (
        course.owner_id != member.organisation_id
        or not running_grants(member.organisation_id).exists()
    ):
        raise NoAccess(_("この研修は、契約の期間外です。研修担当者にお問い合わせください。"))
    if own_course_access() is OwnCourseAccess.NOBODY:
        raise NoAccess(_("自社の教材は、今は受講できません。研修担当者にお問い合わせください。"))
    if not may_take_own_courses(member.organisation_id, member.pk):
        raise NoFreeSeat(
            _(
                "自社の教材は、研修の受講枠を持つ人が受講できます。"
                "先にほかの研修を始めるか、研修担当者に受講枠を頼んでください。"
            )
        )


def _unused_seat(grant: AccessGrant) -> Seat | None:
    """The next seat that nobody has had yet, `None` when all were given out once.

    Its row is made now, so that neither this nor granting looks at every seat: on a morning a
    whole organisation takes its seats in ten minutes.
    """
    last = grant.seat_rows.order_by("-number").values_list("number", flat=True).first() or 0
    if last >= grant.seats:
        return None
    return Seat.objects.create(organisation_id=grant.organisation_id, grant=grant, number=last + 1)


def _freed_seat(grant: AccessGrant) -> Seat | None:
    """A seat that was given on and has no holder now, or `None`."""
    held = SeatHolder.objects.filter(seat=OuterRef("pk"), until_on=None)
    return grant.seat_rows.filter(~Exists(held)).order_by("number").first()


@transaction.atomic
def give_seat_on(*, by: Member, holder: SeatHolder, to: Member | None = None) -> None:
    """Free a seat of the officer's organisation for somebody else, once per seat and month.

    `to` sits on it at once; without, whoever begins the course next takes it. Raises
    `SeatAlreadyGivenOn`, `SeatNotNeeded` or `NoAccess`; then nothing has changed. A seat that is
    free already stays as it is.
    """
    today = clock.today()
    own = Seat.objects.filter(organisation_id=by.organisation_id)
    # First the grant, as in `take_seat`: its row is the lock under which its seats are given out.
    grants = AccessGrant.objects.select_for_update(no_key=True)
    grant = grants.get(pk=own.get(pk=holder.seat_id).grant_id)
    seat = own.select_for_update(no_key=True).get(pk=holder.seat_id)
    if not seat.holders.filter(pk=holder.pk, until_on=None).exists():
        return
    if grant.ends_on < today:
        raise NoAccess(_("契約の期間が終わっているため、受講枠は引き継げません。"))
    if seat.holders.filter(until_on__gte=today.replace(day=1)).exists():
        raise SeatAlreadyGivenOn(
            _("この受講枠は、今月すでに引き継いでいます。翌月から引き継げます。")
        )
    if to is not None:
        _refuse_receiver(by, grant, to)
    holder.until_on = today
    holder.save(update_fields=["until_on"])
    if to is not None:
        SeatHolder.objects.create(
            organisation_id=by.organisation_id, seat=seat, member=to, from_on=today
        )
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="learning.seat_given_on",
        target=f"seat:{seat.grant_id}:{seat.number}",
        data={"from": str(holder.member.uuid), **({"to": str(to.uuid)} if to else {})},
    )


def _refuse_receiver(by: Member, grant: AccessGrant, to: Member) -> None:
    """Raise `SeatNotNeeded` where somebody cannot sit on a seat of a course, or does already."""
    candidates = without_seat_of(by.organisation_id, grant.course_id)
    if not candidates.filter(pk=to.pk).exists():
        raise SeatNotNeeded(
            _(
                "%(name)sさんは、すでに受講枠を使っているか、在籍していません。別の人を選んでください。"
            )
            % {"name": to.name},
            field="to",
        )
