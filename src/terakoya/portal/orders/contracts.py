"""Where a contract stands on a day. Pure: no database."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class ContractState(StrEnum):
    """Before its first day, in its term, after its last day, or cancelled."""

    AHEAD = "ahead"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


def state_on(
    day: dt.date, *, starts_on: dt.date, ends_on: dt.date, is_cancelled: bool
) -> ContractState:
    """Where a contract stands on a day; first and last day belong to its term."""
    if is_cancelled:
        return ContractState.CANCELLED
    if day < starts_on:
        return ContractState.AHEAD
    return ContractState.RUNNING if day <= ends_on else ContractState.ENDED
