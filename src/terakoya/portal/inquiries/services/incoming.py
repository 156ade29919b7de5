"""Answers by mail: into the thread whose signed address they went to, and nowhere else."""

from __future__ import annotations

import logging

from django.db import transaction

from ...common import clock
from ...limits.rules import INQUIRY_MAILS, MAILS_TO_ADDRESS
from ...limits.services import try_spend
from ..attached import sort_files
from ..choices import Channel, Direction, InquiryState
from ..emails import mail_answer_arrived
from ..letters import Letter, addressed_to, read_letter
from ..models import Inquiry, Message
from ..quoted import split_quoted
from ..reply_address import inquiry_named_by
from .asking import due_after
from .attaching import attach_files

log = logging.getLogger(__name__)


def take_answer(raw: bytes) -> bool:
    """Append a mail to the thread that it answers; whether it went to one.

    The same mail again changes nothing. Beyond 100 a day a thread takes no more: they stay in the
    mailbox. What a program wrote by itself becomes a note, and nobody has to answer it.
    """
    thread = inquiry_named_by(addressed_to(raw))
    inquiry = Inquiry.objects.filter(uuid=thread).first() if thread else None
    letter = read_letter(raw) if inquiry else None
    if inquiry is None or letter is None:
        return False
    if inquiry.messages.filter(mail_id=letter.mail_id).exists():
        return True
    if not try_spend(INQUIRY_MAILS.by(inquiry.pk)):
        log.warning("inquiries: %s got too many mails; one stays in the mailbox", inquiry.number)
        return False
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
        message = _keep(inquiry, letter)
        if not letter.is_automatic:
            wake(inquiry, message)
    return True


def _keep(inquiry: Inquiry, letter: Letter) -> Message:
    written, quoted = split_quoted(letter.text)
    kept, left = sort_files(letter.files)
    message = Message.objects.create(
        inquiry=inquiry,
        direction=Direction.NOTE if letter.is_automatic else Direction.IN,
        channel=Channel.MAIL,
        author=letter.author,
        text=written.strip(),
        quoted=quoted,
        left_out=[[name, str(reason)] for name, reason in left],
        mail_id=letter.mail_id,
        at=clock.now(),
    )
    attach_files(message, kept)
    return message


def wake(inquiry: Inquiry, message: Message) -> None:
    """Let the thread wait for an answer again; spam stays where it is."""
    inquiry.last_at = message.at
    if not inquiry.is_spam:
        if inquiry.due_at is None:
            inquiry.due_at = due_after(inquiry)
        inquiry.state = InquiryState.UNANSWERED
        if try_spend(MAILS_TO_ADDRESS.by("inquiry-answer", inquiry.pk)):
            mail_answer_arrived(inquiry, message)
    inquiry.save(update_fields=["last_at", "due_at", "state"])
