"""Access and seats: orders grant, enrolments take."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member, Organisation
from ...audit.services import record
from ...catalogue.models import Course
from ...common import clock
from ..errors import NoAccess, NoFreeSeat, SeatAlreadyGivenOn
from ..models import AccessGrant, Seat, SeatHolder


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
    grant, is_new = AccessGrant.objects.get_or_create(
        source=source,
        defaults={
            "organisation": organisation,
            "course": course,
            "seats": seats,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
    )
    if is_new:
        Seat.objects.bulk_create(
            [Seat(organisation=organisation, grant=grant, number=n) for n in range(1, seats + 1)],
            batch_size=2000,
        )
    return grant


def take_seat(*, member: Member, course: Course) -> SeatHolder:
    """The member's seat in a running grant of the course: the one they have, else a free one.

    Call inside a transaction. Raises `NoAccess` or `NoFreeSeat`.
    """
    today = clock.today()
    running = AccessGrant.objects.filter(
        organisation_id=member.organisation_id,
        course=course,
        starts_on__lte=today,
        ends_on__gte=today,
    )
    held = SeatHolder.objects.filter(member=member, until_on=None, seat__grant__in=running).first()
    if held is not None:
        return held
    # The grant's row is the lock under which its seats are given out.
    grants = list(running.select_for_update().order_by("ends_on", "id"))
    if not grants:
        raise NoAccess(_("この研修は、契約の期間外です。研修担当者にお問い合わせください。"))
    free = (
        Seat.objects.filter(grant__in=grants)
        .exclude(holders__until_on=None, holders__isnull=False)
        .order_by("grant_id", "number")
        .first()
    )
    if free is None:
        raise NoFreeSeat(
            _(
                "受講枠がいっぱいです。研修担当者に、枠の追加または受講しない人の枠の引き継ぎを頼んでください。"
            )
        )
    return SeatHolder.objects.create(
        organisation_id=member.organisation_id, seat=free, member=member, from_on=today
    )


@transaction.atomic
def give_seat_on(*, by: Member, holder: SeatHolder) -> None:
    """Free the seat of a leaver, once per seat and month.

    Raises `SeatAlreadyGivenOn`.
    """
    today = clock.today()
    seat = Seat.objects.select_for_update().get(pk=holder.seat_id)
    month = today.replace(day=1)
    if seat.holders.filter(until_on__gte=month).exists():
        raise SeatAlreadyGivenOn(
            _("この受講枠は、今月すでに引き継いでいます。翌月から引き継げます。")
        )
    holder.until_on = today
    holder.save(update_fields=["until_on"])
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="learning.seat_given_on",
        target=str(seat.pk),
        data={"from": str(holder.member_id)},
    )
