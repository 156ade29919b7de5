"""Reminders through a real mail server while the worker is killed again and again.

A mail that the server took in the instant before a kill comes once more under the same Message-ID;
what is counted is what a mailbox shows (docs/algorithms/reminders.md §4).
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from django.test import override_settings

from terakoya.portal.common import clock
from terakoya.portal.delivery.tests.concurrency import in_thread, migrated_file, shared_database
from terakoya.portal.delivery.tests.mail_server import Inbox, mail_server
from terakoya.portal.delivery.worker import send_waiting
from terakoya.portal.learning.services import assign_course
from terakoya.portal.reminders.models import Reminder, ReminderSettings
from terakoya.portal.reminders.services import queue_unfinished
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)

__all__ = ["migrated_file", "shared_database"]
ROOT = Path(__file__).parents[5]
PEOPLE = 40
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def announced() -> None:
    """An organisation that works day and night announces a course; nothing is queued yet."""
    owner = make_owner(make_organisation())
    ReminderSettings.objects.create(
        organisation=owner.organisation,
        weekdays=list(range(7)),
        keeps_holidays=False,
        opens=0,
        closes=24,
    )
    course = give_course(owner, publish_flagship().course).course
    for _ in range(PEOPLE - 1):
        make_member(owner.organisation)
    assign_course(by=owner, course=course, due_on=None, announce=True)


def worker(database: str, inbox: Inbox, var: Path) -> subprocess.Popen[bytes]:
    """A worker process of its own; what it has to say is not read."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
        "TERAKOYA_DATABASE": database,
        "TERAKOYA_VAR": str(var),
        "TERAKOYA_MAIL_BACKEND": SMTP,
        "TERAKOYA_SMTP_PORT": str(inbox.port),
    }
    command = [sys.executable, str(ROOT / "manage.py"), "run_worker", "--every", "0.05"]
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, stdout=nothing, stderr=nothing)


def kill_soon(process: subprocess.Popen[bytes], inbox: Inbox, random: Random) -> None:
    """Kill a worker when it has sent a mail or has been queueing for a moment."""
    before, latest = len(inbox.mails), time.monotonic() + 20
    while len(inbox.mails) == before and time.monotonic() < latest:
        time.sleep(0.005)
    time.sleep(random.random() * 0.02)
    process.kill()
    process.wait(timeout=30)


def finish(inbox: Inbox) -> None:
    """What killed workers had claimed is free again two minutes later."""
    for minutes in (3, 6, 9):
        moment = clock.now() + dt.timedelta(minutes=minutes)
        with clock.fixed_at(moment), override_settings(EMAIL_BACKEND=SMTP, EMAIL_PORT=inbox.port):
            queue_unfinished()
            send_waiting()


@pytest.mark.slow
@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.deep)])
def test_each_person_gets_one_mail_however_often_the_worker_is_killed(
    shared_database: str, tmp_path: Path, kills: int
) -> None:
    in_thread(announced)
    random = Random(kills)
    with mail_server() as inbox:
        for _ in range(kills):
            kill_soon(worker(shared_database, inbox, tmp_path), inbox, random)
        in_thread(lambda: finish(inbox))
    shown = {(str(one["To"]), str(one["Message-ID"])) for one in inbox.mails}
    assert Counter(to for to, _id in shown) == Counter(in_thread(addresses))
    assert len(shown) == PEOPLE
    assert len(inbox.mails) - PEOPLE <= kills


def addresses() -> list[str]:
    """Whom reminders were written for; each once."""
    emails = Reminder.objects.values_list("member__person__email", flat=True)
    return [str(one) for one in emails]
