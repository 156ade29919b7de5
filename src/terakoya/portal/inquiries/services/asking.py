"""An inquiry begins: kept whatever it looks like, routed, and told of."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ...delivery.services import next_number
from ...limits.rules import MAILS_TO_ADDRESS
from ...limits.services import try_spend
from ..attached import MailedFile
from ..choices import Channel, Direction, InquiryState
from ..emails import mail_inquiry_arrived, mail_inquiry_received
from ..models import ANSWER_HOURS, Inquiry, Message, Route
from ..specs import Asked
from .attaching import attach_doubtful, attach_files


def ask(
    *,
    asked: Asked,
    key: uuid.UUID,
    doubts: Sequence[str] = (),
    member: Member | None = None,
    files: Sequence[MailedFile] = (),
) -> Inquiry:
    """Begin a thread, once for a key: the same words sent again are the same inquiry.

    What is doubtful goes to the spam folder, and no mail leaves. Members are never doubted.
    `files` have been looked at (`attached.sort_files`).
    """
    before = Inquiry.objects.filter(uuid=key).first()
    if before is not None and _says_the_same(before, asked):
        return before
    is_spam = bool(doubts) and member is None
    with transaction.atomic():
        inquiry, message = _write(asked, key if before is None else uuid.uuid4(), member)
        if is_spam:
            attach_doubtful(message, files)
            inquiry.state, inquiry.doubts = InquiryState.SPAM, " ".join(doubts)
            inquiry.save(update_fields=["state", "doubts"])
        else:
            attach_files(message, files)
            take_in(inquiry)
        if member is not None:
            record(
                organisation_uuid=member.organisation.uuid,
                actor_uuid=member.person.uuid,
                verb="inquiry.asked",
                target=inquiry.number,
            )
    return inquiry


def take_in(inquiry: Inquiry) -> None:
    """Give an inquiry to whoever takes its kind; tell both sides, the asker once."""
    route = Route.objects.select_related("assignee").filter(kind=inquiry.kind).first()
    inquiry.state = InquiryState.UNANSWERED
    inquiry.due_at = due_after(inquiry)
    if route is not None and inquiry.assignee is None:
        inquiry.assignee = route.assignee
    mail_inquiry_arrived(inquiry)
    if inquiry.greeted_at is None and try_spend(MAILS_TO_ADDRESS.by("inquiry", inquiry.email)):
        mail_inquiry_received(inquiry)
        inquiry.greeted_at = clock.now()
    inquiry.save(update_fields=["state", "due_at", "assignee", "greeted_at"])


def due_after(inquiry: Inquiry) -> dt.datetime:
    """Until when somebody who writes now is answered."""
    hours = Route.objects.filter(kind=inquiry.kind).values_list("hours", flat=True).first()
    return clock.now() + dt.timedelta(hours=hours or ANSWER_HOURS)


def _write(asked: Asked, key: uuid.UUID, member: Member | None) -> tuple[Inquiry, Message]:
    moment = clock.now()
    year = clock.today().year
    inquiry = Inquiry.objects.create(
        uuid=key,
        number=f"T-{year}-{next_number(f'inquiry-{year}'):04d}",
        kind=asked.kind,
        state=InquiryState.SPAM,  # until it is decided what it is, in the same transaction
        organisation=member.organisation if member else None,
        member=member,
        company=asked.company,
        name=asked.name,
        email=asked.email,
        phone=asked.phone,
        seats=asked.seats,
        months=asked.months,
        language=asked.language,
        created_at=moment,
        last_at=moment,
    )
    message = Message.objects.create(
        inquiry=inquiry,
        direction=Direction.IN,
        channel=Channel.FORM,
        author=asked.name,
        by=member.person if member else None,
        text=asked.message,
        at=moment,
    )
    return inquiry, message


def _says_the_same(inquiry: Inquiry, asked: Asked) -> bool:
    first = inquiry.messages.order_by("id").values_list("text", flat=True).first()
    return (inquiry.kind, inquiry.email, first) == (asked.kind, asked.email, asked.message)
