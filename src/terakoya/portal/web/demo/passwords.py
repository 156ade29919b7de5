"""Passwords of the demo: new on every installation, long, and easy to type from a screen."""

from __future__ import annotations

import secrets
from typing import Final

# Without letters and digits that look alike.
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _LENGTH = 3, 5


def new_password() -> str:
    """Such as `k7pfx-m2wad-t9qhe`: 74 bits."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)
