"""What was counted of paper, held by the officer's page until it is published. Pure.

The portal keeps nothing between looking through the files and counting them: the counters travel
in the form, readable and changeable by nobody (docs/algorithms/paper.md §3).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import uuid
import zlib
from collections.abc import Iterable
from typing import Any, Final

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from .paper_sheets import Counted, UnitCounts

LASTS: Final = 12 * 60 * 60  # seconds
LONGEST: Final = 1_500_000  # characters of the form's field
_MOST_UNPACKED: Final = 20_000_000
_LABEL: Final = b"terakoya survey counts from paper 1"


class Unreadable(Exception):
    """A field that the portal did not write, for another wave, or too long ago."""


class TooLarge(Exception):
    """More than a form can carry."""


def seal_counts(secret: bytes, wave: uuid.UUID, counted: Counted, *, at: int) -> str:
    """The counters as a field of a form. Raises `TooLarge`."""
    plain = {
        "wave": str(wave),
        "at": at,
        "unmarked": counted.is_unmarked,
        "units": [
            [unit, one.answered, one.counts]
            for unit, one in sorted(counted.units.items(), key=lambda pair: pair[0] or 0)
        ],
        "comments": {item: sorted(texts) for item, texts in counted.comments.items()},
    }
    packed = zlib.compress(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode(), 9)
    field = base64.b64encode(bytes(_box(secret).encrypt(packed))).decode()
    if len(field) > LONGEST:
        raise TooLarge
    return field


def open_counts(secrets: Iterable[bytes], wave: uuid.UUID, field: str, *, now: int) -> Counted:
    """What `seal_counts` was given, the order of comments dropped. Raises `Unreadable`."""
    plain = _opened(secrets, field)
    if plain["wave"] != str(wave) or plain["at"] + LASTS < now:
        raise Unreadable
    return Counted(
        {unit: UnitCounts(answered, counts) for unit, answered, counts in plain["units"]},
        plain["comments"],
        plain["unmarked"],
    )


def _opened(secrets: Iterable[bytes], field: str) -> dict[str, Any]:
    try:
        sealed = base64.b64decode(field, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable from error
    for secret in secrets:
        try:
            packed = _box(secret).decrypt(sealed)
        except (CryptoError, ValueError):
            continue
        found: dict[str, Any] = json.loads(
            zlib.decompressobj().decompress(packed, _MOST_UNPACKED).decode()
        )
        return found
    raise Unreadable


def _box(secret: bytes) -> SecretBox:
    return SecretBox(hmac.digest(secret, _LABEL, hashlib.sha256))
