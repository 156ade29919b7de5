"""Refusals around learning."""

from __future__ import annotations

from ..common.errors import PortalError


class NoFreeSeat(PortalError):
    """Every seat of the contract is taken; says how to get another."""

    code = "no-free-seat"


class NoAccess(PortalError):
    """The organisation has no running access to the course."""

    code = "no-access"


class SeatAlreadyGivenOn(PortalError):
    """A seat is given on once a month."""

    code = "seat-already-given-on"
