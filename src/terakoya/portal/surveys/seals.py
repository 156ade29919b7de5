"""Seals over what the database holds of a wave, by a key that it does not hold. Pure.

docs/algorithms/ballots.md §4.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Final

OPENING: Final = b"terakoya survey opening 1"
CELL: Final = b"terakoya survey cell 1"
PAGE: Final = b"terakoya survey page 1"
_SALT: Final = b"terakoya survey seals"


def derive_key(secret: str) -> bytes:
    """The key of the seals from the portal's secret: HKDF (RFC 5869) with SHA-256, one block."""
    extracted = hmac.digest(_SALT, secret.encode(), hashlib.sha256)
    return hmac.digest(extracted, b"survey seals\x01", hashlib.sha256)


def seal(key: bytes, kind: bytes, parts: Sequence[bytes]) -> bytes:
    """A seal over parts; each is preceded by its length, so that no two lists are alike."""
    code = hmac.new(key, digestmod=hashlib.sha256)
    for part in (kind, *parts):
        code.update(len(part).to_bytes(8, "big") + part)
    return code.digest()


def is_sealed(keys: Iterable[bytes], kind: bytes, parts: Sequence[bytes], given: bytes) -> bool:
    """Whether one of the keys has made the seal."""
    return any(hmac.compare_digest(seal(key, kind, parts), given) for key in keys)


def number(value: int) -> bytes:
    """A number as a part."""
    return value.to_bytes(8, "big")
