"""The queues of ホーム beside applications and facts: each row leads where it is mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Min, Q, QuerySet, Sum, Window
from django.utils.translation import gettext as _

from ...billing.models import Invoice
from ...billing.selectors.invoices import overdue_invoices, reckoned
from ...common import clock
from ...common.dates import full_day
from ...delivery.heartbeat import is_any_worker_alive
from ...delivery.job_notes import FailingJob, last_backup
from ...delivery.models import Bounce, OutboxMessage
from ...delivery.schedule import failing_jobs
from ...delivery.services import MAIL
from ...inquiries.choices import InquiryState
from ...inquiries.models import Inquiry
from ...orders.models import Quote
from ...orders.pricing import MOST_SEATS
from ..models import Deletion, Suspension

MOST: Final = 5
MAIL_DAYS: Final = 7  # so long a mail that failed is told of
BACKUP_HOURS: Final = 26  # a daily one, and two hours more


@dataclass(frozen=True)
class OverdueRow:
    """An invoice whose last day to pay is past."""

    invoice: Invoice
    open_yen: int
    days: int


@dataclass(frozen=True)
class Overdue:
    """What is late: the longest first, how many in all, and their sum."""

    rows: Sequence[OverdueRow]
    count: int
    open_yen: int


@dataclass(frozen=True)
class Quotes:
    """Quotes of more than 100 seats that hold and by which nobody has ordered."""

    rows: Sequence[Quote]
    count: int
    ends_on: dt.date | None


@dataclass(frozen=True)
class Request:
    """A suspension or a deletion that was announced: whose turn it is, and when."""

    found: Suspension | Deletion
    is_deletion: bool
    is_due: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """How mail, jobs and backups go; `backup` is `None` where nothing is known of one."""

    waiting: int
    failed: int
    bounced: int
    is_working: bool
    jobs: Sequence[FailingJob]
    backup: dt.datetime | None

    @property
    def has_old_backup(self) -> bool:
        """Whether more than a day has passed since the last one."""
        oldest = clock.now() - dt.timedelta(hours=BACKUP_HOURS)
        return self.backup is None or self.backup < oldest


def overdue() -> Overdue:
    """What customers owe beyond its day: the first few, and all in numbers; one statement."""
    today = clock.today()
    # Beside each row stands what the whole list comes to, of which only the first few are read.
    late = overdue_invoices(today).annotate(
        late_invoices=Window(Count("pk")), late_yen=Window(Sum("open_yen"))
    )
    found = list(late.select_related("organisation", "document")[:MOST])
    rows = [
        OverdueRow(one, reckoned(one, "open_yen"), (today - one.payable_on).days) for one in found
    ]
    if not found:
        return Overdue(rows, 0, 0)
    return Overdue(rows, reckoned(found[0], "late_invoices"), reckoned(found[0], "late_yen"))


def large_quotes() -> Quotes:
    """Quotes that need somebody's eye before they end; two statements."""
    quotes = Quote.objects.filter(
        seats__gt=MOST_SEATS, order=None, valid_until__gte=clock.today()
    ).exclude(document=None)
    found = quotes.aggregate(count=Count("pk"), ends_on=Min("valid_until"))
    rows = quotes.select_related("document").order_by("valid_until", "pk")[:MOST]
    return Quotes(list(rows), found["count"], found["ends_on"])


def waiting_inquiries() -> list[Inquiry]:
    """What waits for an answer, the one due first before the others; one statement."""
    waiting = Inquiry.objects.filter(state=InquiryState.UNANSWERED).select_related("assignee")
    return list(waiting.order_by(F("due_at").asc(nulls_last=True), "pk")[:MOST])


def requests() -> list[Request]:
    """Suspensions and deletions that were announced or go on, those due first; two statements."""
    today = clock.today()
    found = [
        *(_request(one, False, today) for one in _first(_announced_suspensions())),
        *(_request(one, True, today) for one in _first(_open_deletions())),
    ]
    return sorted(found, key=lambda one: (one.found.from_on, one.found.pk))


def due_suspensions() -> QuerySet[Suspension]:
    """Announced suspensions whose day has come, about which nobody has decided yet."""
    return _announced_suspensions().filter(from_on__lte=clock.today())


def due_deletions() -> QuerySet[Deletion]:
    """Deletions that somebody has to begin: their day has come."""
    return _open_deletions().filter(started_at=None, from_on__lte=clock.today())


def mails_failed_lately() -> QuerySet[OutboxMessage]:
    """Mails that were given up within the last week."""
    lately = clock.now() - dt.timedelta(days=MAIL_DAYS)
    return OutboxMessage.objects.filter(kind=MAIL, failed_at__gte=lately, sent_at=None)


def _announced_suspensions() -> QuerySet[Suspension]:
    return Suspension.objects.filter(ended_at=None, suspended_at=None)


def _open_deletions() -> QuerySet[Deletion]:
    return Deletion.objects.filter(withdrawn_at=None, finished_at=None)


def _first(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("organisation").order_by("from_on", "pk")[:MOST]


def _request(found: Suspension | Deletion, is_deletion: bool, today: dt.date) -> Request:
    is_due = found.from_on <= today
    if isinstance(found, Deletion) and found.started_at is not None:
        return Request(found, True, False, _("データを削除しています"))
    day = full_day(found.from_on)
    if is_deletion:
        words = _("データの削除：%(day)sから") % {"day": day}
    else:
        words = _("利用の停止：%(day)sから") % {"day": day}
    return Request(found, is_deletion, is_due, words)


def operation() -> Operation:
    """How mail, jobs and backups go; four statements."""
    lately = clock.now() - dt.timedelta(days=MAIL_DAYS)
    outbox = OutboxMessage.objects.aggregate(
        waiting=Count("pk", filter=Q(sent_at=None, failed_at=None)),
        failed=Count("pk", filter=Q(failed_at__gte=lately, sent_at=None)),
    )
    return Operation(
        waiting=outbox["waiting"],
        failed=outbox["failed"],
        bounced=Bounce.objects.count(),
        is_working=is_any_worker_alive(),
        jobs=failing_jobs(),
        backup=last_backup(),
    )
