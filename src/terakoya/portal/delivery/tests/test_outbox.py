"""From the outbox to a mail server: once, in order, again after failures, and after kills."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from terakoya.portal.common import clock
from terakoya.portal.delivery.errors import AddressNotUsable
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.sending import register_sender
from terakoya.portal.delivery.services import queue_mail
from terakoya.portal.delivery.worker import claim_next, send_waiting

from .concurrency import in_thread, in_threads, shared_database
from .mail_server import Inbox, mail_server

pytestmark = pytest.mark.both

__all__ = ["shared_database"]
NINE = dt.datetime(2026, 11, 24, 0, 0, tzinfo=dt.UTC)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def queue_one(number: int = 1) -> OutboxMessage:
    """A mail in the outbox."""
    return queue_mail(
        organisation_uuid=None,
        to=f"member{number}@mihon.example",
        subject=f"ご案内 {number}",
        text="研修を始められます。\n",
        html="<p>研修を始められます。</p>",
        language="ja",
    )


def test_queue_mail_is_sent_once_and_its_body_forgotten(db: None) -> None:
    message = queue_one()
    assert (send_waiting(), send_waiting()) == (1, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (
        ["member1@mihon.example"],
        "ご案内 1",
        "研修を始められます。\n",
    )
    message.refresh_from_db()
    assert message.payload == {"to": "member1@mihon.example", "subject": "ご案内 1"}
    assert (message.attempts, message.claimed_until, message.failed_at) == (1, None, None)
    assert message.sent_at is not None


def test_queue_mail_keeps_a_subject_on_one_line(db: None) -> None:
    queue_mail(
        organisation_uuid=None,
        to="a@mihon.example",
        subject="招待\r\nBcc: b@mihon.example",
        text="",
        language="ja",
    )
    send_waiting()
    assert [(one.subject, one.bcc) for one in mail.outbox] == [("招待 Bcc: b@mihon.example", [])]


@pytest.mark.parametrize("to", ["", "mihon", "a@b@c", "a@mihon.example\nBcc: b@mihon.example"])
def test_queue_mail_refuses_what_is_no_address(db: None, to: str) -> None:
    with pytest.raises(AddressNotUsable, match=r"name@example\.com"):
        queue_mail(organisation_uuid=None, to=to, subject="", text="", language="ja")
    assert OutboxMessage.objects.count() == 0


def test_queue_mail_leaves_nothing_when_the_change_rolls_back(db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue_one()
        _ = 1 / 0
    assert (OutboxMessage.objects.count(), send_waiting()) == (0, 0)


def test_worker_tries_again_after_1_5_30_180_minutes_and_gives_up_after_6(db: None) -> None:
    def refuse(_message: OutboxMessage) -> None:
        raise ConnectionError("no route")

    register_sender("test-refused", refuse)
    OutboxMessage.objects.create(kind="test-refused", payload={}, created_at=NINE, run_after=NINE)
    waits, moment = [], NINE
    while True:
        with clock.fixed_at(moment):
            assert send_waiting() == 1
        message = OutboxMessage.objects.get()
        if message.failed_at:
            break
        waits.append(message.run_after - moment)
        with clock.fixed_at(message.run_after - dt.timedelta(seconds=1)):
            assert send_waiting() == 0
        moment = message.run_after
    assert waits == [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 180, 180)]
    assert (message.attempts, message.failed_at) == (6, moment)
    assert message.last_error == "ConnectionError: no route"
    with clock.fixed_at(moment + dt.timedelta(days=9)):
        assert send_waiting() == 0


def test_claim_expires_so_that_a_killed_worker_loses_nothing(db: None) -> None:
    with clock.fixed_at(NINE):
        queue_one()
        assert claim_next() is not None  # and the worker is killed here
        assert claim_next() is None
    with clock.fixed_at(NINE + dt.timedelta(minutes=2)):
        assert send_waiting() == 1
    assert [one.subject for one in mail.outbox] == ["ご案内 1"]


def test_message_that_kills_every_worker_is_given_up(db: None) -> None:
    moment = NINE
    with clock.fixed_at(NINE):
        message = queue_one()
    for _ in range(6):
        with clock.fixed_at(moment):
            assert claim_next() == message
        moment += dt.timedelta(minutes=2)
    with clock.fixed_at(moment):
        assert send_waiting() == 0
    message.refresh_from_db()
    assert (message.failed_at, message.sent_at, mail.outbox) == (moment, None, [])


def test_claim_gives_each_message_to_one_of_4_workers(shared_database: str) -> None:
    in_thread(lambda: [queue_one(number) for number in range(40)])

    def claim_all() -> list[int]:
        claimed = []
        while message := claim_next():
            claimed.append(message.id)
        return claimed

    shares = in_threads([claim_all] * 4)
    assert sorted(one for share in shares for one in share) == in_thread(
        lambda: list(OutboxMessage.objects.order_by("id").values_list("id", flat=True))
    )


def test_run_worker_once_sends_what_waits(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    queue_one(1)
    queue_one(2)
    call_command("run_worker", "--once")
    assert capsys.readouterr().out == "run_worker: 2 tried\n"
    assert [one.subject for one in mail.outbox] == ["ご案内 1", "ご案内 2"]


def _send_once_to(inbox: Inbox) -> None:
    """What `run_worker --once` does with a mail server at hand, in a thread of this process."""
    with override_settings(EMAIL_BACKEND=SMTP, EMAIL_PORT=inbox.port):
        in_thread(partial(call_command, "run_worker", "--once"))


def test_run_worker_sends_through_smtp(
    shared_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    message = in_thread(queue_one)
    with mail_server() as inbox:
        _send_once_to(inbox)
    assert capsys.readouterr() == ("run_worker: 1 tried\n", "")
    (arrived,) = inbox.mails
    assert inbox.recipients == [["member1@mihon.example"]]
    assert {name: arrived[name] for name in ("From", "To", "Subject", "Message-ID")} == {
        "From": "Terakoya <no-reply@terakoya.example>",
        "To": "member1@mihon.example",
        "Subject": "ご案内 1",
        "Message-ID": f"<{message.uuid}@terakoya.example>",
    }
    plain, html = arrived.iter_parts()
    assert [plain.get_content().strip(), html.get_content().strip()] == [
        "研修を始められます。",
        "<p>研修を始められます。</p>",
    ]


def test_run_worker_keeps_a_refused_mail_for_later(shared_database: str) -> None:
    in_thread(queue_one)
    with mail_server() as inbox:
        inbox.answer = "451 try again later"
        _send_once_to(inbox)
    kept = in_thread(OutboxMessage.objects.get)
    assert (kept.attempts, kept.sent_at, kept.failed_at, inbox.mails) == (1, None, None, [])
    assert kept.last_error.startswith("SMTPDataError: (451")
