"""Processes of the outbox worker that are told to stop, and that are killed.

Each on one database: what workers claim and leave is tried on both in `test_outbox.py`.
"""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.worker import claim_next

from .concurrency import in_thread, shared_database
from .mail_server import mail_server
from .test_outbox import queue_one
from .worker_process import running_worker, sending_to

__all__ = ["shared_database"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.real_time,
]  # a process with the portal's own settings runs beside


@pytest.mark.once
def test_run_worker_told_to_stop_ends_after_the_present_message(
    shared_database: str, tmp_path: Path
) -> None:
    in_thread(lambda: [queue_one(1), queue_one(2)])
    with mail_server() as inbox:
        inbox.gate.clear()
        mail = sending_to(inbox.port)
        with running_worker(shared_database, tmp_path, subprocess.PIPE, **mail) as worker:
            assert inbox.asked.wait(60)
            worker.send_signal(signal.SIGTERM)
            inbox.gate.set()
            out, err = worker.communicate(timeout=60)
    assert (worker.returncode, out, err) == (0, "run_worker: ready\nrun_worker: stopped\n", "")
    assert [one["Subject"] for one in inbox.mails] == ["ご案内 1"]
    assert in_thread(OutboxMessage.objects.filter(sent_at=None, failed_at=None).count) == 1


@pytest.mark.once_on_postgres
def test_run_worker_killed_while_sending_leaves_the_mail_to_the_next(
    shared_database: str, tmp_path: Path
) -> None:
    in_thread(queue_one)
    with mail_server() as inbox:
        inbox.gate.clear()
        with running_worker(shared_database, tmp_path, **sending_to(inbox.port)):
            assert inbox.asked.wait(60)
        assert in_thread(claim_next) is None
        in_two_minutes = clock.now() + dt.timedelta(minutes=2)
        claimed = in_thread(partial(_claim_at, in_two_minutes))
    assert (claimed.attempts, claimed.sent_at) == (2, None)


def _claim_at(moment: dt.datetime) -> OutboxMessage:
    with clock.fixed_at(moment):
        message = claim_next()
    assert message is not None
    return message
