"""How one message leaves, by its kind; other apps register their kinds when they start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from .models import OutboxMessage
from .services import MAIL

# Below the lease (worker.LEASE), so that a slow mail server cannot outlast the claim.
TIMEOUT_SECONDS = 30


class Postponed(Exception):
    """Raised by a sender: not now; the message waits until a moment, and no attempt is spent."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until)
        self.until = until


Send = Callable[[OutboxMessage], None]
_senders: dict[str, Send] = {}


def register_sender(kind: str, send: Send) -> None:
    """Name who sends messages of a kind. What `send` raises is kept, and tried again later."""
    _senders[kind] = send


def send_message(message: OutboxMessage) -> None:
    """Send a message, or raise."""
    _senders[message.kind](message)


def send_mail(message: OutboxMessage) -> None:
    """Send a mail. Its Message-ID is that of the row, so a mail sent twice shows once."""
    payload = message.payload
    mail = EmailMultiAlternatives(
        subject=payload["subject"],
        body=payload["text"],
        to=[payload["to"]],
        headers={
            "Message-ID": f"<{message.uuid}@{_host()}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": payload["language"],
        },
        connection=get_connection(timeout=TIMEOUT_SECONDS),
    )
    if payload["html"]:
        mail.attach_alternative(payload["html"], "text/html")
    mail.send()


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"


register_sender(MAIL, send_mail)
