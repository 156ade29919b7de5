"""Refusals around learning."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..accounts.models import Organisation
from ..common.errors import PortalError


class NoFreeSeat(PortalError):
    """Every seat of the contract is taken; says how to get another."""

    code = "no-free-seat"


class NoAccess(PortalError):
    """The organisation has no running access to the course."""

    code = "no-access"


class AccessEnded(NoAccess):
    """A learner's access has run out, or their seat was given on."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "契約の期間が終わったか、受講枠がありません。研修担当者にお問い合わせください。結果と修了証は、これからも見られます。"
            )
        )


class AccessSuspended(AccessEnded):
    """The organisation's use was stopped by the seller."""

    def __init__(self) -> None:
        NoAccess.__init__(
            self,
            _(
                "会社・団体のご利用が止まっています。研修担当者にお問い合わせください。"
                "結果と修了証は、これからも見られます。"
            ),
        )


def access_refusal(organisation: Organisation) -> AccessEnded:
    """Why somebody of an organisation may not learn on."""
    return AccessSuspended() if organisation.suspended_at else AccessEnded()


class PolicyUnread(PortalError):
    """A policy is to be confirmed before the course is shown; `assignment` says whose."""

    code = "policy-unread"

    def __init__(self, assignment: object) -> None:
        sentence = _("研修の前に、会社の方針を読んで、確認してください。")
        super().__init__(sentence, assignment=assignment)


class MemberOfAnother(PortalError):
    """A member of another organisation was chosen for an assignment."""

    code = "member-of-another"


class EditionOfAnother(PortalError):
    """An edition was chosen that is none of the course or of the organisation."""

    code = "edition-of-another"


class ReasonMissing(PortalError):
    """Somebody is to be exempt without a reason, or with one that is too long."""

    code = "reason-missing"


class DueDateUnusable(PortalError):
    """A due date that cannot be kept."""

    code = "due-date-unusable"


class GroupUnusable(PortalError):
    """A group without a name or a condition, or with a name that another one bears."""

    code = "group-unusable"


class GroupInUse(PortalError):
    """A group that an assignment is for cannot be deleted."""

    code = "group-in-use"


class RecurrenceRefused(PortalError):
    """An assignment that cannot come round every year, or does already."""

    code = "recurrence-refused"


class DaysUnusable(PortalError):
    """A number of days that cannot be kept."""

    code = "days-unusable"


class PolicyUnusable(PortalError):
    """A policy that cannot be kept or confirmed as it is."""

    code = "policy-unusable"
    status = 422


class SeatAlreadyGivenOn(PortalError):
    """A seat is given on once a month."""

    code = "seat-already-given-on"


class SeatNotNeeded(PortalError):
    """Whoever is to get a seat has one, or is not there any more."""

    code = "seat-not-needed"


class BatchTooLarge(PortalError):
    """More events or bytes than one batch may have."""

    code = "batch-too-large"
    status = 413


class UnreadableBatch(PortalError):
    """A batch that is no JSON, or has no list of events."""

    code = "unreadable-batch"
    status = 400


class SaveAgain(PortalError):
    """The same event arrived twice at the same moment; the batch is to be sent again."""

    code = "save-again"


class NoNewerRevision(PortalError):
    """The run is on the newest revision, or is completed."""

    code = "no-newer-revision"


class NothingChanged(PortalError):
    """A delta was asked for where nothing has changed since the member completed the course."""

    code = "nothing-changed"


class TestNotOpen(PortalError):
    """Slides are missing before the test; the page lists them."""

    __test__ = False  # not a test case, whatever its name
    code = "test-not-open"


class AttemptClosed(PortalError):
    """The attempt was handed in; its answers stay as they are."""

    code = "attempt-closed"


class StrangeAnswer(PortalError):
    """An answer to a question, or with a choice, that this attempt did not show."""

    code = "strange-answer"
    status = 422


class Unanswered(PortalError):
    """Questions without an answer, named before the attempt is handed in; `numbers` in details."""

    code = "unanswered"
    status = 422


class EmptyNote(PortalError):
    """A note without words."""

    code = "empty-note"
    status = 422


class NoteTooLong(PortalError):
    """A note that is longer than a note may be."""

    code = "note-too-long"
    status = 422


class TooManyNotes(PortalError):
    """More notes than one course may have, or on a slide that is not there."""

    code = "too-many-notes"
    status = 422


class SurveyOpen(PortalError):
    """The first slide would end a survey that the learner has not declined."""

    code = "survey-open"


class SheetsNotUsable(PortalError):
    """Workbooks with results on paper that cannot be read, or not for this assignment."""

    code = "sheets-not-usable"
    status = 422


class PlaceMissing(PortalError):
    """A group session without a place, or with one that is too long."""

    code = "place-missing"
    status = 422


class AssignmentOver(PortalError):
    """A group session of an assignment that has ended, or that is for what changed alone."""

    code = "assignment-over"


class GroupSessionOver(PortalError):
    """Something was done to a group session that has ended."""

    code = "group-session-over"
    status = 410


class GroupSessionFull(PortalError):
    """As many people as a group session may have are there."""

    code = "group-session-full"


class PinWrong(PortalError):
    """No running group session of the organisation has these digits."""

    code = "pin-wrong"
    status = 422


class NotForThisSession(PortalError):
    """Somebody came to whom the course is not assigned."""

    code = "not-for-this-session"


class AtAnotherSession(PortalError):
    """Somebody is noted at another session that has not ended."""

    code = "at-another-session"


class NoSurvey(PortalError):
    """An assignment is to ask a survey that its course does not have."""

    code = "no-survey"
    status = 422


class StrangeCourse(PortalError):
    """An own course of another organisation is to be assigned."""

    code = "strange-course"
    status = 422


class StartTooEarly(PortalError):
    """An assignment would start before the contract of its course."""

    code = "start-too-early"
    status = 422


class SeatsInUse(PortalError):
    """A grant cannot be taken back: somebody has begun."""

    code = "seats-in-use"
