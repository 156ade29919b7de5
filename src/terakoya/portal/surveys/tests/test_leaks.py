"""What leaks around a ballot: error reports, logs, messages (survey.md §6)."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from django.views.debug import ExceptionReporter

from terakoya.portal.surveys import paillier, seals
from terakoya.portal.surveys.services import submit_answers

from .conftest import Setting, answers_for, comment_item
from .kept import kept_setting, setting
from .test_wave import signed_in

__all__ = ["kept_setting", "setting"]

SECRET = "MARK-OF-AN-ANSWER"


def fail(*_args: Any, **_kwargs: Any) -> Any:
    raise RuntimeError("broken on purpose")


def frames_of(setting: Setting) -> str:
    """The frames of the error report that an administrator would get of an answer that fails."""
    answers = answers_for(setting.wave, **{comment_item(setting.wave): SECRET})
    try:
        submit_answers(by=setting.members[0], wave=setting.wave, enrolment=None, answers=answers)
    except RuntimeError:
        kind, error, traceback = sys.exc_info()
        # The first frame is that of this test, which knows the answers anyway.
        assert traceback is not None
        reporter = ExceptionReporter(None, kind, error, traceback.tb_next)
        return str([frame["vars"] for frame in reporter.get_traceback_frames()])
    raise AssertionError("it was to fail")


@pytest.mark.parametrize("place", ["encrypt_ballot", "add_all"])
def test_error_report_of_a_ballot_holds_no_answer(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, settings: Any, place: str
) -> None:
    settings.DEBUG = False
    monkeypatch.setattr(paillier, place, fail)
    frames = frames_of(setting)
    assert "sensitive_variables_wrapper" in frames
    assert "wave" in frames
    assert SECRET not in frames
    assert "agree" not in frames


def test_error_report_and_log_of_the_page_hold_no_answer(
    setting: Setting,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    mailoutbox: list[Any],
) -> None:
    settings.DEBUG = False
    settings.ADMINS = [("Admin", "admin@mihon.example")]
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(seals, "seal", fail)
    client = signed_in(setting.members[0])
    client.raise_request_exception = False
    answers = answers_for(setting.wave, **{comment_item(setting.wave): SECRET})
    sent = {f"item-{key}": text for key, text in answers.items()}
    response = client.post(f"/survey/{setting.wave.uuid}/", sent)
    assert response.status_code == 500
    mails = "".join(mail.subject + mail.body for mail in mailoutbox)
    record = next(one for one in caplog.records if one.name == "django.request")
    report = ExceptionReporter(record.request, *record.exc_info)  # type: ignore[attr-defined,misc]
    told = mails + caplog.text + report.get_traceback_text() + response.content.decode()
    assert "broken on purpose" in told
    assert SECRET not in told
    assert "'agree'" not in told


def test_refused_answers_are_not_shown_again_in_an_error(setting: Setting) -> None:
    client = signed_in(setting.members[0])
    response = client.post(f"/survey/{setting.wave.uuid}/", {"item-none": SECRET})
    assert response.status_code == 409
    assert SECRET not in response.content.decode()
