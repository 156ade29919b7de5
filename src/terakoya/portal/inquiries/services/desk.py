"""What the desk decides about a thread: who takes it, until when, and where it stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ...common.clock import day_end
from ...common.dates import day_of
from ...orders.models import Quote
from ..choices import InquiryState
from ..errors import UnknownAssignee
from ..models import Inquiry
from ..selectors import operators
from .asking import due_after, take_in


def change_desk(
    *,
    by: Person,
    inquiry: Inquiry,
    assignee: Person | None,
    state: InquiryState,
    due_on: dt.date | None,
) -> None:
    """Change who takes a thread, where it stands, and by the end of which day it is answered.

    Out of the spam folder it is taken in as if it had just come. A day counts only while the
    state stays 未返信; without one the hours of the kind count. The same again changes nothing.
    """
    if assignee is not None and not operators().filter(pk=assignee.pk).exists():
        raise UnknownAssignee(_("担当を一覧から選んでください。"), field="assignee")
    with transaction.atomic():
        before = _standing(inquiry)
        inquiry.assignee = assignee
        if inquiry.is_spam and state != InquiryState.SPAM:
            take_in(inquiry)
        if state == InquiryState.UNANSWERED:
            inquiry.due_at = _due(inquiry, due_on)
        else:
            inquiry.due_at = None
        inquiry.state = state
        after = _standing(inquiry)
        if after != before:
            inquiry.save(update_fields=["assignee", "state", "due_at"])
            record(
                organisation_uuid=None,
                actor_uuid=by.uuid,
                verb="inquiry.changed",
                target=inquiry.number,
                data=after,
            )


def close_ordered(quote: Quote) -> None:
    """Close the threads that wait for the answer to a quote by which an order was placed."""
    waiting = Inquiry.objects.select_for_update(of=("self",)).filter(
        quotes__quote=quote, state=InquiryState.QUOTED
    )
    for inquiry in waiting:
        inquiry.state = InquiryState.CLOSED
        inquiry.save(update_fields=["state"])
        record(
            organisation_uuid=None,
            actor_uuid=None,
            verb="inquiry.changed",
            target=inquiry.number,
            data=_standing(inquiry),
        )


def _due(inquiry: Inquiry, due_on: dt.date | None) -> dt.datetime:
    """The last minute of the day; a moment on that day stays as it is."""
    known = inquiry.due_at
    if due_on is None:
        return known or due_after(inquiry)
    if known is not None and day_of(known) == due_on:
        return known
    return day_end(due_on) - dt.timedelta(minutes=1)


def _standing(inquiry: Inquiry) -> dict[str, Any]:
    return {
        "assignee": inquiry.assignee.name if inquiry.assignee else "",
        "state": str(inquiry.state),
        "due_at": inquiry.due_at.isoformat() if inquiry.due_at else "",
    }
