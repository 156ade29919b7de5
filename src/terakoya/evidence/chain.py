"""How an entry is hashed; everything that verifies a chain computes exactly this."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from typing import Any

import rfc8785


def new_salt() -> str:
    """256 random bits in hex: without them a short payload could be guessed from its hash."""
    return secrets.token_hex(32)


def commitment_of(salt: str, data: Any) -> str:
    """SHA-256 over the salt and the canonical JSON (RFC 8785) of the payload."""
    return hashlib.sha256(bytes.fromhex(salt) + rfc8785.dumps(data)).hexdigest()


def entry_hash_of(
    *,
    organisation_uuid: uuid.UUID | None,
    actor_uuid: uuid.UUID | None,
    sequence: int,
    verb: str,
    target: str,
    created_at: dt.datetime,
    commitment: str,
    previous: str,
) -> str:
    """SHA-256 over the canonical JSON of everything an entry says, the entry before included."""
    said: dict[str, Any] = {
        "organisation": str(organisation_uuid or ""),
        "actor": str(actor_uuid or ""),
        "sequence": sequence,
        "verb": verb,
        "target": target,
        "at": created_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "commitment": commitment,
        "previous": previous,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
