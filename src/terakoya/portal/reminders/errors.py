"""Refusals around reminders."""

from ..common.errors import PortalError


class TextUnusable(PortalError):
    """A text is empty, too long, or has a place that nothing fills."""

    code = "reminder-text-unusable"


class NobodyToRemind(PortalError):
    """Nobody of those chosen can be sent a reminder now."""

    code = "nobody-to-remind"


class AssignmentOver(PortalError):
    """The assignment has ended: nobody is asked for it any more."""

    code = "reminder-assignment-over"


class DaysUnusable(PortalError):
    """Days of reminders that cannot be kept, or no working day at all."""

    code = "reminder-days-unusable"
