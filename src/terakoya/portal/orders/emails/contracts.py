"""Mails about contracts that run: written to the outbox in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from ...accounts.models import Member
from ...catalogue.models import Revision
from ...common.dates import full_day
from ...delivery.services import queue_mail
from ..models import Contract, ManuscriptLicence, Order
from ..selectors.contracts import course_titles
from ..selectors.licences import MOST_NOTES, change_notes


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


def mail_manuscript_updated(
    owners: Sequence[Member], licence: ManuscriptLicence, newest: Revision
) -> None:
    """Tell the holders of a manuscript that a new revision is there, and what it changed."""
    for owner in owners:
        language = owner.person.language
        title = _title(licence, language)
        with override(language):
            subject = _("教材原稿の新しい版が出ました（%(title)s）") % {"title": title}
            notes = change_notes(newest, language)
        shown = {"title": title, "newest": newest, "notes": notes[:MOST_NOTES]}
        more = max(0, len(notes) - MOST_NOTES)
        _mail(owner, subject, "manuscript_updated", licence=licence, more=more, **shown)


def mail_updates_end(owners: Sequence[Member], licence: ManuscriptLicence) -> None:
    """Tell the holders of a manuscript until when updates come, and what stays."""
    for owner in owners:
        language = owner.person.language
        title = _title(licence, language)
        with override(language):
            subject = _("教材原稿の更新は%(day)sまでです") % {
                "day": full_day(licence.updates_until)
            }
        _mail(owner, subject, "manuscript_updates_end", licence=licence, title=title)


def _title(licence: ManuscriptLicence, language: str) -> str:
    titles = course_titles([licence.course_id], language)
    return titles.get(licence.course_id, licence.course.slug)


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
