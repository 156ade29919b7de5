"""Work that comes round: higher apps register it, every worker looks, one runs it.

A lease that lasts a whole period is the memory of the last run: while it lasts, nobody runs the
job again; a worker that dies in the middle leaves the job to the next period.

A job that may take long is registered to run apart: in a thread of its own, so that mail does not
wait for it. It must be one that can be cut short and may run in two workers at once. One that does
not come back within LONGEST_SECONDS hangs: the worker ends, and its successor begins anew.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.db import DatabaseError, connections

from .job_notes import FailingJob, failures, note_failure
from .models import JobLease
from .services import acquire_lease

log = logging.getLogger(__name__)

LONGEST_SECONDS = 1200.0
_JOB = "job:"


@dataclass(frozen=True)
class PeriodicJob:
    """A job and how often it comes round."""

    name: str
    every: dt.timedelta
    run: Callable[[], object]
    apart: bool = False


_jobs: dict[str, PeriodicJob] = {}
_running: dict[str, threading.Thread] = {}
_begun: dict[str, float] = {}
# Jobs that failed since the worker looked last, with what was raised: it keeps them, so that no
# job that runs apart waits for the database.
_failures: dict[str, str] = {}


def register_periodic(
    name: str, every: dt.timedelta, run: Callable[[], object], *, apart: bool = False
) -> None:
    """Let the workers run a job every so often; the same name again replaces it.

    Mail waits for a job that does not run apart: it must come back within a minute.
    """
    _jobs[name] = PeriodicJob(name, every, run, apart)


def run_due_jobs() -> list[str]:
    """Run what has come round; the names of the jobs that ran. A failing job stops no other."""
    _keep_failures()
    ran = []
    for job in _jobs.values():
        if job.name in _running and _running[job.name].is_alive():
            continue
        seconds = int(job.every.total_seconds())
        if not acquire_lease(name=f"{_JOB}{job.name}", holder=uuid.uuid4().hex, seconds=seconds):
            continue
        ran.append(job.name)
        if job.apart:
            # A daemon: a worker that is asked to stop does not wait for it.
            thread = threading.Thread(target=_run_apart, args=(job,), name=job.name, daemon=True)
            _running[job.name], _begun[job.name] = thread, time.monotonic()
            thread.start()
        else:
            _run(job)
    return ran


def failing_jobs() -> list[FailingJob]:
    """The jobs whose last run failed, in the last week; two statements, one where none failed."""
    noted = failures()
    begun = (
        {
            one.name.removeprefix(_JOB): one.until
            for one in JobLease.objects.filter(name__in=[f"{_JOB}{one.name}" for one in noted])
        }
        if noted
        else {}
    )
    return [
        one
        for one in noted
        if one.name in _jobs
        and (one.name not in begun or one.at >= begun[one.name] - _jobs[one.name].every)
    ]


def hanging_jobs() -> list[str]:
    """The jobs apart that have not come back for so long that they never will."""
    latest = time.monotonic() - LONGEST_SECONDS
    return [
        name for name, thread in _running.items() if thread.is_alive() and _begun[name] < latest
    ]


def _keep_failures() -> None:
    for name, error in list(_failures.items()):
        with suppress(DatabaseError):
            note_failure(name, error)
            del _failures[name]


def _run(job: PeriodicJob) -> None:
    try:
        job.run()
    except Exception as error:  # a job's fault must not end the worker; it comes round again
        log.exception("periodic job %s failed", job.name)
        _failures[job.name] = type(error).__name__


def _run_apart(job: PeriodicJob) -> None:
    try:
        _run(job)
    finally:
        connections.close_all()
