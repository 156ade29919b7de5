"""Reminders through a real mail server while the worker is killed again and again.

A mail that the server took in the instant before a kill comes once more under the same Message-ID;
what is counted is what a mailbox shows (docs/algorithms/reminders.md §4).
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from random import Random

import pytest
from django.test import override_settings

from terakoya.portal.common import clock
from terakoya.portal.delivery.tests.concurrency import in_thread, shared_database
from terakoya.portal.delivery.tests.mail_server import Inbox, mail_server
from terakoya.portal.delivery.tests.worker_process import forked_workers, sending_to
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

__all__ = ["shared_database"]
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def announced(people: int) -> None:
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
    for _ in range(people - 1):
        make_member(owner.organisation)
    assign_course(by=owner, course=course, due_on=None, announce=True)


class Place(StrEnum):
    """Where in its work a worker is killed."""

    EARLY = "before it sends, perhaps while it queues"
    TAKEN = "the server has the mail, the worker has no answer"
    ANSWERED = "the server has answered, the row may say so or not"


def places(kills: int, random: Random) -> list[Place]:
    """Each place about as often, in random order."""
    found = [list(Place)[(n + 1) % len(Place)] for n in range(kills)]
    random.shuffle(found)
    return found


class Killer:
    """Starts workers and kills them; `start` is how long the latest took to its first mail."""

    def __init__(
        self, worker: Callable[[], AbstractContextManager[None]], inbox: Inbox, random: Random
    ) -> None:
        self.worker, self.inbox, self.random, self.start = worker, inbox, random, 4.0

    def kill_at(self, place: Place) -> None:
        """Kill a worker in the chosen place, at a random moment of it."""
        kept = len(self.inbox.mails)
        self.inbox.asked.clear()
        if place is Place.TAKEN:
            self.inbox.mute.set()
        with self.worker():
            if place is Place.EARLY:
                # On a machine that is suddenly quicker it would send all there is, and leave no
                # mail.
                self.inbox.asked.wait(self.random.uniform(0.5, 1.0) * self.start)
            else:
                begun = time.monotonic()
                assert self.inbox.asked.wait(60), "the worker sends nothing"
                self.start = time.monotonic() - begun
                while place is Place.TAKEN and len(self.inbox.mails) == kept:
                    time.sleep(0.001)
                time.sleep(self.random.random() * 0.03)
        self.inbox.mute.clear()


def finish(inbox: Inbox) -> None:
    """What killed workers had claimed is free again two minutes later."""
    for minutes in (3, 6, 9):
        moment = clock.now() + dt.timedelta(minutes=minutes)
        with clock.fixed_at(moment), override_settings(EMAIL_BACKEND=SMTP, EMAIL_PORT=inbox.port):
            queue_unfinished()
            send_waiting()


@pytest.mark.real_time  # which has the settings of the portal
@pytest.mark.once  # dear: each worker is a process of its own
@pytest.mark.slow
@pytest.mark.parametrize(
    ("kills", "people"), [(2, 12), pytest.param(20, 40, marks=pytest.mark.deep)]
)
def test_each_person_gets_one_mail_however_often_the_worker_is_killed(
    shared_database: str, tmp_path: Path, kills: int, people: int
) -> None:
    in_thread(lambda: announced(people))
    random = Random(kills)
    with mail_server() as inbox:
        with forked_workers(shared_database, tmp_path, **sending_to(inbox.port)) as worker:
            killer = Killer(worker, inbox, random)
            for place in places(kills, random):
                killer.kill_at(place)
        sent_between_kills = len(inbox.mails)
        in_thread(lambda: finish(inbox))
    shown = {(str(one["To"]), str(one["Message-ID"])) for one in inbox.mails}
    again = len(inbox.mails) - len(shown)
    print(f"{kills} kills; {sent_between_kills} mails between them, {again} of all given twice")
    assert Counter(to for to, _id in shown) == Counter(in_thread(addresses))
    assert len(shown) == people
    # At least those whose answer nobody heard, at most one a kill.
    assert places(kills, random).count(Place.TAKEN) <= again <= kills


def addresses() -> list[str]:
    """Whom reminders were written for; each once."""
    emails = Reminder.objects.values_list("member__person__email", flat=True)
    return [str(one) for one in emails]
