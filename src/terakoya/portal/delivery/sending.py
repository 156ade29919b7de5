"""How one message leaves, by its kind; other apps register their kinds when they start."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext, override

from .attachments import fit_together, load_attachments
from .bounces import is_unknown, note_bounce
from .choices import BounceKind
from .dsn import kind_of
from .models import OutboxMessage
from .return_path import return_path
from .services import MAIL

# Below the lease (worker.LEASE), so that a slow mail server cannot outlast the claim.
TIMEOUT_SECONDS = 30
PERMANENT = 500
_KNOWN = "mail to this address came back"


class Refused(Exception):
    """Raised by a sender: the address does not exist, and trying again changes nothing."""


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
    """Send a mail. Its Message-ID is that of the row, so a mail sent twice shows once.

    Nothing is sent to where an organisation's mail came back as unknown (bounces.md).
    """
    payload, organisation = message.payload, message.organisation_uuid
    if organisation is not None and is_unknown(organisation, payload["to"]):
        raise Refused(_KNOWN)
    files = load_attachments(payload.get("attachments", ()))
    is_carried = fit_together(files)
    mail = EmailMultiAlternatives(
        subject=payload["subject"],
        body=payload["text"] if is_carried else _without_files(payload),
        from_email=return_path(message.uuid) or None,
        to=[payload["to"]],
        headers={
            "From": _from(payload.get("sender", "")),
            "Message-ID": f"<{message.uuid}@{_host()}>",
            "Content-Language": payload["language"],
            **_headers_of_kind(payload),
        },
        connection=get_connection(timeout=TIMEOUT_SECONDS),
    )
    if payload["html"]:
        mail.attach_alternative(payload["html"], "text/html")
    for one in files if is_carried else ():
        mail.attach(one.name, one.content, one.content_type)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        _note_refusal(message, error)
        raise


def _without_files(payload: dict[str, Any]) -> str:
    """The text of a mail whose files are too large for mailboxes.

    Where it says what is attached, it says that nothing is; where it does not, it begins with that.
    """
    with override(payload["language"]):
        note = gettext(
            "ファイルが大きいため、このメールには添付していません。"
            "ログインできる方は、ログインしてダウンロードできます。"
            "そのほかの方は、文末の連絡先にお知らせください。"
        )
    text, said = payload["text"], payload.get("files_said", "")
    return text.replace(said, note, 1) if said and said in text else f"{note}\n\n{text}"


def _headers_of_kind(payload: dict[str, Any]) -> dict[str, str]:
    """Where answers go, and that a machine wrote it, unless a person did."""
    headers = {} if payload.get("is_letter") else {"Auto-Submitted": "auto-generated"}
    if payload.get("reply_to"):
        headers["Reply-To"] = payload["reply_to"]
    return headers


def _from(name: str) -> str:
    """The portal's address, under another name where the mail has one."""
    usual, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((" ".join(name.split()) or usual, address), "utf-8")


def _note_refusal(message: OutboxMessage, error: smtplib.SMTPRecipientsRefused) -> None:
    """Note what the mail server says of the address, and give up where it is unknown.

    A refusal for now (4xx) is tried again as any failure.
    """
    for code, text in error.recipients.values():
        said = f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
        if code < PERMANENT:
            continue
        kind = kind_of(said)
        note_bounce(message.organisation_uuid, message.payload["to"], kind, said[:16])
        if kind == BounceKind.UNKNOWN:
            raise Refused(said) from error


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"


register_sender(MAIL, send_mail)
