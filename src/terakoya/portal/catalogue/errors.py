"""Refusals around publishing."""

from __future__ import annotations

from ..common.errors import PortalError


class NotPublishable(PortalError):
    """The course has findings that block publishing; `details["findings"]` lists them."""

    code = "not-publishable"


class TermsInThePast(PortalError):
    """The operator's terms or prices would change what held before today, or holds."""

    code = "terms-in-the-past"


class UnknownChapter(PortalError):
    """The newest revision of the course has no such chapter."""

    code = "unknown-chapter"


class SlugTaken(PortalError):
    """Another course of the catalogue has this name in its address."""

    code = "slug-taken"
