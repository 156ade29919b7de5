"""How long reminders stay (docs/algorithms/retention.md)."""

from __future__ import annotations

from ..common.retention import Rows, Rule
from ..learning.retention import in_ended_courses
from .models import LastReminder, Reminder, ReminderPlan, ReminderRun, ReminderSettings


def old_runs() -> Rows:
    """Runs of ended courses, with the reminders of each member."""
    rows = ReminderRun.objects.all()
    return rows.filter(in_ended_courses("assignment__course", only_of=rows))


RULES = (Rule("reminders", old_runs, batch=20),)


def reminders_of(organisation_id: int) -> tuple[Rule, ...]:
    """Everything of one organisation, whatever its time."""
    own = {"organisation_id": organisation_id}
    return (
        Rule("reminders", lambda: Reminder.objects.filter(**own)),
        Rule("reminder-runs", lambda: ReminderRun.objects.filter(**own)),
        Rule("reminder-pauses", lambda: LastReminder.objects.filter(**own)),
        Rule("reminder-plans", lambda: ReminderPlan.objects.filter(**own)),
        Rule("reminder-settings", lambda: ReminderSettings.objects.filter(**own)),
    )
