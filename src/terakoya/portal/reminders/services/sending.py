"""How a reminder leaves: with the words and the state of that moment, in working hours alone."""

from __future__ import annotations

from ...common import clock
from ...delivery.models import OutboxMessage
from ...delivery.sending import Postponed, send_mail
from ...delivery.templatetags.mail import plain
from ..choices import ReminderState
from ..models import Reminder, ReminderSettings
from ..selectors import address_of, filled_for, is_wanted, settings_of, words_for


def send_reminder(message: OutboxMessage) -> None:
    """Send a reminder, put it off until working hours, or drop it where it is needed no more."""
    reminder = (
        Reminder.objects.select_related(
            "run__assignment__course", "member__person", "member__organisation"
        )
        .filter(message=message.uuid)
        .first()
    )
    if reminder is None:  # its member or assignment was deleted
        return
    usual = settings_of(reminder.organisation_id)
    moment = clock.now()
    if not usual.calendar.is_open(moment):
        raise Postponed(usual.calendar.next_moment(moment))
    payload = _payload(reminder, usual)
    if payload is None:
        _keep(reminder, ReminderState.DROPPED)
        return
    message.payload = payload
    send_mail(message)
    _keep(reminder, ReminderState.SENT)


def _payload(reminder: Reminder, usual: ReminderSettings) -> dict[str, str] | None:
    """The mail; `None` for who has completed, left, is exempt or has no address any more."""
    member, language = reminder.member, reminder.member.person.language
    to = address_of(member)
    course = is_wanted(member, reminder.run.assignment, language)
    if not to or course is None or _has_left(reminder):
        return None
    words = filled_for(member, course, words_for(reminder.run, member, language, usual), language)
    return {
        "to": to,
        "subject": " ".join(words.subject.split()),
        "text": words.body,
        "html": "",
        "language": language,
        # As free text: not to an address that nobody has proven.
        "sender": plain(usual.sender_name) if member.joined_at else "",
    }


def _has_left(reminder: Reminder) -> bool:
    left_on = reminder.member.left_on
    return left_on is not None and left_on <= clock.today()


def _keep(reminder: Reminder, state: ReminderState) -> None:
    Reminder.objects.filter(pk=reminder.pk, state=ReminderState.WAITING).update(
        state=state, sent_at=clock.now() if state == ReminderState.SENT else None
    )
