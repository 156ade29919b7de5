"""Mails of this app: written to the outbox in the caller's transaction."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..accounts.models import Member
from ..common.seller_names import seller_names
from ..delivery.services import queue_mail
from .models import Order, QuoteRequest


def mail_order_placed(order: Order, owner: Member) -> None:
    """Tell the applicant what was ordered and how to sign in."""
    queue_mail(
        organisation_uuid=owner.organisation.uuid,
        to=owner.person.email or "",
        subject=_("お申し込みを受け付けました（%(number)s）") % {"number": order.number},
        text=render_to_string(
            "orders/mail/order_placed.txt",
            {"order": order, "owner": owner, "base_url": settings.BASE_URL},
        ),
        language=owner.person.language,
    )


def mail_quote_requested(request: QuoteRequest) -> None:
    """Send the request to the seller. What was typed goes to nobody else."""
    with override("ja"):
        queue_mail(
            organisation_uuid=None,
            to=seller_names().email,
            subject=_("お問い合わせが届きました（%(number)s）") % {"number": request.number},
            text=render_to_string("orders/mail/quote_requested.txt", {"request": request}),
            language="ja",
        )


def mail_quote_received(request: QuoteRequest, language: str) -> None:
    """Tell the asker that it arrived, in our words alone: the address may be somebody else's."""
    queue_mail(
        organisation_uuid=None,
        to=request.email,
        subject=_("お問い合わせを受け付けました（%(number)s）") % {"number": request.number},
        text=render_to_string("orders/mail/quote_received.txt", {"number": request.number}),
        language=language,
    )
