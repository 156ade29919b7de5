"""ホーム: what needs the seller's people today. The same statements however many rows there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ...accounts.choices import Right
from ...catalogue.choices import RevisionKind
from ...catalogue.models import RevisionText
from ...common import clock
from ...common.dates import full_day
from ...delivery.heartbeat import is_any_worker_alive
from ...delivery.models import Bounce, OutboxMessage
from ...editions.choices import UpdateState
from ...editions.models import EditionUpdate
from ...inquiries.selectors import Waiting, unanswered
from ...learning.models import Enrolment
from ...orders.choices import OrderStatus
from ...orders.models import Order
from ...reports.law_watch import FactRow, watch_of_catalogue
from ..contents import contents_of, seats_in_words

MOST_ORDERS: Final = 20
MAIL_DAYS: Final = 7  # so long a mail that failed is told of


@dataclass(frozen=True)
class Learning:
    """How far the people of an organisation have come; counts only."""

    started: int = 0
    completed: int = 0

    @property
    def words(self) -> str:
        """In words, for a chip."""
        if self.completed:
            return _("%(n)d名が修了") % {"n": self.completed}
        if self.started:
            return _("%(n)d名が開始") % {"n": self.started}
        return _("まだ")


@dataclass(frozen=True)
class OrderRow:
    """An application as a list shows it."""

    order: Order
    contents: str
    learning: Learning

    @property
    def tone(self) -> str:
        """The look of its state."""
        looks = {OrderStatus.PLACED: "chip-ok", OrderStatus.WAITING: "chip-warn"}
        return looks.get(OrderStatus(self.order.status), "")


@dataclass(frozen=True)
class FactToCheck:
    """A fact that needs somebody's eye, with the course that rests on it."""

    course: str
    fact: FactRow


@dataclass(frozen=True)
class LegalUpdate:
    """A legal change on its way into the editions of organisations."""

    course: str
    version: str
    legal_on: dt.date | None
    waiting: int
    taken: int


@dataclass(frozen=True)
class Mails:
    """What leaves the portal: what waits, what was given up lately, where mail comes back."""

    waiting: int
    failed: int
    bounced: int
    is_working: bool


@dataclass(frozen=True)
class Figure:
    """A tile: what is counted, how many, and what else is to be said; warns where one must act."""

    label: str
    value: int
    remark: str
    url: str = ""
    warns: bool = False


@dataclass(frozen=True)
class Home:
    """Everything on the page; a part is `None` where the reader's rights do not reach."""

    today: Sequence[OrderRow] | None
    waiting: Sequence[OrderRow] | None
    facts: Sequence[FactToCheck] | None
    updates: Sequence[LegalUpdate] | None
    mails: Mails
    inquiries: Waiting | None

    @property
    def figures(self) -> list[Figure]:
        """The tiles."""
        return [
            *_order_figures(self),
            *_inquiry_figures(self),
            *_fact_figures(self),
            _mail_figure(self.mails),
        ]


def home_of(rights: frozenset[str], language: str) -> Home:
    """The page of an operator."""
    sells, edits = Right.BILLING in rights, Right.CONTENT in rights
    return Home(
        today=order_rows(Order.objects.filter(placed_at__gte=_midnight())) if sells else None,
        waiting=order_rows(Order.objects.filter(status=OrderStatus.WAITING)) if sells else None,
        facts=facts_to_check(language) if edits else None,
        updates=legal_updates(language) if edits else None,
        mails=mails(),
        inquiries=unanswered() if Right.SUPPORT in rights else None,
    )


def order_rows(orders: QuerySet[Order]) -> list[OrderRow]:
    """The newest applications of a query set; three statements."""
    found = orders.select_related("organisation").prefetch_related("lines")
    return order_rows_of(list(found.order_by("-placed_at", "-pk")[:MOST_ORDERS]))


def order_rows_of(orders: Sequence[Order]) -> list[OrderRow]:
    """Applications with what they hold and who has begun; one statement if the lines are read."""
    learning = learning_of({one.organisation_id for one in orders})
    return [
        OrderRow(one, contents_of(one.lines.all()), learning.get(one.organisation_id, Learning()))
        for one in orders
    ]


