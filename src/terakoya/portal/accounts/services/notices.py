"""Telling customers something: on their first page, and by mail where the operator wishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from ...audit.services import record
from ...common import clock
from ...delivery.models import OutboxMessage
from ...delivery.services import queue_mails
from ..choices import NoticeReaders, Role
from ..emails import notice_mail
from ..errors import NoticeDaysUnusable
from ..models import CustomerNotice, Member, NoticeReading, Organisation, Person, RoleGrant

NOTICE_NEWS: Final = "notice-news"  # the kind of a message
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class NoticeText:
    """What a notice says, in both languages."""

    title_ja: str
    title_en: str
    text_ja: str
    text_en: str


@transaction.atomic
def publish_notices(
    *, by: Person, organisations: Sequence[Organisation], **told: Any
) -> list[CustomerNotice]:
    """The same notice to each of some organisations; to all where none is named."""
    return [publish_notice(by=by, organisation=one, **told) for one in (organisations or (None,))]


@transaction.atomic
def publish_notice(
    *,
    by: Person,
    text: NoticeText,
    organisation: Organisation | None,
    from_on: dt.date,
    until_on: dt.date,
    with_mail: bool,
    readers: NoticeReaders = NoticeReaders.ALL,
) -> CustomerNotice:
    """Show a notice from a day until a day; mails leave on the first of them."""
    if until_on < from_on or until_on < clock.today():
        raise NoticeDaysUnusable
    notice = CustomerNotice.objects.create(
        organisation=organisation,
        readers=readers,
        title_ja=text.title_ja,
        title_en=text.title_en,
        text_ja=text.text_ja,
        text_en=text.text_en,
        from_on=from_on,
        until_on=until_on,
        with_mail=with_mail,
        created_by=by,
        created_at=clock.now(),
    )
    _record(by, "notice.published", notice)
    if with_mail:
        morning = dt.datetime.combine(from_on, dt.time(9), clock.TOKYO)
        _queue(notice, 0, max(morning, clock.now()))
    return notice


@transaction.atomic
def end_notice(*, by: Person, notice: CustomerNotice) -> None:
    """Show a notice no more, and mail it to nobody who has not had it."""
    held = CustomerNotice.objects.select_for_update().get(pk=notice.pk)
    if held.ended_at is None:
        held.ended_at = clock.now()
        held.save(update_fields=["ended_at"])
        _record(by, "notice.ended", held)


@transaction.atomic
def read_notice(*, by: Member, notice: CustomerNotice) -> None:
    """Note that a member has read it; a second time changes nothing."""
    NoticeReading.objects.get_or_create(
        notice=notice,
        member=by,
        defaults={"organisation": by.organisation, "read_at": clock.now()},
    )


@transaction.atomic
def mail_notice(*, notice_uuid: str, after: int) -> None:
    """Mail the next 500 of its readers; the rest by a message of its own."""
    notice = CustomerNotice.objects.filter(uuid=notice_uuid, ended_at=None).first()
    if notice is None or notice.until_on < clock.today():
        return
    everybody = notice.readers == NoticeReaders.ALL
    roles = (Role.OWNER, Role.OFFICER) if everybody else (notice.readers,)
    grants = RoleGrant.objects.in_force().filter(role__in=roles)
    whom = Q() if notice.organisation_id is None else Q(organisation=notice.organisation_id)
    readers = list(
        Member.objects.present()
        .filter(
            whom,
            pk__gt=after,
            pk__in=grants.values("member"),
            joined_at__isnull=False,
            person__email_confirmed_at__isnull=False,
            person__email__isnull=False,
            organisation__is_house=False,
        )
        .select_related("person", "organisation")
        .order_by("pk")[:_AT_ONCE]
    )
    queue_mails([notice_mail(one, notice) for one in readers])
    if len(readers) == _AT_ONCE:
        _queue(notice, readers[-1].pk, clock.now())


def _queue(notice: CustomerNotice, after: int, run_after: dt.datetime) -> None:
    OutboxMessage.objects.create(
        kind=NOTICE_NEWS,
        payload={"notice": str(notice.uuid), "after": after},
        created_at=clock.now(),
        run_after=run_after,
    )


def _record(by: Person, verb: str, notice: CustomerNotice) -> None:
    record(
        organisation_uuid=notice.organisation.uuid if notice.organisation else None,
        actor_uuid=by.uuid,
        verb=verb,
        target=f"notice:{notice.uuid}",
        data={"title": notice.title_ja},
    )
