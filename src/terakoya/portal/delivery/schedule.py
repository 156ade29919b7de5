"""Work that comes round: higher apps register it, every worker looks, one runs it.

A lease that lasts a whole period is the memory of the last run: while it lasts, nobody runs the
job again; a worker that dies in the middle leaves the job to the next period.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from .services import acquire_lease

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PeriodicJob:
    """A job and how often it comes round."""

    name: str
    every: dt.timedelta
    run: Callable[[], object]


_jobs: dict[str, PeriodicJob] = {}


def register_periodic(name: str, every: dt.timedelta, run: Callable[[], object]) -> None:
    """Let the workers run a job every so often; the same name again replaces it."""
    _jobs[name] = PeriodicJob(name, every, run)


def run_due_jobs() -> list[str]:
    """Run what has come round; the names of the jobs that ran. A failing job stops no other."""
    ran = []
    for job in _jobs.values():
        seconds = int(job.every.total_seconds())
        if not acquire_lease(name=f"job:{job.name}", holder=uuid.uuid4().hex, seconds=seconds):
            continue
        ran.append(job.name)
        try:
            job.run()
        except Exception:  # a job's fault must not end the worker; it comes round again
            log.exception("periodic job %s failed", job.name)
    return ran
