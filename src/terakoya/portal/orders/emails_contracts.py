"""Mails about contracts that run: written to the outbox in the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..accounts.models import Member
from ..delivery.services import queue_mail
from .models import Contract, Order


def mail_seats_added(owner: Member, contract: Contract, order: Order, seats: int) -> None:
    """Tell who added seats what was ordered, and that they may be used now."""
    with override(owner.person.language):
        subject = _("受講枠を追加しました（%(number)s）") % {"number": order.number}
    _mail(owner, subject, "seats_added", contract=contract, order=order, seats=seats)


def _mail(owner: Member, subject: str, template: str, **said: Any) -> None:
    if not owner.person.email:
        return
    with override(owner.person.language):
        text = render_to_string(
            f"orders/mail/{template}.txt", {"owner": owner, "base_url": settings.BASE_URL, **said}
        )
    queue_mail(
        organisation_uuid=owner.organisation.uuid,
        to=owner.person.email,
        subject=subject,
        text=text,
        language=owner.person.language,
    )
