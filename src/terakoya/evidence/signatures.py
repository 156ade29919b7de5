"""What is signed of a chain, and by which key: Ed25519 over canonical JSON. No Django here."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import rfc8785
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

FORMAT: Final = "terakoya-audit-head-1"


@dataclass(frozen=True)
class Head:
    """The last entry of a chain at the moment of a run; no organisation: the portal's own chain."""

    organisation_uuid: uuid.UUID | None
    sequence: int
    head: str


def statement_of(head: Head, *, run: int, signed_at: dt.datetime) -> bytes:
    """The bytes that are signed."""
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "organisation": str(head.organisation_uuid or ""),
            "sequence": head.sequence,
            "head": head.head,
            "run": run,
            "signed_at": signed_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        }
    )


def sign(key: SigningKey, statement: bytes) -> str:
    """The signature in hex."""
    return key.sign(statement).signature.hex()


def is_signed(statement: bytes, signature: str, public_key: str) -> bool:
    """Whether the signature is that of the public key; both in hex, and perhaps no hex at all."""
    try:
        VerifyKey(bytes.fromhex(public_key)).verify(statement, bytes.fromhex(signature))
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def fingerprint_of(public_key: bytes) -> str:
    """By what people know a public key: SHA-256 of its 32 bytes in hex."""
    return hashlib.sha256(public_key).hexdigest()


def shown_fingerprint(fingerprint: str) -> str:
    """A fingerprint as people compare it: in groups of eight."""
    return " ".join(fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8))


def root_of(heads: Iterable[Head]) -> str:
    """One hash for all heads of a run, in whatever order they come."""
    rows = sorted((str(one.organisation_uuid or ""), one.sequence, one.head) for one in heads)
    return hashlib.sha256(rfc8785.dumps([[*row] for row in rows])).hexdigest()
