"""A real SMTP server on loopback that keeps what it was given."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Inbox:
    """What arrived. `answer` is what the server says to each mail; `gate` lets it wait first.

    `refused`: what it says to a recipient instead.
    While `mute` is set, it keeps what it is given and does not answer.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.senders: list[str] = []
        self.refused: dict[str, str] = {}
        self.answer = "250 OK"
        self.asked = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.mute = threading.Event()
        self.port = 0

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.asked.set()
        while not self.gate.is_set():
            await asyncio.sleep(0.01)
        if self.answer.startswith("250"):
            self.recipients.append(list(envelope.rcpt_tos))
            self.senders.append(envelope.mail_from)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        while self.mute.is_set():
            await asyncio.sleep(0.01)
        return self.answer


@contextmanager
def mail_server() -> Iterator[Inbox]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        inbox.port = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    controller.start()
    try:
        yield inbox
    finally:
        inbox.gate.set()
        inbox.mute.clear()
        controller.stop()
