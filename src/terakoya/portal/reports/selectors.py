"""Who has done what, read in few statements whatever the size of the organisation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max

from ..accounts.models import Member
from ..common import clock
from ..learning.models import AccessGrant, Assignment, SeatHolder
from ..surveys.models import Wave


@dataclass(frozen=True)
class SeatUse:
    """How many of the running seats are taken, and until when they run."""

    seats: int
    taken: int
    ends_on: dt.date


def seat_use(officer: Member) -> list[SeatUse]:
    """The seats of today by course and last day, with those added in mid-term; two statements."""
    today = clock.today()
    grants = AccessGrant.objects.filter(
        organisation_id=officer.organisation_id, starts_on__lte=today, ends_on__gte=today
    ).order_by("ends_on")
    taken = dict(
        SeatHolder.objects.filter(seat__grant__in=grants, until_on=None)
        .values_list("seat__grant_id")
        .annotate(n=Count("id"))
    )
    uses: dict[tuple[int, dt.date], SeatUse] = {}
    for grant in grants:
        before = uses.get((grant.course_id, grant.ends_on), SeatUse(0, 0, grant.ends_on))
        uses[grant.course_id, grant.ends_on] = SeatUse(
            before.seats + grant.seats, before.taken + taken.get(grant.pk, 0), grant.ends_on
        )
    return list(uses.values())


def next_seats_on(officer: Member) -> dt.date | None:
    """The day from which the next seats may be used, if any are to come; one statement."""
    grants = AccessGrant.objects.filter(
        organisation_id=officer.organisation_id, starts_on__gt=clock.today()
    )
    return grants.order_by("starts_on").values_list("starts_on", flat=True).first()


def ended_courses(officer: Member) -> dict[int, dt.date]:
    """Course → the last day of its seats, of courses whose seats are all over; one statement."""
    last = (
        AccessGrant.objects.filter(organisation_id=officer.organisation_id)
        .order_by()
        .values_list("course")
        .annotate(last=Max("ends_on"))
    )
    return {course: on for course, on in last if on < clock.today()}


@dataclass(frozen=True)
class SetupStep:
    """A line of the setup checklist: words, where to do it, done or not."""

    key: str
    url_name: str
    is_done: bool


def setup_steps(officer: Member) -> list[SetupStep]:
    """What a new organisation has to do, in order; three statements."""
    organisation = officer.organisation
    members = Member.objects.present().filter(organisation=organisation).count()
    assignments = Assignment.objects.filter(organisation=organisation).count()
    waves = Wave.objects.filter(organisation=organisation).exists()
    return [
        SetupStep("applied", "billing:contract-list", True),
        SetupStep("email", "accounts:account", bool(officer.person.email_confirmed_at)),
        SetupStep("members", "accounts:invite", members > 1),
        SetupStep("desk", "accounts:organisation-settings", bool(organisation.variables)),
        SetupStep("assigned", "learning:assignment-list", assignments > 0),
        SetupStep("survey", "surveys:wave-list", waves),
    ]
