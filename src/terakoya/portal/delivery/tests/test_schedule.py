"""Jobs that come round: once a period, whatever the number of workers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from terakoya.portal.common import clock
from terakoya.portal.delivery import schedule

START = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _own_jobs(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(schedule, "_jobs", {})
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
