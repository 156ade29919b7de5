"""What happens elsewhere and concerns reminders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..accounts.models import Member
from ..common import clock
from ..learning.models import Assignment
from .choices import RunKind
from .models import ReminderRun
from .selectors import settings_of


def announce_assignment(
    assignment: Assignment, by: Member, announce: bool = False, **_signal: Any
) -> None:
    """Tell the members of a new assignment, from its start on; the worker queues it."""
    if not announce:
        return
    moment = clock.now()
    if assignment.starts_on is not None:
        start = dt.datetime.combine(assignment.starts_on, dt.time(), clock.TOKYO)
        moment = max(moment, start)
    ReminderRun.objects.create(
        organisation_id=assignment.organisation_id,
        assignment=assignment,
        kind=RunKind.NEW,
        by=by,
        choice={"state": "all"},
        created_at=clock.now(),
        send_at=settings_of(assignment.organisation_id).calendar.next_moment(moment),
    )
