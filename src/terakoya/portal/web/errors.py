"""Refusals that belong to no app below."""

from __future__ import annotations

from ..common.errors import PortalError


class BodyTooLarge(PortalError):
    """More was sent than this address takes."""

    code = "body-too-large"
    status = 413
