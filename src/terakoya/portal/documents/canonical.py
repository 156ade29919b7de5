"""What a document says, as one text whose hash shows any change."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def document_hash(
    *,
    number: str,
    kind: str,
    issued_on: dt.date,
    content: Mapping[str, Any],
    seller: Mapping[str, Any],
    corrects: str,
) -> str:
    """SHA-256 of the canonical JSON (RFC 8785); `corrects` is the number of the first document."""
    said: dict[str, Any] = {
        "number": number,
        "kind": kind,
        "issued_on": issued_on.isoformat(),
        "content": dict(content),
        "seller": dict(seller),
        "corrects": corrects,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
