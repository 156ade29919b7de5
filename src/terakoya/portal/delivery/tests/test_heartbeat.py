"""A worker's signs of life, and claims that last as long as the work."""

from __future__ import annotations

import datetime as dt
import os
import threading

import pytest
from django.db import DatabaseError

from terakoya.portal.common import clock
from terakoya.portal.delivery import heartbeat, schedule
from terakoya.portal.delivery.heartbeat import Heartbeat, is_any_worker_alive
from terakoya.portal.delivery.models import JobLease
from terakoya.portal.delivery.renewal import renewed

pytestmark = pytest.mark.both

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)


def test_worker_is_alive_for_two_minutes_after_a_sign(db: None) -> None:
    with clock.fixed_at(NOON):
        assert not is_any_worker_alive()
        Heartbeat().keep_row()
    alive = []
    for seconds in (119, 120):
        with clock.fixed_at(NOON + dt.timedelta(seconds=seconds)):
            alive.append(is_any_worker_alive())
    assert alive == [True, False]


def test_several_workers_keep_one_row_and_seldom_write(db: None) -> None:
    one, other = Heartbeat(), Heartbeat()
    for minutes, worker in ((0, one), (1, other), (2, one)):  # the third is too soon for `one`
        with clock.fixed_at(NOON + dt.timedelta(minutes=minutes)):
            worker.keep_row()
    assert [row.until for row in JobLease.objects.all()] == [NOON + dt.timedelta(minutes=3)]


def test_worker_tells_its_supervisor_and_outlives_it() -> None:
    reader, writer = os.pipe()
    heart = Heartbeat(writer)
    for _ in range(3):
        heart.beat()
    assert os.read(reader, 100) == b"..."
    os.close(reader)
    heart.beat()
    os.close(writer)
    Heartbeat(None).beat()


def test_supervisor_that_does_not_read_holds_no_worker_up() -> None:
    reader, writer = os.pipe()
    heart = Heartbeat(writer)
    for _ in range(100_000):
        heart.beat()
    os.close(reader)
    os.close(writer)


def test_job_that_does_not_come_back_is_known(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_jobs", "_running", "_begun"):
        monkeypatch.setattr(schedule, name, {})
    go_on = threading.Event()
    schedule.register_periodic("slow", dt.timedelta(hours=1), lambda: go_on.wait(10), apart=True)
    schedule.run_due_jobs()
    assert schedule.hanging_jobs() == []
    monkeypatch.setattr(schedule, "LONGEST_SECONDS", 0.0)
    assert schedule.hanging_jobs() == ["slow"]
    go_on.set()
    schedule._running["slow"].join(10)
    assert schedule.hanging_jobs() == []


def test_claim_is_renewed_while_the_block_runs_and_never_after() -> None:
    times, seen = 0, threading.Event()

    def renew() -> None:
        nonlocal times
        times += 1
        if times == 2:
            raise DatabaseError("locked")
        if times == 3:
            seen.set()

    with renewed(renew, every=0.001):
        assert seen.wait(10)
    before = times
    assert threading.Event().wait(0.02) is False
    assert times == before >= 3


def test_a_sign_is_fresh_for_longer_than_a_worker_needs_to_give_the_next() -> None:
    assert heartbeat.FRESH_SECONDS > 5 * heartbeat.ROW_EVERY
