"""Stopping an organisation's learning, never without a notice before, and letting it go on."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import translation

from ...accounts.models import CustomerNotice, Organisation, Person
from ...accounts.services import NoticeText, end_notice, publish_notice
from ...audit.services import record
from ...common import clock
from ...common.dates import full_day
from ..emails import mail_customer
from ..errors import NoticeGiven, NoticeMissing, NoticeTooShort, NotSuspended
from ..models import Suspension
from ..suspension_words import notice_texts

NOTICE_DAYS: Final = 7
LONGEST_SHOWN: Final = dt.timedelta(days=3650)  # it ends with the suspension


@transaction.atomic
def give_notice(
    *, by: Person, organisation: Organisation, reason: str, from_on: dt.date
) -> Suspension:
    """Tell the organisation by mail and on its first page that learning will stop, and why.

    The day is seven days ahead or more. Raises `NoticeTooShort`, `NoticeGiven`, `NobodyToTell`.
    """
    _lock(organisation)
    first = clock.today() + dt.timedelta(days=NOTICE_DAYS)
    if from_on < first:
        raise NoticeTooShort(day=full_day(first))
    if open_suspension(organisation) is not None:
        raise NoticeGiven
    found = Suspension.objects.create(
        organisation=organisation,
        reason=reason,
        noticed_at=clock.now(),
        from_on=from_on,
        notice=_publish(by, organisation, reason, from_on),
    )
    mail_customer(organisation, "suspension_notice", {"found": found})
    record(
        organisation_uuid=organisation.uuid,
        actor_uuid=by.uuid,
        verb="operator.suspension_noticed",
        target=f"organisation:{organisation.uuid}",
        data={"reason": reason, "from_on": from_on.isoformat()},
    )
    return found


@transaction.atomic
def suspend(*, by: Person, organisation: Organisation) -> Suspension:
    """Stop learning, when the day of the notice has come; records stay readable.

    Again changes nothing. Raises `NoticeMissing`.
    """
    _lock(organisation)
    found = open_suspension(organisation)
    if found is None or found.from_on > clock.today():
        raise NoticeMissing
    if found.suspended_at is not None:
        return found
    found.suspended_at = clock.now()
    _end_notice(by, found)
    found.notice = _publish(by, organisation, found.reason, None)
    found.save(update_fields=["suspended_at", "notice"])
    _mark(organisation, found.suspended_at)
    mail_customer(organisation, "suspended", {"found": found})
    record(
        organisation_uuid=organisation.uuid,
        actor_uuid=by.uuid,
        verb="operator.suspended",
        target=f"organisation:{organisation.uuid}",
        data={"reason": found.reason},
    )
    return found


@transaction.atomic
def end_suspension(*, by: Person, organisation: Organisation) -> Suspension:
    """Let the organisation go on learning, or take the notice back. Raises `NotSuspended`."""
    _lock(organisation)
    found = open_suspension(organisation)
    if found is None:
        raise NotSuspended
    was_suspended = found.suspended_at is not None
    found.ended_at = clock.now()
    found.save(update_fields=["ended_at"])
    _end_notice(by, found)
    _mark(organisation, None)
    mail_customer(organisation, "resumed" if was_suspended else "notice_withdrawn", {})
    record(
        organisation_uuid=organisation.uuid,
        actor_uuid=by.uuid,
        verb="operator.resumed" if was_suspended else "operator.suspension_withdrawn",
        target=f"organisation:{organisation.uuid}",
    )
    return found


def open_suspension(organisation: Organisation) -> Suspension | None:
    """The notice or suspension that has not ended."""
    return Suspension.objects.filter(organisation=organisation, ended_at=None).first()


def _publish(
    by: Person, organisation: Organisation, reason: str, from_on: dt.date | None
) -> CustomerNotice:
    """Show until the day of a suspension, or as long as it goes on, that it comes or is there."""
    texts: dict[str, str] = {}
    for language in ("ja", "en"):
        with translation.override(language):
            title, text = notice_texts(reason, from_on)
        texts |= {f"title_{language}": title, f"text_{language}": text}
    return publish_notice(
        by=by,
        text=NoticeText(**texts),
        organisation=organisation,
        from_on=clock.today(),
        until_on=from_on or clock.today() + LONGEST_SHOWN,
        with_mail=False,
    )


def _end_notice(by: Person, found: Suspension) -> None:
    if found.notice is not None:
        end_notice(by=by, notice=found.notice)


def _lock(organisation: Organisation) -> None:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _mark(organisation: Organisation, moment: dt.datetime | None) -> None:
    organisation.suspended_at = moment
    organisation.save(update_fields=["suspended_at"])
