"""Mails about contracts that run: written to the outbox in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..accounts.models import Member
from ..common.dates import full_day
from ..delivery.services import queue_mail
from .models import Contract, Order


def mail_seats_added(
    owner: Member, contract: Contract, order: Order, seats: int, document: str
) -> None:
    """Tell who added seats what was ordered, and that they may be used now.

    `document` is the number of the 注文請書.
    """
    with override(owner.person.language):
        subject = _("受講枠を追加しました（%(number)s）") % {"number": order.number}
    _mail(
        owner,
        subject,
        "seats_added",
        contract=contract,
        order=order,
        seats=seats,
        document=document,
    )


def mail_contract_renewed(
    owners: Sequence[Member], following: Contract, document: str, *, by_itself: bool
) -> None:
    """Tell the holders that a further term was ordered, by whom or by itself.

    `document` is the number of the 注文請書.
    """
    for owner in owners:
        with override(owner.person.language):
            subject = _("契約を更新しました（%(number)s）") % {"number": following.number}
        said = {"contract": following, "document": document, "by_itself": by_itself}
        _mail(owner, subject, "contract_renewed", **said)


def mail_contract_ends(owners: Sequence[Member], contract: Contract, next_on: dt.date) -> None:
    """Remind the holders of a contract's end, and of what happens then."""
    for owner in owners:
        with override(owner.person.language):
            subject = _("契約は%(day)sまでです（%(number)s）") % {
                "day": full_day(contract.ends_on),
                "number": contract.number,
            }
        _mail(owner, subject, "contract_ends", contract=contract, next_on=next_on)


def mail_contract_cancelled(owner: Member, contract: Contract) -> None:
    """Tell who cancelled a contract that it is over and nothing is billed."""
    with override(owner.person.language):
        subject = _("契約を取り消しました（%(number)s）") % {"number": contract.number}
    _mail(owner, subject, "contract_cancelled", contract=contract)


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
