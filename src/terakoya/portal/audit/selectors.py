"""Reading the audit log, and finding where a chain was broken."""

from __future__ import annotations

import uuid

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet

from .chain import commitment_of, entry_hash_of
from .models import AuditEntry, AuditPayload


def entries_of(organisation_uuid: uuid.UUID | None) -> QuerySet[AuditEntry]:
    """The entries of a chain, newest first, with their payloads where these still exist."""
    return (
        AuditEntry.objects.filter(organisation_uuid=organisation_uuid)
        .select_related("payload")
        .order_by("-sequence")
    )


def payload_of(entry: AuditEntry) -> AuditPayload | None:
    """What the entry was about, or None after its deletion by rule."""
    try:
        return entry.payload
    except ObjectDoesNotExist:
        return None


def verify_chain(organisation_uuid: uuid.UUID | None) -> int | None:
    """The first sequence number that is missing or does not verify; None: the chain is whole.

    A chain cut off at its end looks whole: who must notice that keeps the last hash elsewhere.
    """
    expected, previous = 1, ""
    for entry in entries_of(organisation_uuid).order_by("sequence").iterator(chunk_size=2000):
        if not _holds(entry, expected, previous):
            return expected
        expected, previous = expected + 1, entry.entry_hash
    return None


def _holds(entry: AuditEntry, expected: int, previous: str) -> bool:
    payload = payload_of(entry)
    if payload is not None and commitment_of(payload.salt, payload.data) != entry.commitment:
        return False
    return (
        entry.sequence == expected
        and entry.previous == previous
        and entry.entry_hash
        == entry_hash_of(
            organisation_uuid=entry.organisation_uuid,
            actor_uuid=entry.actor_uuid,
            sequence=entry.sequence,
            verb=entry.verb,
            target=entry.target,
            created_at=entry.created_at,
            commitment=entry.commitment,
            previous=entry.previous,
        )
    )
