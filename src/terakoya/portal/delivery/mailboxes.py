"""Where bounces and answers arrive: a maildir, an mbox file, or a mailbox on an IMAP server.

Each hands over every message that nobody has read, and marks it as read afterwards; nothing is
deleted, so that a message that says something else is still there for people.
"""

from __future__ import annotations

import imaplib
import mailbox
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from .bounces import take_returned

AT_ONCE: Final = 500
TIMEOUT_SECONDS: Final = 30
MOST_BYTES: Final = 16_000_000  # an answer may bring files of 10 MB, which travel a third larger
Take = Callable[[bytes], bool]
_takers: list[Take] = [take_returned]


def register_taker(take: Take) -> None:
    """Let another app take messages that are no bounces; whether it did is what `take` answers."""
    if take not in _takers:
        _takers.append(take)


def take_message(raw: bytes) -> bool:
    """Hand a message to whoever takes it; whether somebody did."""
    return any(take(raw) for take in _takers)


@dataclass(frozen=True, slots=True)
class Reading:
    """How many messages were read, and how many were about a mail of ours: bounces, answers."""

    read: int = 0
    returned: int = 0

    def __add__(self, other: Reading) -> Reading:
        return Reading(self.read + other.read, self.returned + other.returned)


def read_maildir(folder: Path, take: Take = take_message) -> Reading:
    """Read what is new in a maildir."""
    found = Reading()
    box = mailbox.Maildir(folder, create=False)
    for key in box.keys()[: AT_ONCE * 20]:
        message = box.get_message(key)
        if message.get_subdir() == "cur" and "S" in message.get_flags():
            continue
        with box.get_file(key) as file:
            found += Reading(1, int(take(file.read(MOST_BYTES))))
        message.set_subdir("cur")
        message.add_flag("S")
        box[key] = message
        if found.read >= AT_ONCE:
            break
    return found


def read_mbox(path: Path, take: Take = take_message) -> Reading:
    """Read what is new in an mbox file, while it is locked."""
    found = Reading()
    box = mailbox.mbox(path, create=False)
    box.lock()
    try:
        for key, message in box.items():
            if "R" in message.get_flags():
                continue
            found += Reading(1, int(take(box.get_bytes(key)[:MOST_BYTES])))
            message.add_flag("R")
            box[key] = message
            if found.read >= AT_ONCE:
                break
        box.flush()
    finally:
        box.unlock()
        box.close()
    return found


def read_imap(take: Take = take_message, *, connect: Callable[[], Any] | None = None) -> Reading:
    """Read what is unseen in the mailbox that the settings name."""
    server: Any = (connect or _connect)()
    found = Reading()
    try:
        server.login(settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD)
        server.select(settings.BOUNCE_IMAP_FOLDER)
        _ok, answer = server.search(None, "UNSEEN")
        for number in (answer[0] or b"").decode("ascii").split()[:AT_ONCE]:
            _ok, parts = server.fetch(number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
            raw = next((one[1] for one in parts if isinstance(one, tuple)), b"")
            found += Reading(1, int(take(raw)))
            server.store(number, "+FLAGS", "(\\Seen)")
    finally:
        server.logout()
    return found


def read_configured() -> Reading:
    """Read the mailboxes that the settings name; the job `delivery.read_bounces`."""
    found = Reading()
    if settings.BOUNCE_MAILDIR:
        found += read_maildir(Path(settings.BOUNCE_MAILDIR))
    if settings.BOUNCE_IMAP_HOST:
        found += read_imap()
    return found


def _connect() -> imaplib.IMAP4:
    host, port = settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT
    return imaplib.IMAP4_SSL(host, port, timeout=TIMEOUT_SECONDS)
