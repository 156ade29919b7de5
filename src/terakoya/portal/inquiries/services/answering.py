"""What the seller's people write: answers that leave by mail, and notes that do not."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ...common import clock
from ..choices import Channel, Direction, InquiryState
from ..emails import mail_answer
from ..errors import InquiryIsSpam, NothingWritten
from ..models import Inquiry, InquiryQuote, Message
from .drafting import drop_draft


def answer(*, by: Person, inquiry: Inquiry, text: str, key: uuid.UUID) -> Message:
    """Write to who asked; the mail leaves with the change. The same page sent twice is once.

    A quote of the thread whose address stands in it goes out with it; then its answer is waited
    for.
    """
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
        before = Message.objects.filter(uuid=key, inquiry=inquiry).first()
        if before is not None:
            return before
        if inquiry.is_spam:
            raise InquiryIsSpam(
                _("迷惑フォルダーにあります。返信するには、先に状態を「未返信」にしてください。")
            )
        message = _write(by, inquiry, text, Direction.OUT, key)
        has_quote = _send_quotes(inquiry, message)
        inquiry.state = InquiryState.QUOTED if has_quote else InquiryState.ANSWERED
        inquiry.due_at = None
        inquiry.last_at = message.at
        if inquiry.assignee is None:
            inquiry.assignee = by
        inquiry.save(update_fields=["state", "due_at", "last_at", "assignee"])
        drop_draft(by, inquiry)
        mail_answer(inquiry, message)
        record(
            organisation_uuid=inquiry.organisation.uuid if inquiry.organisation else None,
            actor_uuid=by.uuid,
            verb="inquiry.answered",
            target=inquiry.number,
        )
    return message


def add_note(*, by: Person, inquiry: Inquiry, text: str, key: uuid.UUID) -> Message:
    """Write what the customer never sees; changes nothing else."""
    before = Message.objects.filter(uuid=key, inquiry=inquiry).first()
    if before is not None:
        return before
    with transaction.atomic():
        message = _write(by, inquiry, text, Direction.NOTE, key)
        record(
            organisation_uuid=None,
            actor_uuid=by.uuid,
            verb="inquiry.noted",
            target=inquiry.number,
        )
    return message


def _send_quotes(inquiry: Inquiry, message: Message) -> bool:
    """Note which quotes the words bring; whether there is one."""
    waiting = InquiryQuote.objects.filter(inquiry=inquiry, message=None).select_related("quote")
    brought = [one.pk for one in waiting if one.quote.code in message.text]
    InquiryQuote.objects.filter(pk__in=brought).update(message=message)
    return bool(brought)


def _write(by: Person, inquiry: Inquiry, text: str, way: Direction, key: uuid.UUID) -> Message:
    said = text.strip()
    if not said:
        raise NothingWritten(_("本文を入力してください。"), field="text")
    return Message.objects.create(
        uuid=key,
        inquiry=inquiry,
        direction=way,
        channel=Channel.DESK,
        author=by.name,
        by=by,
        text=said,
        at=clock.now(),
    )
