"""Whose reminders; strangers get 404."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Member
from .models import Reminder, ReminderRun
from .selectors import notices_of


def get_run_for(officer: Member, run_uuid: uuid.UUID) -> ReminderRun:
    """A run of the officer's organisation, or 404."""
    run = (
        ReminderRun.objects.select_related("organisation", "assignment__course", "by")
        .filter(organisation_id=officer.organisation_id, uuid=run_uuid)
        .first()
    )
    if run is None:
        raise Http404
    return run


def get_notice_for(member: Member, reminder_uuid: uuid.UUID) -> Reminder:
    """The member's own reminder, or 404."""
    found = notices_of(member).filter(uuid=reminder_uuid).first()
    if found is None:
        raise Http404
    found.member = member
    return found
