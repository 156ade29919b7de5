"""The mails that could not be sent, each with whose it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...accounts.models import Organisation
from ...delivery.models import OutboxMessage
from ...delivery.services import MAIL

MOST: Final = 50


@dataclass(frozen=True)
class FailedMail:
    """A mail that was given up: to whom, about what, why, and which customer it is about.

    Many are to learners, whom the desk does not know by name: of an address it reads the first
    sign and the domain.
    """

    message: OutboxMessage
    to: str
    subject: str
    error: str
    at: dt.datetime | None
    customer: Organisation | None


@dataclass(frozen=True)
class FailedMails:
    """Up to fifty, the newest first; whether there are more."""

    rows: Sequence[FailedMail]
    has_more: bool


def failed_mails() -> FailedMails:
    """What is kept of mails that were given up (ninety days); two statements."""
    given_up = OutboxMessage.objects.filter(kind=MAIL, failed_at__isnull=False, sent_at=None)
    found = list(given_up.order_by("-failed_at", "-pk")[: MOST + 1])
    wanted = {one.organisation_uuid for one in found if one.organisation_uuid}
    customers = {
        one.uuid: one for one in Organisation.objects.filter(uuid__in=wanted, is_house=False)
    }
    return FailedMails([_row(one, customers) for one in found[:MOST]], len(found) > MOST)


def _row(message: OutboxMessage, customers: Mapping[Any, Organisation]) -> FailedMail:
    return FailedMail(
        message=message,
        to=masked(str(message.payload.get("to", ""))),
        subject=str(message.payload.get("subject", "")),
        error=message.last_error[:200],
        at=message.failed_at,
        customer=customers.get(message.organisation_uuid),
    )


def masked(address: str) -> str:
    """An address of which the first sign and the domain are told: `h…@mihon.example`."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}" if local else ""
