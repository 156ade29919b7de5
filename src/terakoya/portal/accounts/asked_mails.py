"""What a worker does with what was asked for: mails to an address, or to many."""

from __future__ import annotations

from ..delivery.models import OutboxMessage
from .services.invitations import answer_join_request
from .services.legal import tell_owners_of_terms
from .services.notices import mail_notice
from .services.passwords import answer_password_request


def answer_join(message: OutboxMessage) -> None:
    """Mail how to join by an invite link (services.request_join_mail)."""
    asked = message.payload
    answer_join_request(link_id=asked["link"], email=asked["email"], language=asked["language"])


def answer_password(message: OutboxMessage) -> None:
    """Mail the link for a new password (services.request_password_link)."""
    answer_password_request(email=message.payload["email"])


def tell_of_terms(message: OutboxMessage) -> None:
    """Mail owners that the terms change (services.publish_legal_text)."""
    tell_owners_of_terms(text_uuid=message.payload["text"], after=message.payload["after"])


def tell_of_notice(message: OutboxMessage) -> None:
    """Mail a notice to owners and officers (services.publish_notice)."""
    mail_notice(notice_uuid=message.payload["notice"], after=message.payload["after"])
