"""Refusals around the awareness survey."""

from __future__ import annotations

from ..common.errors import PortalError


class TooFewMembers(PortalError):
    """Under 5 members there is no anonymous survey; the page is a self-check."""

    code = "too-few-members"


class NothingToAsk(PortalError):
    """The course has no survey."""

    code = "nothing-to-ask"


class WaveExists(PortalError):
    """An assignment has one wave of each kind."""

    code = "wave-exists"


class WaveClosed(PortalError):
    """The wave is over, for everyone or for this person."""

    code = "wave-closed"


class WaveNotOpen(PortalError):
    """This person's time for the wave has not come yet."""

    code = "wave-not-open"


class AlreadyAnswered(PortalError):
    """This person has answered this wave, perhaps on another device."""

    code = "already-answered"


class UnknownAnswer(PortalError):
    """An answer names an item or option that this wave does not have."""

    code = "unknown-answer"
    status = 422


class TooManyMembers(PortalError):
    """More members than a counter can count."""

    code = "too-many-members"


class LastDayNotPossible(PortalError):
    """A wave's last day can only move on, and not beyond 60 days."""

    code = "last-day-not-possible"
    status = 422


class WaveAnswered(PortalError):
    """Somebody has answered online, so the wave cannot be moved to paper any more."""

    code = "wave-answered"


class WaveNotOnPaper(PortalError):
    """What concerns paper was asked of an online wave, or the reverse."""

    code = "wave-not-on-paper"


class WaveCounted(PortalError):
    """A wave on paper is counted once."""

    code = "wave-counted"


class SheetsUnreadable(PortalError):
    """The sheets that were sent cannot be counted as they are."""

    code = "sheets-unreadable"
    status = 422


class CountsOutdated(PortalError):
    """What was looked through is not what is to be counted, or it was too long ago."""

    code = "counts-outdated"
    status = 422


class OwnItemNotPossible(PortalError):
    """An item of an organisation's own that cannot be asked."""

    code = "own-item-not-possible"
    status = 422


class WaveWithoutKey(PortalError):
    """The key of the wave is not where the worker looks for it; nothing could be counted."""

    code = "wave-without-key"


class WaveDamaged(PortalError):
    """What the database holds of the wave was not written by the portal."""

    code = "wave-damaged"
