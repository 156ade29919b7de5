"""What happens elsewhere and concerns reminders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..accounts.models import Member
from ..common import clock
from ..learning.models import Assignment
from .choices import RunKind
from .models import ReminderPlan, ReminderRun
from .selectors import settings_of


def announce_assignment(
    assignment: Assignment, by: Member | None, announce: bool = False, **_signal: Any
) -> None:
    """Tell the members of a new assignment, from its start on; the worker queues it."""
    if not announce:
        return
    _announce(assignment, by, {"state": "all"})


def announce_to_arrivals(assignment: Assignment, members: list[Member], **_signal: Any) -> None:
    """Tell members who came later of an assignment that was announced to the others."""
    if ReminderRun.objects.filter(assignment=assignment, kind=RunKind.NEW).exists():
        _announce(assignment, None, {"members": [str(one.uuid) for one in members]})


def keep_plan(assignment: Assignment, before: Assignment | None = None, **_signal: Any) -> None:
    """Give a round the days of reminders of the round before, where it had its own."""
    plan = ReminderPlan.objects.filter(assignment=before).first() if before else None
    if plan is not None:
        ReminderPlan.objects.create(
            organisation_id=assignment.organisation_id,
            assignment=assignment,
            is_on=plan.is_on,
            offsets=plan.offsets,
        )


def _announce(assignment: Assignment, by: Member | None, choice: dict[str, Any]) -> None:
    moment = clock.now()
    if assignment.starts_on is not None:
        start = dt.datetime.combine(assignment.starts_on, dt.time(), clock.TOKYO)
        moment = max(moment, start)
    ReminderRun.objects.create(
        organisation_id=assignment.organisation_id,
        assignment=assignment,
        kind=RunKind.NEW,
        by=by,
        choice=choice,
        created_at=clock.now(),
        send_at=settings_of(assignment.organisation_id).calendar.next_moment(moment),
    )
