"""The services of reminders, one module a subject."""

from .planning import begin_planned_runs
from .queueing import queue_batch, queue_unfinished
from .reading import read_notice
from .runs import refuse_ended, remind_members
from .settings import change_plan, change_settings

__all__ = [
    "begin_planned_runs",
    "change_plan",
    "change_settings",
    "queue_batch",
    "queue_unfinished",
    "read_notice",
    "refuse_ended",
    "remind_members",
]
