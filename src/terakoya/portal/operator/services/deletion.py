"""Deleting an organisation's data on request: asked, told of, begun when its day has come."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.db import transaction
from django.utils import translation

from ...accounts.models import CustomerNotice, Member, Organisation, Person
from ...accounts.names import clean_company_code, clean_name
from ...accounts.services import NoticeText, end_notice, publish_notice
from ...audit.services import record
from ...common import clock
from ...common.dates import full_day
from ...orders.choices import OrderStatus
from ...orders.models import Order
from ...orders.services.terms import end_renewals
from ..deletion_words import notice_title, notice_words
from ..emails import customer_addresses, mail_customer
from ..errors import (
    AskedLater,
    BackupsGone,
    CodeDiffers,
    DeletionAsked,
    DeletionNotOpen,
    DeletionNotYet,
    DeletionTooSoon,
    OrdersWait,
)
from ..models import Deletion

WAITING_DAYS: Final = 14


def first_day() -> dt.date:
    """The first day that a request of today may name."""
    return clock.today() + dt.timedelta(days=WAITING_DAYS)


def ask_own_deletion(*, by: Member, company_code: str, from_on: dt.date) -> Deletion:
    """An owner asks for the deletion of their organisation's data.

    Raises `CodeDiffers`, `DeletionTooSoon`, `DeletionAsked`.
    """
    _check_code(by.organisation, company_code)
    return ask_deletion(
        by=by.person,
        organisation=by.organisation,
        asked_by=by.name,
        asked_on=clock.today(),
        from_on=from_on,
    )


@transaction.atomic
def ask_deletion(
    *, by: Person, organisation: Organisation, asked_by: str, asked_on: dt.date, from_on: dt.date
) -> Deletion:
    """Note who asked, and tell owners and officers by mail and on their page.

    The day is fourteen days ahead or more, so that they can take their exports, or withdraw.
    Raises `AskedLater`, `DeletionTooSoon`, `DeletionAsked`, `NobodyToTell`.
    """
    _lock(organisation)
    if asked_on > clock.today():
        raise AskedLater
    if from_on < first_day():
        raise DeletionTooSoon(day=full_day(first_day()))
    if open_deletion(organisation) is not None:
        raise DeletionAsked
    found = Deletion.objects.create(
        organisation=organisation,
        asked_by=clean_name(asked_by, field="asked_by"),
        asked_on=asked_on,
        noticed_at=clock.now(),
        from_on=from_on,
        notice=_publish(by, organisation, from_on),
        code=secrets.token_urlsafe(32),
    )
    mail_customer(organisation, "deletion_notice", {"found": found})
    _record(by, found, "operator.deletion_asked", {"from_on": from_on.isoformat()})
    return found


@transaction.atomic
def withdraw_deletion(*, by: Person, organisation: Organisation) -> Deletion:
    """Take a request back that has not begun. Raises `DeletionNotOpen`."""
    _lock(organisation)
    found = open_deletion(organisation)
    if found is None or found.started_at is not None:
        raise DeletionNotOpen
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    if found.notice is not None:
        end_notice(by=by, notice=found.notice)
    mail_customer(organisation, "deletion_withdrawn", {})
    _record(by, found, "operator.deletion_withdrawn", {})
    return found


@transaction.atomic
def start_deletion(
    *, by: Person, organisation: Organisation, company_code: str, backups_until: dt.date
) -> Deletion:
    """Let the workers delete; nobody of the organisation learns from now on. Again: no change.

    No contract is renewed by itself any more.

    `backups_until` is the last day on which a backup still holds the data. Raises `CodeDiffers`,
    `DeletionNotOpen`, `DeletionNotYet`, `BackupsGone`, `OrdersWait`.
    """
    _lock(organisation)
    _check_code(organisation, company_code)
    found = open_deletion(organisation)
    if found is None:
        raise DeletionNotOpen
    if found.from_on > clock.today():
        raise DeletionNotYet(day=full_day(found.from_on))
    if backups_until < clock.today():
        raise BackupsGone
    if found.started_at is not None:
        return found
    if Order.objects.filter(organisation=organisation, status=OrderStatus.WAITING).exists():
        raise OrdersWait
    found.started_at = organisation.suspended_at = clock.now()
    found.started_by, found.started_by_name = by, by.name
    found.backups_until = backups_until
    found.addresses = [
        [address, one.person.language] for one, address in customer_addresses(organisation)
    ]
    found.save()
    organisation.save(update_fields=["suspended_at"])
    end_renewals(by=by, organisation=organisation)
    _record(by, found, "operator.deletion_started", {})
    return found


def open_deletion(organisation: Organisation) -> Deletion | None:
    """The request that is neither withdrawn nor done."""
    return Deletion.objects.filter(
        organisation=organisation, withdrawn_at=None, finished_at=None
    ).first()


def _publish(by: Person, organisation: Organisation, from_on: dt.date) -> CustomerNotice:
    texts = {}
    for language in ("ja", "en"):
        with translation.override(language):
            texts[f"title_{language}"] = notice_title()
            texts[f"text_{language}"] = notice_words(from_on)
    return publish_notice(
        by=by,
        text=NoticeText(**texts),
        organisation=organisation,
        from_on=clock.today(),
        until_on=from_on,
        with_mail=False,
    )


def _check_code(organisation: Organisation, typed: str) -> None:
    if clean_company_code(typed) != clean_company_code(organisation.code):
        raise CodeDiffers


def _lock(organisation: Organisation) -> None:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _record(by: Person, found: Deletion, verb: str, data: dict[str, str]) -> None:
    record(
        organisation_uuid=found.organisation.uuid,
        actor_uuid=by.uuid,
        verb=verb,
        target=f"organisation:{found.organisation.uuid}",
        data={"asked_by": found.asked_by, **data},
    )
