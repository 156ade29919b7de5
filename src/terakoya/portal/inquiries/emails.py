"""Mails of this app: written to the outbox in the caller's transaction.

What a stranger typed goes to the seller alone; what the seller wrote goes to who asked.
"""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..common.seller_names import seller_names
from ..delivery.models import OutboxMessage
from ..delivery.services import mail_of, queue_mails
from .models import Inquiry, Message
from .reply_address import reply_address


def mail_inquiry_arrived(inquiry: Inquiry) -> None:
    """Tell who takes it that somebody has written, with what was asked."""
    with override("ja"):
        first = inquiry.messages.order_by("-id")[0]
        context = {"inquiry": inquiry, "message": first, "url": _desk_url(inquiry)}
        subject = _("お問い合わせが届きました（%(number)s）") % {"number": inquiry.number}
        text = render_to_string("inquiries/mail/arrived.txt", context)
    to = (inquiry.assignee.email if inquiry.assignee else None) or seller_names().email
    queue_mails([mail_of(None, to, subject, text, "ja")])


def mail_answer_arrived(inquiry: Inquiry, message: Message) -> None:
    """Tell who takes the thread that it was answered, with what was written."""
    with override("ja"):
        subject = _("お客様から返信が届きました（%(number)s）") % {"number": inquiry.number}
        context = {"inquiry": inquiry, "message": message, "url": _desk_url(inquiry)}
        text = render_to_string("inquiries/mail/answer_arrived.txt", context)
    to = (inquiry.assignee.email if inquiry.assignee else None) or seller_names().email
    queue_mails([mail_of(None, to, subject, text, "ja")])


def mail_inquiry_received(inquiry: Inquiry) -> None:
    """Tell the asker that it arrived, in our words alone: the address may be somebody else's."""
    with override(inquiry.language):
        subject = _("お問い合わせを受け付けました（%(number)s）") % {"number": inquiry.number}
        text = render_to_string("inquiries/mail/received.txt", {"inquiry": inquiry})
    queue_mails([_to_asker(inquiry, subject, text)])


def mail_answer(inquiry: Inquiry, message: Message) -> None:
    """Send an answer to who asked, as a letter of a person: people away may say so."""
    with override(inquiry.language):
        subject = _("お問い合わせへのお返事（%(number)s）") % {"number": inquiry.number}
        text = render_to_string(
            "inquiries/mail/answer.txt",
            {
                "inquiry": inquiry,
                "message": message,
                "goes_back": bool(settings.INQUIRY_ADDRESS),
                "seller_name": seller_names().name,
            },
        )
    mail = _to_asker(inquiry, subject, text)
    mail.uuid = message.uuid
    mail.payload |= {"is_letter": True}
    queue_mails([mail])


def _to_asker(inquiry: Inquiry, subject: str, text: str) -> OutboxMessage:
    """A mail to who asked, whose answer leads back into the thread."""
    mail = mail_of(None, inquiry.email, subject, text, inquiry.language)
    mail.payload |= {"reply_to": reply_address(inquiry.uuid)}
    return mail


def _desk_url(inquiry: Inquiry) -> str:
    return f"{settings.BASE_URL}{reverse('inquiries:inquiry', args=[inquiry.uuid])}"
