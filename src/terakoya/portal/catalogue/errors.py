"""Refusals around publishing."""

from __future__ import annotations

from ..common.errors import PortalError


class NotPublishable(PortalError):
    """The course has findings that block publishing; `details["findings"]` lists them."""

    code = "not-publishable"
