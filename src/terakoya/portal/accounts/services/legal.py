"""Publishing versions of the legal pages, and accepting the terms anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db import IntegrityError, transaction

from ...audit.services import record
from ...common import clock
from ...common.dates import full_day
from ...delivery.models import OutboxMessage
from ...delivery.services import queue_mails, queue_message
from ..choices import LegalDocument, Role
from ..emails import terms_mail
from ..errors import LegalDayTaken, LegalDayTooEarly, LegalTextHolds
from ..legal import earliest_day
from ..models import LegalText, Member, MemberQuerySet, Person, RoleGrant, TermsAcceptance
from .base import record_by

TERMS_NEWS: Final = "terms-news"  # the kind of a message
_AT_ONCE: Final = 500


@transaction.atomic
def publish_legal_text(
    *, by: Person, document: LegalDocument, valid_from: dt.date, text_ja: str, text_en: str
) -> LegalText:
    """A next version, from a day on. Of new terms a worker tells every owner."""
    earliest = earliest_day(document, clock.today())
    if valid_from < earliest:
        raise LegalDayTooEarly(day=full_day(earliest))
    try:
        with transaction.atomic():
            text = LegalText.objects.create(
                document=document,
                valid_from=valid_from,
                text_ja=text_ja,
                text_en=text_en,
                published_at=clock.now(),
                published_by=by,
            )
    except IntegrityError:
        raise LegalDayTaken from None
    _record(by, "legal.published", text)
    if document == LegalDocument.TERMS:
        queue_message(TERMS_NEWS, {"text": str(text.uuid), "after": 0})
    return text


@transaction.atomic
def withdraw_legal_text(*, by: Person, text: LegalText) -> None:
    """Take a version back that does not hold yet and that nobody has accepted."""
    held = LegalText.objects.select_for_update().filter(pk=text.pk).first()
    if held is None:
        return
    accepted = TermsAcceptance.objects.filter(document=held.document, version=held.version)
    if held.valid_from <= clock.today() or accepted.exists():
        raise LegalTextHolds
    _record(by, "legal.withdrawn", held)
    held.delete()


@transaction.atomic
def accept_terms(*, by: Member, text: LegalText) -> None:
    """An owner accepts these terms for the organisation; a second time changes nothing."""
    Person.objects.select_for_update().only("pk").get(pk=by.person_id)
    given, is_new = TermsAcceptance.objects.get_or_create(
        organisation=by.organisation,
        person=by.person,
        document=text.document,
        version=text.version,
        defaults={"accepted_at": clock.now()},
    )
    if is_new:
        record_by(by, "terms.accepted", data={"version": given.version})


@transaction.atomic
def tell_owners_of_terms(*, text_uuid: str, after: int) -> int:
    """Mail the next 500 owners what is new; the last one's key, 0 where all were told.

    The rest follows by a message of its own, so that one of 20,000 organisations waits for none.
    """
    text = LegalText.objects.filter(uuid=text_uuid).first()
    if text is None:  # withdrawn meanwhile
        return 0
    owners = list(_owners_after(after)[:_AT_ONCE])
    queue_mails(list(_mails(owners, text)))
    if len(owners) < _AT_ONCE:
        return 0
    queue_message(TERMS_NEWS, {"text": text_uuid, "after": owners[-1].pk})
    return owners[-1].pk


def _owners_after(key: int) -> MemberQuerySet:
    grants = RoleGrant.objects.in_force().filter(role=Role.OWNER)
    return (
        Member.objects.present()
        .filter(
            pk__gt=key,
            pk__in=grants.values("member"),
            joined_at__isnull=False,
            person__email_confirmed_at__isnull=False,
            person__email__isnull=False,
        )
        .select_related("person", "organisation")
        .order_by("pk")
    )


def _mails(owners: list[Member], text: LegalText) -> Iterator[OutboxMessage]:
    return (terms_mail(owner, text) for owner in owners)


def _record(by: Person, verb: str, text: LegalText) -> None:
    record(
        organisation_uuid=None,
        actor_uuid=by.uuid,
        verb=verb,
        target=f"legal:{text.uuid}",
        data={"document": text.document, "version": text.version},
    )
