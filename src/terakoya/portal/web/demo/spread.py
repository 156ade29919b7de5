"""Dividing people by shares, so that ten or a thousand look alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def spread(count: int, shares: Mapping[Key, int]) -> list[Key]:
    """`count` keys by their shares; the largest remainders get what is left over."""
    total = sum(shares.values())
    exact = {key: count * share / total for key, share in shares.items()}
    keys = [key for key in shares for _ in range(int(exact[key]))]
    rest = sorted(shares, key=lambda key: int(exact[key]) - exact[key])
    return [*keys, *rest[: count - len(keys)]]
