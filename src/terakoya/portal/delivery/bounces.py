"""Addresses from which mail came back: noted, asked for, and forgotten once mended."""

from __future__ import annotations

import uuid

from django.db import transaction

from ..common import clock
from .choices import BounceKind
from .dsn import read_returned
from .models import Bounce, OutboxMessage


def note_bounce(
    organisation_uuid: uuid.UUID | None, email: str, kind: BounceKind, status: str
) -> None:
    """Note that mail to an address came back; twice is once.

    A full mailbox takes nothing from the knowledge that an address is unknown.
    """
    moment = clock.now()
    rows = Bounce.objects.filter(organisation_uuid=organisation_uuid, email=email.lower())
    with transaction.atomic():
        known = rows.select_for_update().first()
        if known is None:
            Bounce.objects.get_or_create(
                organisation_uuid=organisation_uuid,
                email=email.lower(),
                defaults={"kind": kind, "status": status, "since": moment, "last_at": moment},
            )
        elif kind == BounceKind.UNKNOWN or known.kind != BounceKind.UNKNOWN:
            rows.update(kind=kind, status=status, last_at=moment)


def is_unknown(organisation_uuid: uuid.UUID | None, email: str) -> bool:
    """Whether nothing is sent there any more, since the address does not exist; one statement."""
    rows = Bounce.objects.filter(organisation_uuid=organisation_uuid, email=email.lower())
    return rows.filter(kind=BounceKind.UNKNOWN).exists()


def forget_bounce(email: str, *, organisation_uuid: uuid.UUID | None = None) -> None:
    """Try an address anew: of an organisation alone, or of all where its reader has shown up."""
    rows = Bounce.objects.filter(email=email.lower())
    if organisation_uuid is not None:
        rows = rows.filter(organisation_uuid=organisation_uuid)
    rows.delete()


@transaction.atomic
def take_returned(raw: bytes) -> bool:
    """Note what a message says has come back; whether it said so of a mail that we sent.

    The message that it names must be one of ours that has left, so that nobody can end the mail
    of somebody else.
    """
    returned = read_returned(raw)
    if returned is None:
        return False
    rows = OutboxMessage.objects.filter(uuid=returned.message, attempts__gt=0)
    sent = rows.first()
    if sent is None or "to" not in sent.payload:
        return False
    note_bounce(sent.organisation_uuid, sent.payload["to"], returned.kind, returned.status)
    if returned.kind == BounceKind.UNKNOWN and sent.failed_at is None:
        rows.update(failed_at=clock.now(), last_error=f"came back: {returned.status}"[:2000])
    return True
