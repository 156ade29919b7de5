"""What マイ研修 says of reminders."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from ..accounts.models import Member
from ..common.dates import short_day
from ..learning.extensions import Note
from ..learning.models import Enrolment
from .selectors import notices_of

MOST = 20


def reminder_notes(member: Member, enrolments: Mapping[int, Enrolment]) -> list[Note]:
    """The newest unread reminder of each course that is not completed; one statement."""
    notes: dict[int, Note] = {}
    for one in notices_of(member).filter(read_at=None)[:MOST]:
        key = one.run.assignment_id
        run = enrolments.get(key)
        if key in notes or (run is not None and run.completed_at is not None):
            continue
        text = _("お知らせ：受講のお願いが届いています（%(day)s）") % {"day": short_day(one.on)}
        url = reverse("reminders:notice", kwargs={"reminder": one.uuid})
        notes[key] = Note(key, text, url)
    return list(notes.values())
