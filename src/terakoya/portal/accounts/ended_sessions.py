"""The sessions of a person that ended before their time, as the person's row keeps them.

A session is a signed cookie, so a copy of it cannot be taken back. It carries an id and the moment
at which it ends by itself; signing out writes both here, and the row is read with every request
anyway. Until that moment a copy is refused, then it is too old, so the list forgets it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

ID_BYTES: Final = 8
# More within one lifetime, and all sessions of the person end instead (services/sessions.py).
MOST: Final = 100


def new_session_id() -> str:
    """An id of fixed length, so that none is part of another."""
    return secrets.token_hex(ID_BYTES)


def is_ended(kept: str, session_id: str) -> bool:
    """Whether the list names this session."""
    return bool(kept) and f"{session_id}:" in kept


def with_ended(kept: str, session_id: str, until: int, now: dt.datetime) -> str | None:
    """The list with one more session and without those too old; None: it would be too long.

    `until` is in seconds since 1970, as in the session itself.
    """
    entries = [one for one in kept.split() if int(one.partition(":")[2]) > now.timestamp()]
    entries.append(f"{session_id}:{until}")
    return " ".join(entries) if len(entries) <= MOST else None
