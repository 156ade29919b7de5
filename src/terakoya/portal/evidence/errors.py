"""Refusals around evidence packs and the ledger of measures."""

from __future__ import annotations

from ..common.errors import PortalError


class PackUnderway(PortalError):
    """A pack of the assignment is being made already."""

    code = "pack-underway"


class DayAhead(PortalError):
    """A day that has not come yet, or one before the assignment."""

    code = "day-ahead"
    status = 422


class NotYetTaken(PortalError):
    """A measure that is to be taken on a day to come."""

    code = "not-yet-taken"
    status = 422
