"""Mail that comes back: which address, why, and that it is not tried for ever."""

from __future__ import annotations

import io
import mailbox
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from terakoya.portal.delivery.bounces import forget_bounce, note_bounce, take_returned
from terakoya.portal.delivery.choices import BounceKind
from terakoya.portal.delivery.dsn import kind_of, read_returned
from terakoya.portal.delivery.mailboxes import Reading, read_configured, read_imap
from terakoya.portal.delivery.models import Bounce, OutboxMessage
from terakoya.portal.delivery.return_path import message_of, return_path
from terakoya.portal.delivery.services import queue_mail
from terakoya.portal.delivery.worker import send_waiting

from .mail_server import mail_server
from .returned_mails import AWAY, EXCHANGE, IN_WORDS, postfix

ORGANISATION = uuid.UUID(int=7)
NOBODY = "nobody@mihon.example"


def _queue(to: str = NOBODY, organisation: uuid.UUID | None = ORGANISATION) -> OutboxMessage:
    return queue_mail(
        organisation_uuid=organisation, to=to, subject="ご案内", text="研修\n", language="ja"
    )


def _sent() -> OutboxMessage:
    message = _queue()
    send_waiting()
    message.refresh_from_db()
    return message


def _said() -> list[tuple[str, str, str]]:
    return list(Bounce.objects.values_list("email", "kind", "status"))


# -- at once ------------------------------------------------------------------------------------


def test_mail_server_that_refuses_a_recipient_marks_the_address(
    db: None, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.BOUNCE_ADDRESS = "bounces@terakoya.example"
    with mail_server() as inbox:
        settings.EMAIL_PORT = inbox.port
        inbox.refused[NOBODY] = "550 5.1.1 User unknown"
        first, other = _queue(), _queue("member@mihon.example")
        assert send_waiting() == 2
        assert inbox.recipients == [["member@mihon.example"]]
        assert inbox.senders == [return_path(other.uuid)]
        assert inbox.mails[0]["From"] == "Terakoya <no-reply@terakoya.example>"
        first.refresh_from_db()
        assert (first.failed_at is not None, first.attempts) == (True, 1)
        assert _said() == [(NOBODY, "unknown", "550 5.1.1 User u")]
        inbox.refused.clear()
        _queue()
        send_waiting()  # not tried again, though the server would take it now
        assert len(inbox.mails) == 1
        forget_bounce(NOBODY, organisation_uuid=ORGANISATION)
        _queue()
        send_waiting()
        assert len(inbox.mails) == 2


def test_refusal_for_now_is_tried_again_and_marks_nothing(db: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as inbox:
        settings.EMAIL_PORT = inbox.port
        inbox.refused[NOBODY] = "450 4.2.0 greylisted"
        message = _queue()
        send_waiting()
    message.refresh_from_db()
    assert (message.failed_at, message.attempts, _said()) == (None, 1, [])


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("550 5.1.1 User unknown", BounceKind.UNKNOWN),
        ("550 no such user here", BounceKind.UNKNOWN),
        ("550 5.2.1 mailbox disabled", BounceKind.UNKNOWN),
        ("5.0.0 smtp; 550 5.1.1 unknown", BounceKind.UNKNOWN),
        ("552 5.2.2 mailbox full", BounceKind.FULL),
        ("4.4.1 connection timed out", BounceKind.FULL),
        ("550 5.7.1 blocked by policy", BounceKind.POLICY),
        ("550 5.1.8 sender's domain unknown", BounceKind.POLICY),
        ("554 5.0.0 looks like spam", BounceKind.POLICY),
        ("", BounceKind.POLICY),
    ],
)
def test_kind_of_a_refusal_blames_the_address_only_for_what_is_its_fault(
    said: str, kind: BounceKind
) -> None:
    assert kind_of(said) == kind


# -- notifications ------------------------------------------------------------------------------


def test_notification_marks_the_address_once_and_the_mail_as_failed(db: None) -> None:
    message = _sent()
    assert take_returned(postfix(message.uuid)) and take_returned(postfix(message.uuid))
    assert _said() == [(NOBODY, "unknown", "5.1.1")]
    message.refresh_from_db()
    assert (message.failed_at is not None, message.last_error) == (True, "came back: 5.1.1")
    _queue()
    send_waiting()
    assert len(mail.outbox) == 1


