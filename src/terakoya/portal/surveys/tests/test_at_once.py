"""Ballots while a wave is closing, and workers that are killed, on a shared database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terakoya.portal.accounts.models import Member
from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.tests.concurrency import (
    in_thread,
    in_threads,
    shared_database,
)
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.errors import AlreadyAnswered, WaveClosed
from terakoya.portal.surveys.models import BallotKey, BlobPage, PublishedTable, Wave
from terakoya.portal.surveys.services import (
    ask_to_close,
    finish_closings,
    open_wave,
    prepare_waves,
    submit_answers,
)
from terakoya.portal.surveys.services.keys import key_folder

from .conftest import Setting, answers_for, build_setting, counted
from .test_closing import NOTHING, STEPS, left

__all__ = ["shared_database"]
PROGRAM = Path(__file__).with_name("closing_program.py")
pytestmark = pytest.mark.slow
TELLING = ("after table_of", "after _publish", "before destroy")  # each leaves another thing


def answer(setting: Setting, member: Member) -> type[PortalError] | None:
    """What became of a person's answers: the refusal, or None."""
    try:
        submit_answers(
            by=member,
            wave=Wave.objects.get(pk=setting.wave.pk),
            enrolment=None,
            answers=answers_for(setting.wave),
        )
    except PortalError as refusal:
        return type(refusal)
    return None


def test_everybody_at_once_is_counted_once(shared_database: str) -> None:
    setting = in_thread(partial(build_setting, 8, 8))
    people = setting.members * 2  # each on two devices
    outcomes = in_threads([partial(answer, setting, member) for member in people])
    assert (outcomes.count(None), outcomes.count(AlreadyAnswered)) == (16, 16)
    cells = in_thread(lambda: counted(setting.wave))
    assert {name: ballots for name, (ballots, _counts) in cells.items()} == {
        "": 8,  # 店舗, which the owner alone would be without
        "お客様相談室": 8,
    }
    assert {next(iter(counts.values()))["agree"] for _n, counts in cells.values()} == {8}
    pages = in_thread(lambda: [len(bytes(p.blobs)) for p in BlobPage.objects.all()])
    assert sum(pages) == 16 * 2048


def test_ballots_while_the_wave_is_closing_are_counted_or_refused(shared_database: str) -> None:
    setting = in_thread(partial(build_setting, 12, 12))

    def close() -> None:
        ask_to_close(wave=Wave.objects.get(pk=setting.wave.pk))
        finish_closings()

    answers: list[Any] = [partial(answer, setting, member) for member in setting.members]
    outcomes = in_threads([*answers[:12], close, *answers[12:]])
    accepted = outcomes.count(None) - 1
    assert set(outcomes) <= {None, WaveClosed}
    found = in_thread(lambda: (left(setting.wave), PublishedTable.objects.get().table["answered"]))
    taken = in_thread(lambda: setting.wave.participations.count())
    shown = None if accepted < 5 else "5-9" if accepted < 10 else "10-19" if accepted < 20 else ""
    assert (found[0], taken) == (NOTHING, accepted)
    assert (found[1] or None) == (shown if shown != "" else str(accepted))


def test_four_workers_make_one_key(shared_database: str) -> None:
    setting = in_thread(build_setting)

    def another_wave() -> Wave:
        return open_wave(
            by=setting.owner,
            assignment=setting.assignment,
            revision=setting.wave.revision,
            kind=WaveKind.AFTER,
        )

    wave = in_thread(another_wave)
    assert sum(in_threads([prepare_waves] * 4)) == 1
    public = in_thread(lambda: bytes(BallotKey.objects.get(wave=wave).modulus))
    assert int.from_bytes(public, "big") == key_folder().read(wave.uuid).private.n


class Closers:
    """Workers that finish closings, each killed at a step; forks of one process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def exit_code(self, database: str, step: str) -> int:
        """How a worker on a database ended that was to be killed at a step."""
        process = self._process = self._process or self._begin(database)
        assert process.stdin is not None
        assert process.stdout is not None
        asked = {"database": database, "keys": str(settings.SURVEY_KEYS), "step": step}
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    def _begin(self, database: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "TERAKOYA_DATABASE": database,
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings_test",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        pipe = subprocess.PIPE
        command = [sys.executable, str(PROGRAM)]
        return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)

    def end(self) -> None:
        """Let the process end."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


@pytest.fixture(scope="module")
def closers() -> Iterator[Closers]:
    """One process for all of them."""
    closers = Closers()
    yield closers
    closers.end()


@pytest.mark.once  # dear: each worker is a process of its own
@pytest.mark.parametrize(
    "step",  # that each is made up for is in `test_closing.py`
    [one if one in TELLING else pytest.param(one, marks=pytest.mark.deep) for one in STEPS],
)
def test_worker_killed_while_closing_is_followed_by_one_that_ends_it(
    shared_database: str, closers: Closers, step: str
) -> None:
    setting = in_thread(build_setting)
    for member in setting.members:
        assert in_thread(partial(answer, setting, member)) is None
    in_thread(lambda: ask_to_close(wave=setting.wave))
    assert closers.exit_code(shared_database, step) == -signal.SIGKILL
    interrupted = in_thread(lambda: left(setting.wave))
    tables = in_thread(PublishedTable.objects.count)
    if interrupted["state"] == "closing":
        assert (interrupted["keys"], interrupted["key file"], tables) == (1, True, 0)
    else:
        assert (interrupted["cells"], interrupted["keys"], tables) == ({(0, b"", b"")}, 0, 1)
    assert in_thread(finish_closings) == 1
    assert in_thread(lambda: left(setting.wave)) == NOTHING
    assert in_thread(lambda: PublishedTable.objects.get().table["answered"]) == "10-19"


def test_a_ballot_is_one_transaction_without_a_savepoint(shared_database: str) -> None:
    setting = in_thread(build_setting)

    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert answer(setting, setting.members[0]) is None
        return [query["sql"].split()[0] for query in queries]

    assert in_thread(statements) == [
        "SELECT",  # the wave
        "SELECT",  # its key
        "BEGIN",
        "SELECT",  # the cell
        "INSERT",
        "UPDATE",
        "SELECT",  # a page
        "UPDATE",
        "COMMIT",
    ]
