"""Reading the audit log, and finding where a chain was broken."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Max, QuerySet

from terakoya.evidence.chain import commitment_of, entry_hash_of
from terakoya.evidence.signatures import Head, is_signed, statement_of

from .key_folder import KeyFolder
from .models import AuditEntry, AuditPayload, SignedHead


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

    A chain cut off at its end, or computed anew, looks whole: `verification.py` finds that by the
    signed heads.
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


def key_folder() -> KeyFolder:
    """Where the signing key lies, or would."""
    return KeyFolder(settings.AUDIT_KEY)


def signing_fingerprint() -> str:
    """By what people know the key that signs the audit log; empty where it is not here."""
    return key_folder().fingerprint()


def signed_head_of(organisation_uuid: uuid.UUID | None) -> SignedHead | None:
    """The latest signed head of a chain; `None` before the first run."""
    heads = SignedHead.objects.filter(organisation_uuid=organisation_uuid)
    return heads.order_by("-sequence", "-run").first()


def latest_run() -> int:
    """The number of the latest run that has rows; 0 before the first."""
    return SignedHead.objects.aggregate(last=Max("run"))["last"] or 0


def signed_heads_of_run(run: int) -> QuerySet[SignedHead]:
    """The heads that a run has signed."""
    return SignedHead.objects.filter(run=run).order_by("id")


def head_of(row: SignedHead) -> Head:
    """What a row says was signed."""
    return Head(row.organisation_uuid, row.sequence, row.head)


def is_signed_by_its_key(row: SignedHead) -> bool:
    """Whether the signature is that of the public key that the row itself names."""
    statement = statement_of(head_of(row), run=row.run, signed_at=row.signed_at)
    return is_signed(statement, row.signature, row.public_key)
