"""What a new assignment begins with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ...common import clock
from ..models import AssignmentDefaults


def defaults_of(organisation_id: int) -> AssignmentDefaults:
    """The organisation's row, or the usual values."""
    found = AssignmentDefaults.objects.filter(organisation_id=organisation_id).first()
    return found or AssignmentDefaults(organisation_id=organisation_id)


def first_values(organisation_id: int) -> dict[str, Any]:
    """What the form of a new assignment shows before anything is typed; one statement."""
    usual = defaults_of(organisation_id)
    due_on = None
    if usual.due_days is not None:
        due_on = clock.today() + dt.timedelta(days=usual.due_days)
    return {
        "due_on": due_on,
        "arrival_days": usual.arrival_days,
        "announce": usual.announces,
        "in_working_hours": usual.in_working_hours,
    }
