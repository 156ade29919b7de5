"""Refusals around evidence packs."""

from __future__ import annotations

from ..common.errors import PortalError


class PackUnderway(PortalError):
    """A pack of the assignment is being made already."""

    code = "pack-underway"


class DayAhead(PortalError):
    """A day that has not come yet, or one before the assignment."""

    code = "day-ahead"
    status = 422
