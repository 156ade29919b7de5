"""What jobs leave behind for whoever looks after the portal: one that fails, the last backup.

Failures are kept as leases, whose rows go by themselves (retention rule `dead-leases`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from ..common import clock
from .models import JobLease
from .services import keep_lease

FAILURE_DAYS: Final = 7
_FAILED: Final = "failed:"
_SECONDS: Final = FAILURE_DAYS * 24 * 3600


@dataclass(frozen=True)
class FailingJob:
    """A job whose last run failed: what was raised, and when."""

    name: str
    error: str
    at: dt.datetime


def note_failure(name: str, error: str) -> None:
    """Keep for a week that a job failed, and what was raised."""
    keep_lease(name=f"{_FAILED}{name}"[:64], holder=error[:64], seconds=_SECONDS)


def failures() -> list[FailingJob]:
    """The jobs that failed in the last week, whether or not they ended well since; one statement.

    A run that began later than this was noted has not failed (`schedule.failing_jobs`).
    """
    rows = JobLease.objects.filter(name__startswith=_FAILED, until__gt=clock.now())
    week = dt.timedelta(seconds=_SECONDS)
    return [
        FailingJob(one.name.removeprefix(_FAILED), one.holder, one.until - week)
        for one in rows.order_by("name")
    ]


def note_backup() -> None:
    """Keep that a backup was written just now: in a file, since a row would differ from it."""
    _backup_file().write_text(clock.now().isoformat(), encoding="ascii")


def last_backup() -> dt.datetime | None:
    """When the last backup was written on this machine; `None`: nothing is known of any."""
    try:
        return dt.datetime.fromisoformat(_backup_file().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _backup_file() -> Path:
    return Path(settings.VAR) / "last-backup"
