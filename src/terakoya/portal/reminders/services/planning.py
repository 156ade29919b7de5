"""Reminders around a due date, begun by the worker on their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q

from ...common import clock
from ...learning.models import Assignment, Extension
from ..choices import RunKind
from ..models import ReminderPlan, ReminderRun, ReminderSettings
from ..working_days import WorkCalendar

# The longest way from a due date to one of its days, closures included.
FAR: Final = dt.timedelta(days=120)
# A day on which no worker ran is made up for so many working days later.
LATEST: Final = 1


@dataclass(frozen=True)
class DueDay:
    """A day on which the members of an assignment with one due date are reminded."""

    assignment: Assignment
    due_on: dt.date
    offset: int


def begin_planned_runs() -> int:
    """Begin the runs whose day has come, in working hours; how many. Six statements and theirs."""
    due_days = list(_due_days())
    known = _known_runs(due_days)
    count = 0
    for one in due_days:
        if (one.assignment.pk, one.due_on, one.offset) not in known:
            count += _begin(one)
    return count


def _due_days() -> Iterator[DueDay]:
    usual = {one.organisation_id: one for one in ReminderSettings.objects.all()}
    plans = {one.assignment_id: one for one in ReminderPlan.objects.all()}
    for assignment, due_on in _due_dates():
        settings = usual.get(assignment.organisation_id) or ReminderSettings()
        if not settings.calendar.is_open(clock.now()):
            continue
        plan = plans.get(assignment.pk) or settings
        offset = _offset_of_today(settings.calendar, due_on, plan) if plan.is_on else None
        if offset is not None:
            yield DueDay(assignment, due_on, offset)


def _due_dates() -> Iterator[tuple[Assignment, dt.date]]:
    """Assignments with their due dates near today: the common one, and those of extensions."""
    today = clock.today()
    near = (today - FAR, today + FAR)
    running = Assignment.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=today), Q(starts_on=None) | Q(starts_on__lte=today)
    )
    for one in running.filter(due_on__range=near):
        yield one, one.due_on or today
    extensions = Extension.objects.filter(due_on__range=near).order_by("assignment_id", "due_on")
    pairs = list(extensions.values_list("assignment_id", "due_on").distinct())
    assignments = running.in_bulk({key for key, _day in pairs})
    for key, day in pairs:
        if key in assignments and day != assignments[key].due_on:
            yield assignments[key], day


def _offset_of_today(
    calendar: WorkCalendar, due_on: dt.date, plan: ReminderPlan | ReminderSettings
) -> int | None:
    """The latest of the plan's days that is today or was just missed; `None`: none is."""
    today = clock.today()
    for offset in sorted(plan.offsets, reverse=True):
        day = calendar.shift(due_on, offset)
        if day <= today:
            return offset if today <= calendar.shift(day, LATEST) else None
    return None


def _known_runs(due_days: list[DueDay]) -> set[tuple[int, dt.date | None, int | None]]:
    runs = ReminderRun.objects.filter(
        kind=RunKind.BY_PLAN, assignment__in={one.assignment.pk for one in due_days}
    )
    return set(runs.values_list("assignment_id", "due_on", "offset"))


@transaction.atomic
def _begin(one: DueDay) -> int:
    """1 where the run is new; another worker may have begun it meanwhile."""
    moment = clock.now()
    _run, is_new = ReminderRun.objects.get_or_create(
        assignment=one.assignment,
        kind=RunKind.BY_PLAN,
        due_on=one.due_on,
        offset=one.offset,
        defaults={
            "organisation_id": one.assignment.organisation_id,
            "choice": {"due_on": one.due_on.isoformat()},
            "created_at": moment,
            "send_at": moment,
        },
    )
    return int(is_new)
