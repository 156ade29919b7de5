"""What a worker does with requests that strangers make by an address: the answer is a mail."""

from __future__ import annotations

from ..delivery.models import OutboxMessage
from .services.invitations import answer_join_request
from .services.passwords import answer_password_request


def answer_join(message: OutboxMessage) -> None:
    """Mail how to join by an invite link (services.request_join_mail)."""
    asked = message.payload
    answer_join_request(link_id=asked["link"], email=asked["email"], language=asked["language"])


def answer_password(message: OutboxMessage) -> None:
    """Mail the link for a new password (services.request_password_link)."""
    answer_password_request(email=message.payload["email"])
