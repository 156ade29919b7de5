"""Whole numbers as strangers' files write them, of a length that a computer has."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"-?[0-9]{1,15}")


def whole_number(text: str | None, other: int = 0) -> int:
    """The number that a text is; `other` where it is none, or longer than any honest one."""
    return int(text) if text is not None and _WHOLE.fullmatch(text.strip()) else other
