"""Handing in while others do, or while the process is killed: all of it, once, or nothing.

Each database locks and takes back in its own way: both play this.
"""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from django.db import connection, connections

from terakoya.portal.audit.selectors import verify_chain
from terakoya.portal.delivery.models import Counter
from terakoya.portal.delivery.tests.concurrency import (
    in_thread,
    in_threads,
    shared_database,
)
from terakoya.portal.learning.access import get_attempt_for
from terakoya.portal.learning.models import Attempt, Certificate, Enrolment
from terakoya.portal.learning.services import submit_attempt

from .exams import Examinee, at_the_test, make_examinee

__all__ = ["shared_database"]


def _submit_in_a_child(learner: Examinee, answers: dict[str, list[str]], dies_at: int) -> int:
    """Hand in in a process that is killed (SIGKILL) before its statement number `dies_at`.

    Tells how many statements it got through; they include the commit.
    """
    read, write = os.pipe()
    _end_pool_threads()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # pytest-timeout's is for the parent
        signal.alarm(60)  # whatever it waits for: its end is waited for as well
        count = 0

        def kill_at(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal count
            count += 1
            os.write(write, b".")
            if count == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        def hand_in() -> None:
            attempt = get_attempt_for(
                learner.member, learner.enrolment.uuid, Attempt.objects.get().uuid
            )
            with connection.execute_wrapper(kill_at):
                submit_attempt(
                    member=learner.member, attempt=attempt, answers=answers, language="ja"
                )

        try:
            connections.settings["default"]["OPTIONS"].pop("pool", None)  # no threads of its own
            in_thread(hand_in)
        finally:
            os._exit(0)  # never back into the test run, which is the parent's
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as pipe:
        return len(pipe.read())


def _end_pool_threads() -> None:
    """Close PostgreSQL's pool before a fork; the parent opens it again.

    A child has none of the pool's threads, but the locks that they held at that moment for ever.
    """
    if connection.vendor == "postgresql":
        connections.close_all()
        connections["default"].close_pool()  # type: ignore[attr-defined]  # PostgreSQL only


def _standing() -> tuple[bool, bool, int, int, bool]:
    attempt, enrolment = Attempt.objects.get(), Enrolment.objects.get()
    return (
        attempt.submitted_at is not None,
        enrolment.completed_at is not None,
        Certificate.objects.count(),
        sum(Counter.objects.filter(name="certificate-2026").values_list("value", flat=True)),
        verify_chain(enrolment.organisation.uuid) is None,
    )


NOTHING, EVERYTHING = (False, False, 0, 0, True), (True, True, 1, 1, True)


@pytest.mark.slow
def test_submit_killed_between_any_two_statements_is_all_or_nothing(shared_database: str) -> None:
    def prepare() -> tuple[Examinee, dict[str, list[str]]]:
        made = make_examinee()
        with at_the_test():
            made.start()
        return made, made.answers()

    learner, answers = in_thread(prepare)
    seen = []
    for dies_at in range(1, 40):
        reached = _submit_in_a_child(learner, answers, dies_at)
        seen.append(in_thread(_standing))
        if reached < dies_at:
            break
    assert seen[-1] == EVERYTHING
    assert set(seen[:-1]) == {NOTHING}
    assert len(seen) > 8


def test_submit_from_eight_pages_at_once_certifies_once(shared_database: str) -> None:
    def prepare() -> tuple[Examinee, dict[str, list[str]]]:
        made = make_examinee()
        with at_the_test():
            made.start()
        return made, made.answers()

    learner, answers = in_thread(prepare)
    attempt_uuid = in_thread(lambda: Attempt.objects.get().uuid)

    def hand_in() -> int | None:
        attempt = get_attempt_for(learner.member, learner.enrolment.uuid, attempt_uuid)
        submit_attempt(member=learner.member, attempt=attempt, answers=answers, language="ja")
        return attempt.percent

    assert in_threads([hand_in] * 8) == [100] * 8
    assert in_thread(_standing) == EVERYTHING
