"""Mails of this app: written to the outbox in the caller's transaction."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ..accounts.models import Member
from ..delivery.services import queue_mail
from .models import Order


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
