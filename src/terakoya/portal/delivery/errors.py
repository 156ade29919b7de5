"""Refusals around delivery."""

from __future__ import annotations

from ..common.errors import PortalError


class AddressNotUsable(PortalError):
    """A mail address that no mail can be sent to."""

    code = "address-not-usable"
    status = 422
