"""Faults of the worker that makes keys and counts ballots tell nothing of either.

It breaks off before each of its SQL statements; the log and error reports with all that Django
puts into them are read for private keys, counters and comments.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.utils.log import AdminEmailHandler

from terakoya.portal.surveys.choices import WaveKind, WaveState
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.services import (
    ask_to_close,
    close_wave,
    move_waves_on,
    open_wave,
    submit_answers,
)

from .attack.byte_search import found_in
from .attack.key_material import private_keys
from .conftest import Setting, answers_for, comment_item

COMMENT = "ATTACKED-REMARK 課長のこと"
LONGEST = 200  # statements


class BrokenError(RuntimeError):
    """The database is gone."""


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], bytes]]:
    """Everything that was logged and mailed so far."""
    handler = AdminEmailHandler(include_html=True)
    handler.setLevel(logging.ERROR)
    logging.getLogger().addHandler(handler)

    def read() -> bytes:
        parts = [caplog.text]
        for report in mail.outbox:
            parts += [str(report.body), *(str(a[0]) for a in getattr(report, "alternatives", ()))]
        return "\n".join(parts).encode()

    with override_settings(ADMINS=[("運営者", "operator@operator.example")]):
        yield read
    logging.getLogger().removeHandler(handler)


def break_off_everywhere(work: Callable[[], object]) -> int:
    """Run work, broken off before its first statement, its second, …; how often it was."""
    log = logging.getLogger("worker")
    for at in range(1, LONGEST):
        left = at

        def break_off(execute: Callable[..., Any], *statement: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise BrokenError
            return execute(*statement)

        with connection.execute_wrapper(break_off):
            try:
                work()
            except Exception:  # as the worker takes a job's fault
                log.exception("a job failed")
        if left > 0:
            return at - 1
    raise AssertionError("it never comes to an end")


def test_a_key_that_was_made_in_vain_is_in_no_report(
    setting: Setting, told: Callable[[], bytes]
) -> None:
    wave = open_wave(
        by=setting.owner,
        assignment=setting.assignment,
        revision=setting.wave.revision,
        kind=WaveKind.AFTER,
    )
    assert break_off_everywhere(move_waves_on) > 5
    wave.refresh_from_db()
    assert wave.state == WaveState.OPEN
    assert b"BrokenError" in told()
    assert found_in(told(), private_keys(settings.SURVEY_KEYS)) == []


def test_ballots_that_were_counted_in_vain_are_in_no_report(
    setting: Setting, told: Callable[[], bytes]
) -> None:
    for member in setting.members:
        wave = Wave.objects.get(pk=setting.wave.pk)
        answers = answers_for(wave, **{comment_item(wave): COMMENT})
        submit_answers(by=member, wave=wave, enrolment=None, answers=answers)
    keys = private_keys(settings.SURVEY_KEYS)
    assert keys != {}
    ask_to_close(wave=setting.wave)
    assert break_off_everywhere(lambda: close_wave(wave=setting.wave)) > 10
    assert b"BrokenError" in told()
    assert private_keys(settings.SURVEY_KEYS).keys() < keys.keys()
    counters = [b"'agree': 13", b"&#x27;agree&#x27;: 13", b"'agree': 7", b"&#x27;agree&#x27;: 7"]
    needles = {piece: [piece] for piece in (*COMMENT.encode().split(), *counters)}
    assert found_in(told(), keys | needles) == []
