"""Mails of this app: written to the outbox in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ...common import clock
from ...delivery.services import queue_mail
from ..models import Order, Quote


def mail_order_placed(order: Order, owner: Member, document: str, starts_on: dt.date) -> None:
    """Tell the applicant what was ordered, from when, and the number of the 注文請書."""
    subject = _("お申し込みを受け付けました（%(number)s）") % {"number": order.number}
    later_on = starts_on if starts_on > clock.today() else None
    _mail_of_order("order_placed", subject, order, owner, document=document, later_on=later_on)


def mail_order_waiting(order: Order, owner: Member, days: int) -> None:
    """Tell the applicant that the seller looks at the order, and within how many working days."""
    subject = _("お申し込みを確認しています（%(number)s）") % {"number": order.number}
    _mail_of_order("order_waiting", subject, order, owner, days=days)


def mail_order_approved(order: Order, owner: Member, document: str, starts_on: dt.date) -> None:
    """Tell the applicant from when the training runs, and the number of the 注文請書."""
    subject = _("お申し込みを承りました（%(number)s）") % {"number": order.number}
    _mail_of_order("order_approved", subject, order, owner, document=document, starts_on=starts_on)


def mail_order_declined(order: Order, owner: Member, reason: str) -> None:
    """Tell the applicant that the order was declined, and why."""
    subject = _("お申し込みをお受けできませんでした（%(number)s）") % {"number": order.number}
    _mail_of_order("order_declined", subject, order, owner, reason=reason)


def _mail_of_order(
    template: str, subject: str, order: Order, owner: Member, **context: Any
) -> None:
    shown = {"order": order, "owner": owner, "base_url": settings.BASE_URL, **context}
    queue_mail(
        organisation_uuid=owner.organisation.uuid,
        to=owner.person.email or "",
        subject=subject,
        text=render_to_string(f"orders/mail/{template}.txt", shown),
        language=owner.person.language,
    )


def mail_quote_made(quote: Quote, number: str, language: str) -> None:
    """Send the address of a quote, in our words alone: the mailbox may be somebody else's."""
    queue_mail(
        organisation_uuid=None,
        to=quote.email,
        subject=_("見積書をお作りしました（%(number)s）") % {"number": number},
        text=render_to_string(
            "orders/mail/quote_made.txt", {"quote": quote, "base_url": settings.BASE_URL}
        ),
        language=language,
    )
