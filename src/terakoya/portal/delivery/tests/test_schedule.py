"""Jobs that come round: once a period, whatever the number of workers."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest

from terakoya.portal.common import clock
from terakoya.portal.delivery import schedule

pytestmark = pytest.mark.both

START = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _own_jobs(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(schedule, "_jobs", {})
    monkeypatch.setattr(schedule, "_running", {})
    with clock.fixed_at(START):
        yield


def test_run_due_jobs_runs_a_job_once_a_period() -> None:
    ran: list[str] = []
    schedule.register_periodic("a", dt.timedelta(minutes=10), lambda: ran.append("a"))
    assert (schedule.run_due_jobs(), schedule.run_due_jobs()) == (["a"], [])
    with clock.fixed_at(START + dt.timedelta(minutes=10, seconds=1)):
        assert schedule.run_due_jobs() == ["a"]
    assert ran == ["a", "a"]


def test_run_due_jobs_goes_on_after_a_failing_job(caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise ValueError

    schedule.register_periodic("bad", dt.timedelta(minutes=10), fail)
    schedule.register_periodic("good", dt.timedelta(minutes=10), lambda: ran.append("good"))
    assert (schedule.run_due_jobs(), ran) == (["bad", "good"], ["good"])
    assert "periodic job bad failed" in caplog.text


def test_a_job_apart_keeps_nobody_waiting_and_runs_once_at_a_time() -> None:
    go_on, ran = threading.Event(), []

    def slow() -> None:
        go_on.wait(10)
        ran.append(threading.current_thread().name)

    schedule.register_periodic("slow", dt.timedelta(minutes=10), slow, apart=True)
    schedule.register_periodic("quick", dt.timedelta(minutes=10), lambda: ran.append("quick"))
    assert (schedule.run_due_jobs(), ran) == (["slow", "quick"], ["quick"])
    with clock.fixed_at(START + dt.timedelta(minutes=10, seconds=1)):
        assert schedule.run_due_jobs() == ["quick"]
    go_on.set()
    schedule._running["slow"].join(10)
    assert ran == ["quick", "quick", "slow"]


def test_a_failing_job_apart_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError

    schedule.register_periodic("bad", dt.timedelta(minutes=10), fail, apart=True)
    schedule.run_due_jobs()
    schedule._running["bad"].join(10)
    assert "periodic job bad failed" in caplog.text
