"""Reading a delivery status notification (RFC 3464), whoever wrote it.

Pure: no database. Every message may be a stranger's: it is read up to a size, and what cannot be
read is no notification.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

from .choices import BounceKind
from .return_path import message_of

MOST_BYTES: Final = 1_000_000
MOST_PARTS: Final = 50
_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE: Final = re.compile(r"\b([45]\d\d)\b")
_MESSAGE_ID: Final = re.compile(r"<([0-9a-f-]{36})@[^>]*>", re.IGNORECASE)
# RFC 3463: faults of the address itself, a closed mailbox, nobody to hand it to, a bare "failed".
_UNKNOWN: Final = frozenset(
    {"5.0.0", "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.1", "5.4.4"}
)
_FULL: Final = ("4.", "5.2.", "5.3.", "5.4.")
_UNKNOWN_CODES: Final = ("550", "551", "553")


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that came back: which, why, and the status that was said."""

    message: uuid.UUID
    kind: BounceKind
    status: str


def read_returned(raw: bytes) -> Returned | None:
    """What a message says has come back; `None`: it is no final notification about a mail of ours.

    Delays, receipts and answers of people away say nothing about an address.
    """
    try:
        mail = message_from_bytes(raw[:MOST_BYTES], policy=compat32)
        parts = list(_parts(mail))
    except (ValueError, LookupError, RecursionError):
        return None
    message = _named_by_address(mail) or _named_by_headers(parts)
    if message is None:
        return None
    recipients = [fields for part in parts for fields in _recipients(part)]
    if not recipients:
        return _plain(mail, message)
    for action, status, diagnostic in recipients:
        if action == "failed":
            said = f"{status} {diagnostic}"
            return Returned(message, kind_of(said), _short(said))
    return None


def kind_of(said: str) -> BounceKind:
    """Why, by the enhanced status code, else by the code of SMTP.

    The most telling status counts: `5.0.0` stands for anything where a diagnostic says more.
    """
    found = sorted(_STATUS.findall(said), key=lambda one: one == "5.0.0")
    status = found[0] if found else ""
    if status in _UNKNOWN and not (status == "5.0.0" and _says_policy(said)):
        return BounceKind.UNKNOWN
    if status.startswith(_FULL):
        return BounceKind.FULL
    code = _CODE.search(said)
    if not status and code:
        if code[1] in _UNKNOWN_CODES:
            return BounceKind.UNKNOWN
        return BounceKind.FULL if code[1].startswith(("4", "552")) else BounceKind.POLICY
    return BounceKind.POLICY


def _says_policy(said: str) -> bool:
    return bool(re.search(r"spam|block|polic|reject.*content|dmarc|spf", said, re.IGNORECASE))


def _short(said: str) -> str:
    found = _STATUS.search(said) or _CODE.search(said)
    return found[1] if found else ""


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _named_by_address(mail: Message) -> uuid.UUID | None:
    said = " ".join(str(value) for name in _TO for value in mail.get_all(name, []))
    return message_of(said)


def _named_by_headers(parts: list[Message]) -> uuid.UUID | None:
    """By the Message-ID of the mail that is sent back with the notification, or of its headers."""
    for part in parts[1:]:
        kind = part.get_content_type()
        said = str(part.get("Message-ID", ""))
        if kind == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            said = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
        if found := _MESSAGE_ID.search(said):
            return _uuid_of(found[1])
    return None


def _uuid_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _recipients(part: Message) -> Iterator[tuple[str, str, str]]:
    """Action, status and diagnostic of each recipient of a delivery-status part."""
    if part.get_content_type() != "message/delivery-status":
        return
    payload = part.get_payload()
    for fields in payload if isinstance(payload, list) else []:
        if isinstance(fields, Message) and "Action" in fields:
            action = str(fields["Action"]).split(None, 1)[0].lower().strip(";")
            yield action, str(fields.get("Status", "")), str(fields.get("Diagnostic-Code", ""))


def _plain(mail: Message, message: uuid.UUID) -> Returned | None:
    """A bounce in words alone: only from the mail system itself, to the address of one mail."""
    sender = f"{mail.get('Return-Path', '')} {mail.get('From', '')}".lower()
    is_answer = str(mail.get("Auto-Submitted", "")).lower().startswith("auto-replied")
    if is_answer or not ("<>" in sender or "mailer-daemon" in sender or "postmaster" in sender):
        return None
    if _named_by_address(mail) is None:
        return None
    said = _text_of(mail)
    return Returned(message, kind_of(said), _short(said)) if _CODE.search(said) else None


def _text_of(mail: Message) -> str:
    for part in _parts(mail):
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            return payload[:20_000].decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return ""
