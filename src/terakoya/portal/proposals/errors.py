"""Refusals around proposals."""

from __future__ import annotations

from ..common.errors import PortalError


class NotProposed(PortalError):
    """The published table holds no such proposal."""

    code = "not-proposed"


class AlreadyDecided(PortalError):
    """Another officer was faster."""

    code = "already-decided"


class ReasonNeeded(PortalError):
    """A proposal is declined without a reason, or with one that is too long."""

    code = "reason-needed"


class NothingToChange(PortalError):
    """The course holds nothing (any more) of what a proposal would change."""

    code = "nothing-to-change"


class UnitGone(PortalError):
    """A unit is no department any more."""

    code = "unit-gone"
