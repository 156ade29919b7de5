"""Refusals around editions."""

from __future__ import annotations

from ..common.errors import PortalError


class NameNotUsable(PortalError):
    """A name that is empty, too long or taken."""

    code = "edition-name-not-usable"


class NoCourseAccess(PortalError):
    """The organisation has no running access to the course."""

    code = "no-course-access"


class DraftChanged(PortalError):
    """Somebody else has changed the same part of the draft meanwhile."""

    code = "draft-changed"


class ChangeRefused(PortalError):
    """A change that the course cannot hold, or that needs a reason."""

    code = "change-refused"
    status = 422


class NotReady(PortalError):
    """The draft cannot be published as it is; `reasons` in details says what is to be mended."""

    code = "not-ready"


class ReleaseClosed(PortalError):
    """The release was decided, published or withdrawn meanwhile."""

    code = "release-closed"


class NotYours(PortalError):
    """An approver cannot be the author, and only the approver decides."""

    code = "not-yours"


class UndecidedConflicts(PortalError):
    """Conflicts of an update are still to be decided."""

    code = "undecided-conflicts"


class UpdateClosed(PortalError):
    """The update was taken, kept out, or replaced by a later one."""

    code = "update-closed"


class UploadRefused(PortalError):
    """A file that is not even stored, or a choice of nothing."""

    code = "upload-refused"
    status = 422


class QuotaReached(UploadRefused):
    """The organisation's files take all the room that they may."""

    code = "upload-quota"


class UploadClosed(PortalError):
    """A file that was used, dropped, or is being read."""

    code = "upload-closed"


class DeckRefused(PortalError):
    """An organisation's own deck that cannot be brought to its edition as things stand."""

    code = "own-deck-refused"
    status = 409