def learning_of(organisations: Iterable[int]) -> Mapping[int, Learning]:
    """Organisation → how many have begun and completed; one statement, no names."""
    rows = (
        Enrolment.objects.filter(organisation__in=set(organisations), first_slide_at__isnull=False)
        .order_by()
        .values_list("organisation")
        .annotate(
            started=Count("member", distinct=True),
            completed=Count("member", distinct=True, filter=Q(completed_at__isnull=False)),
        )
    )
    return {pk: Learning(started, completed) for pk, started, completed in rows}


def facts_to_check(language: str) -> list[FactToCheck]:
    """The facts of the catalogue that end, have ended or were changed."""
    watched = watch_of_catalogue(language)
    return [FactToCheck(one.title, fact) for one in watched for fact in one.concerns]


def legal_updates(language: str) -> list[LegalUpdate]:
    """Legal changes that some edition has not decided about; the one due first stands first.

    Two statements.
    """
    rows = (
        EditionUpdate.objects.filter(kind=RevisionKind.LEGAL)
        .order_by()
        .values("revision", "revision__version", "legal_on")
        .annotate(
            waiting=Count("pk", filter=Q(state=UpdateState.OPEN)),
            taken=Count("pk", filter=Q(state=UpdateState.TAKEN)),
        )
        .filter(waiting__gt=0)
        .order_by("legal_on", "revision")
    )
    titles = dict(
        RevisionText.objects.filter(
            revision__in={one["revision"] for one in rows}, language=language
        ).values_list("revision", "title")
    )
    return [
        LegalUpdate(
            titles.get(one["revision"], ""),
            one["revision__version"],
            one["legal_on"],
            one["waiting"],
            one["taken"],
        )
        for one in rows
    ]


def mails() -> Mails:
    """How mail and jobs go; three statements."""
    lately = clock.now() - dt.timedelta(days=MAIL_DAYS)
    outbox = OutboxMessage.objects.aggregate(
        waiting=Count("pk", filter=Q(sent_at=None, failed_at=None)),
        failed=Count("pk", filter=Q(failed_at__gte=lately)),
    )
    return Mails(
        waiting=outbox["waiting"],
        failed=outbox["failed"],
        bounced=Bounce.objects.count(),
        is_working=is_any_worker_alive(),
    )


def _midnight() -> dt.datetime:
    return dt.datetime.combine(clock.today(), dt.time(), clock.TOKYO)


def _order_figures(home: Home) -> list[Figure]:
    if home.today is None or home.waiting is None:
        return []
    lines = [line for row in home.today for line in row.order.lines.all()]
    seats = sum(line.quantity for line in lines if line.months)
    oldest = min((row.order.placed_at for row in home.waiting), default=None)
    since = _("いちばん古いのは%(day)s") % {"day": full_day(oldest)} if oldest else ""
    return [
        Figure(_("今日の申し込み"), len(home.today), seats_in_words(seats) if seats else ""),
        Figure(_("承認待ち"), len(home.waiting), since, warns=bool(home.waiting)),
    ]


def _inquiry_figures(home: Home) -> list[Figure]:
    if home.inquiries is None:
        return []
    late = home.inquiries.overdue
    remark = _("%(n)d件は返信の期限を過ぎています") % {"n": late} if late else ""
    url = reverse("inquiries:inquiry-list")
    return [Figure(_("問い合わせ 未返信"), home.inquiries.count, remark, url, warns=bool(late))]


def _fact_figures(home: Home) -> list[Figure]:
    if home.facts is None:
        return []
    last = min((one.fact.valid_until for one in home.facts if one.fact.valid_until), default=None)
    remark = _("%(day)sまで") % {"day": full_day(last)} if last else ""
    return [Figure(_("確かめる根拠"), len(home.facts), remark, warns=bool(home.facts))]


def _mail_figure(mails: Mails) -> Figure:
    remark = _("この7日間") if mails.is_working else _("メールの送信が動いていません")
    warns = bool(mails.failed) or not mails.is_working
    return Figure(_("送れなかったメール"), mails.failed, remark, warns=warns)
