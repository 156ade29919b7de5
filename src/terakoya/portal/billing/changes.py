"""What the operator wishes to change of an invoice."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from .choices import ChangeKind


@dataclass(frozen=True)
class Wish:
    """`amounts`: line → yen without tax that is given back, or its new amount."""

    kind: ChangeKind
    amounts: Mapping[int, int]
    reason: str
    addressee: str
    key: uuid.UUID