def test_full_mailbox_is_shown_and_written_to_again(db: None) -> None:
    message = _sent()
    raw = postfix(message.uuid, status="5.2.2", diagnostic="552 5.2.2 mailbox full")
    assert take_returned(raw)
    assert _said() == [(NOBODY, "full", "5.2.2")]
    _queue()
    send_waiting()
    assert len(mail.outbox) == 2
    note_bounce(ORGANISATION, NOBODY, BounceKind.UNKNOWN, "5.1.1")
    take_returned(raw)  # arrives late: what is known stays known
    assert _said() == [(NOBODY, "unknown", "5.1.1")]


def test_notification_is_read_from_other_servers_and_in_words(db: None, settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = "bounces@terakoya.example"
    for text in (EXCHANGE, IN_WORDS):
        Bounce.objects.all().delete()
        message = _sent()
        filled = text.format(message=message.uuid, to=return_path(message.uuid))
        assert take_returned(filled.encode())
        assert [kind for _email, kind, _status in _said()] == ["unknown"]


def test_delays_absences_and_strangers_end_nobodys_mail(db: None, settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = "bounces@terakoya.example"
    message, waiting = _sent(), _queue("later@mihon.example")
    own = return_path(message.uuid)
    forged = own.replace(own.partition("-")[2][:12], "0" * 12)
    for raw in (
        postfix(message.uuid, action="delayed", status="4.4.1"),
        AWAY.format(to=own).encode(),
        postfix(uuid.uuid4()),
        postfix(waiting.uuid),  # has not left yet
        IN_WORDS.format(to=forged).encode(),
        IN_WORDS.format(to="no-reply@terakoya.example").encode(),
        b"",
        b"\x00\xff" * 1000,
        b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n" * 5000,
        b"Content-Type: message/rfc822\n\n" * 3000,
    ):
        assert not take_returned(raw)
    assert _said() == []


def test_return_path_names_the_message_and_nobody_forges_it(settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = ""
    message = uuid.uuid4()
    assert return_path(message) == ""
    settings.BOUNCE_ADDRESS = "bounces@terakoya.example"
    address = return_path(message)
    assert len(address.partition("@")[0]) <= 64
    assert message_of(f"Someone <{address.upper()}>") == message
    assert message_of(address.replace(message.hex, uuid.uuid4().hex)) is None
    assert read_returned(b"To: x\n\nhello") is None


# -- where they arrive --------------------------------------------------------------------------


@pytest.mark.once
def test_maildir_mbox_and_pipe_are_read_once_and_lose_nothing(
    db: None, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = postfix(_sent().uuid)
    folder = mailbox.Maildir(tmp_path / "mail")
    folder.add(raw)
    folder.add(b"From: somebody@mihon.example\nSubject: question\n\nhello")
    settings.BOUNCE_MAILDIR = str(tmp_path / "mail")
    assert [read_configured(), read_configured()] == [Reading(2, 1), Reading()]
    assert len(list(mailbox.Maildir(tmp_path / "mail"))) == 2
    file = tmp_path / "mbox"
    box = mailbox.mbox(file)
    box.add(raw)
    box.close()
    assert _command("--mbox", str(file)) == "read_bounces: 1 read, 1 came back\n"
    assert _command("--mbox", str(file)) == "read_bounces: 0 read, 0 came back\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert _command("--pipe") == "read_bounces: 1 read, 1 came back\n"
    for wrong in (("--mbox", str(tmp_path / "none")), ("--maildir", str(tmp_path))):
        with pytest.raises(CommandError):
            _command(*wrong)


class _Server:
    """Answers like `imaplib.IMAP4`; a mail is seen once it was stored as such."""

    def __init__(self, *mails: bytes) -> None:
        self.mails, self.seen = mails, set[str]()

    def login(self, user: str, password: str) -> None: ...
    def select(self, folder: str) -> None: ...
    def logout(self) -> None: ...
    def search(self, _charset: Any, wanted: str) -> tuple[str, list[bytes]]:
        assert wanted == "UNSEEN"
        numbers = (str(n) for n in range(1, len(self.mails) + 1) if str(n) not in self.seen)
        return "OK", [" ".join(numbers).encode()]

    def fetch(self, number: str, _what: str) -> tuple[str, list[Any]]:
        return "OK", [(b"1 (BODY[] {9}", self.mails[int(number) - 1]), b")"]

    def store(self, number: str, _flags: str, _value: str) -> None:
        self.seen.add(number)


def test_imap_mailbox_is_read_once(db: None) -> None:
    server = _Server(b"Subject: hello\n\n", postfix(_sent().uuid))
    assert read_imap(connect=lambda: server) == Reading(2, 1)
    assert read_imap(connect=lambda: server) == Reading()


def _command(*options: str) -> str:
    out = io.StringIO()
    call_command("read_bounces", *options, stdout=out)
    return out.getvalue()
