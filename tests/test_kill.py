"""The kill proof: it sees where a kill lands, it finds what is lost, and nothing is."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from terakoya.portal.accounts.models import Organisation
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.audit.services import record
from terakoya.portal.common import clock
from terakoya.portal.learning.batch import read_batch
from terakoya.portal.learning.models import Enrolment, Event, SlideProgress
from terakoya.portal.learning.services import open_enrolment, record_events
from terakoya.portal.web.demo.learning import visits_of
from terakoya.portal.web.demo.reading import sendings
from tools.kill import compare
from tools.kill.marks import FOLDER, Mark, read_marks

from .factories import give_course, make_member, make_organisation, make_owner, publish_flagship
from .tool_runs import SMALL_COURSE, told_by

ROOT = Path(__file__).resolve().parents[1]
PLACES = {"inside": [Mark.INSIDE], "committing": [Mark.COMMITTING], "outside": []}
# Its processes are forked, since each start of one would load the settings and Django anew.
STANDING = """
import json, os, signal, sys
from django.db import connection, transaction

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def stand(where):
    with transaction.atomic():
        connection.cursor().execute("SELECT 1")
        if where == "committing":
            connection._commit = die
        if where == "inside":
            die()
    die()

ended = {}
for where in sys.argv[1:]:
    process = os.fork()
    if not process:
        try:
            stand(where)
        finally:
            os._exit(1)
    ended[where] = process, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
print(json.dumps(ended))
"""


@pytest.mark.database
@pytest.mark.once_on_postgres
def test_marks_tell_where_a_killed_process_stood(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        FOLDER: str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tools.kill.settings",
        "TERAKOYA_VAR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", STANDING, *PLACES]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    ended = json.loads(told.stdout)
    assert {status for _process, status in ended.values()} == {-signal.SIGKILL}
    marks = {where: read_marks(tmp_path, process) for where, (process, _) in ended.items()}
    assert marks == PLACES


def test_marks_of_a_process_without_a_transaction_are_none(tmp_path: Path) -> None:
    assert read_marks(tmp_path, 1) == []


@pytest.fixture
def ledger(db: None) -> dict[str, Any]:
    """What a learner has sent of two slides, all of it saved."""
    opened = clock.now() - dt.timedelta(minutes=30)
    with clock.fixed_at(opened):  # all of it, since the half hour may lie before midnight
        owner = make_owner(make_organisation())
        assignment = give_course(owner, publish_flagship().course)
        member = make_member(owner.organisation)
        enrolment = open_enrolment(member=member, assignment=assignment, language="ja")
    from random import Random

    visits = visits_of(enrolment, share=0.1, rng=Random(1))
    reading = sendings(visits, start=opened.timestamp() + 9, language="ja", rng=Random(1))
    events = [event for sending in reading for event in sending.events]
    batch = read_batch(json.dumps({"events": events}).encode())
    record_events(member=member, enrolment=enrolment.uuid, events=batch.events)
    sent = {event["uuid"]: event for event in events}
    return {"enrolment": str(enrolment.uuid), "sent": sent, "saved": list(sent)}


def found(ledger: dict[str, Any]) -> list[str]:
    return [*compare._events([ledger]), *compare._progress([ledger])]


def test_compare_finds_nothing_where_all_is_kept(ledger: dict[str, Any]) -> None:
    assert Event.objects.count() > 4
    assert found(ledger) == []


def test_compare_finds_a_saved_event_that_is_lost(ledger: dict[str, Any]) -> None:
    lost = ledger["saved"][1]
    Event.objects.filter(uuid=lost).delete()
    assert f"event {lost} was called saved and is not there" in found(ledger)


def test_compare_finds_an_event_that_was_changed(ledger: dict[str, Any]) -> None:
    one = ledger["saved"][0]
    Event.objects.filter(uuid=one).update(seq=77)
    assert found(ledger) == [f"event {one} is not as it was sent"]


def test_compare_finds_an_event_that_was_never_sent(ledger: dict[str, Any]) -> None:
    row = Event.objects.all()[0]
    row.uuid, row.seq = uuid.UUID(int=7), 99
    row.save(force_insert=True)
    assert f"event {row.uuid} is there and was never sent" in found(ledger)


def test_compare_finds_an_event_that_is_there_twice(ledger: dict[str, Any]) -> None:
    row = Event.objects.all()[0]
    row.uuid = uuid.UUID(int=7)
    row.save(force_insert=True)
    assert f"{ledger['enrolment']} has 2 events of number ('ja', {row.seq})" in found(ledger)


def test_compare_finds_progress_that_is_not_the_union(ledger: dict[str, Any]) -> None:
    row = SlideProgress.objects.all()[0]
    row.answers = ["z"]
    row.save()
    assert found(ledger) == [
        f"the progress of {ledger['enrolment']} is not the union of its events"
    ]


def test_compare_finds_time_that_was_lost_or_given_twice(ledger: dict[str, Any]) -> None:
    Enrolment.objects.update(seconds_spent=1)
    first, second = SlideProgress.objects.order_by("id")[:2]
    second.kept = first.kept
    second.save()
    uuid = ledger["enrolment"]
    assert found(ledger) == [
        f"the time of {uuid} is not that of its events",
        f"two slides of {uuid} keep the same moment",
    ]


def test_compare_finds_a_place_that_went_back(ledger: dict[str, Any]) -> None:
    Enrolment.objects.update(last_slide="opening", slides_seen=1)
    assert found(ledger) == [f"the place of {ledger['enrolment']} is not the latest one seen"]


def test_compare_finds_a_broken_audit_log(ledger: dict[str, Any]) -> None:
    assert [*compare._chains()] == []
    organisation = Organisation.objects.get()
    for _ in range(2):
        record(organisation_uuid=organisation.uuid, actor_uuid=None, verb="a.b", data={})
    AuditEntry.objects.filter(organisation_uuid=organisation.uuid).order_by("id")[1].delete()
    assert [*compare._chains()] == [f"the audit log of {organisation.code} breaks at entry 2"]


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.once_on_postgres
@pytest.mark.parametrize(
    ("kills", "learners", "workers"), [(2, 2, 2), pytest.param(20, 8, 2, marks=pytest.mark.deep)]
)
def test_nothing_that_was_called_saved_is_lost_by_kills(
    kills: int, learners: int, workers: int
) -> None:
    numbers = [f"--kills={kills}", f"--concurrency={learners}", f"--workers={workers}"]
    numbers.append("--seed=9")  # of each sort one
    told = told_by("tools.kill", *numbers, SMALL_COURSE, "--json")
    counts = told["counts"]
    assert told["findings"] == []
    assert told["kills"]["count"] == kills
    assert told["kills"]["worker"] > 0 < told["kills"]["server"]
    assert counts["events_acknowledged"] == counts["events_stored"] > 100
    assert counts["learners"] == counts["journeys_finished"] == counts["certificates"] >= learners


# Deep: workers are killed with a file in their hands by editions/tests/test_killed.py, and while
# they send by delivery/tests/test_worker_ends.py.
@pytest.mark.deep
@pytest.mark.slow
@pytest.mark.database
@pytest.mark.once_on_postgres
def test_nobody_notices_that_the_worker_was_killed() -> None:
    numbers = ["--kills=2", "--concurrency=2"]
    told = told_by("tools.kill.worker", *numbers, SMALL_COURSE, "--json")
    assert (told["findings"], told["kills"]) == ([], 2)
    assert told["mails"] >= told["mails_sent_meanwhile"] > 10
    assert (told["decks"], told["events"] > 100) == (1, True)
