"""Who comes to an assignment later gets a due date of their own, counted from that day."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ...accounts.models import Member
from ...common import clock
from ..choices import Audience
from ..models import Arrival, Assignment, Extension
from ..selectors.standing import assigned_members
from ..signals import members_arrived

BATCH: Final = 1000


def note_arrivals() -> int:
    """Note who has come to running assignments whose later members have days of their own.

    How many came. Who comes back keeps the due date of the first time.
    """
    today = clock.today()
    running = Assignment.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=today),
        Q(ended_on=None) | Q(ended_on__gt=today),
        arrival_days__isnull=False,
    ).exclude(audience=Audience.CHOSEN)
    return sum(_note_all(one) for one in running.order_by("id"))


def _note_all(assignment: Assignment) -> int:
    count = 0
    is_first = assignment.arrivals_since is None
    while (number := _note_some(assignment, is_first)) == BATCH:
        count += number
    if is_first:
        Assignment.objects.filter(pk=assignment.pk).update(arrivals_since=clock.now())
    return count + number


@transaction.atomic
def _note_some(assignment: Assignment, is_first: bool) -> int:
    """One batch; how many were new. Killed between two, the next worker goes on behind it."""
    known = Arrival.objects.filter(assignment=assignment, member=OuterRef("pk"))
    members = list(assigned_members(assignment).exclude(Exists(known)).order_by("pk")[:BATCH])
    today = clock.today()
    rows = (
        Arrival(
            organisation_id=assignment.organisation_id,
            assignment=assignment,
            member=one,
            arrived_on=today,
        )
        for one in members
    )
    Arrival.objects.bulk_create(rows, ignore_conflicts=True)
    if not is_first and members:
        _give_days(assignment, members)
        members_arrived.send(sender=Assignment, assignment=assignment, members=members)
    return len(members)


def _give_days(assignment: Assignment, members: list[Member]) -> None:
    """The later of the common due date and their own; an officer's own extension stays."""
    due_on = clock.today() + dt.timedelta(days=assignment.arrival_days or 0)
    if assignment.due_on is not None and due_on <= assignment.due_on:
        return
    rows = (
        Extension(
            organisation_id=assignment.organisation_id,
            assignment=assignment,
            member=one,
            due_on=due_on,
            by_arrival=True,
            created_at=clock.now(),
        )
        for one in members
    )
    Extension.objects.bulk_create(rows, ignore_conflicts=True)
