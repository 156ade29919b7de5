"""Invitations leave within limits: so many a day for an organisation, so few to one address.

What is more than the day's waits in the outbox for its turn; what would wait longer than the link
lasts is refused.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from ...delivery.models import OutboxMessage
from ...delivery.services import queue_mails
from ...limits.rules import INVITATIONS_TO, INVITATIONS_TO_ADDRESS, invitations_a_day
from ...limits.services import reserve, spend, spend_each
from ..errors import TooManyInvitations
from ..models import Member
from ..seats import seats_of

LONGEST_WAIT: Final = dt.timedelta(days=14)  # the link lasts 30


def queue_invitation(by: Member, mail: OutboxMessage) -> None:
    """Queue one invitation; raises `TooOften` where its address has had enough."""
    address = mail.payload["to"]
    spend(
        INVITATIONS_TO.by(by.organisation.uuid, address),
        INVITATIONS_TO_ADDRESS.by(address),
    )
    _queue(by, [mail])


def queue_invitations(by: Member, mails: list[OutboxMessage]) -> list[OutboxMessage]:
    """Queue many; answers those that leave, without addresses that have had enough."""
    has_left = spend_each([INVITATIONS_TO_ADDRESS.by(mail.payload["to"]) for mail in mails])
    leaving = [mail for mail, is_left in zip(mails, has_left, strict=True) if is_left]
    _queue(by, leaving)
    return leaving


def _queue(by: Member, mails: list[OutboxMessage]) -> None:
    limit = invitations_a_day(seats_of(by.organisation))
    waits = reserve(limit.by(by.organisation.uuid), len(mails))
    if waits and waits[-1] > LONGEST_WAIT:
        raise TooManyInvitations(most=limit.most)
    for mail, wait in zip(mails, waits, strict=True):
        mail.run_after += wait
    queue_mails(mails)
