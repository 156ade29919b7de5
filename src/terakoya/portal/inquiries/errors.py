"""Refusals of inquiries."""

from __future__ import annotations

from ..common.errors import PortalError


class NothingWritten(PortalError):
    """An answer or a note without words."""

    code = "nothing-written"


class InquiryIsSpam(PortalError):
    """An answer to what lies in the spam folder."""

    code = "inquiry-is-spam"


class UnknownAssignee(PortalError):
    """Somebody who is none of the seller's people."""

    code = "unknown-assignee"


class TemplateExists(PortalError):
    """Another template has this name."""

    code = "template-exists"
