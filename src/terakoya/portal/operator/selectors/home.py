"""ホーム: what needs the seller's people today. The same statements however many rows there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ...accounts.choices import Right
from ...billing.choices import InvoiceState
from ...catalogue.choices import RevisionKind
from ...catalogue.models import RevisionText
from ...common import clock
from ...common.dates import full_day, short_day
from ...common.money import yen
from ...editions.choices import UpdateState
from ...editions.models import EditionUpdate
from ...inquiries.models import Inquiry
from ...inquiries.selectors import Waiting, unanswered
from ...learning.models import Enrolment
from ...orders.choices import OrderStatus
from ...orders.hold_words import hold_sentences
from ...orders.models import Order
from ...reports.law_watch import FactRow, watch_of_catalogue
from ..contents import contents_of, seats_in_words
from .home_queues import (
    Operation,
    Overdue,
    Quotes,
    Request,
    large_quotes,
    operation,
    overdue,
    requests,
    waiting_inquiries,
)

MOST_ORDERS: Final = 20
MOST_TOLD: Final = 100  # companies named in one address


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

    @property
    def reasons(self) -> list[str]:
        """Why it waits; no statement where `holds` was read with the order."""
        return hold_sentences(self.order)


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
    codes: Sequence[str] = ()

    @property
    def notice(self) -> str:
        """The page on which those who wait are told, named already."""
        named = urlencode({"company_code": " ".join(self.codes)})
        return f"{reverse('web:notice-desk')}?{named}"


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
    operation: Operation
    inquiries: Waiting | None
    threads: Sequence[Inquiry] | None
    quotes: Quotes | None
    overdue: Overdue | None
    requests: Sequence[Request] | None

    @property
    def figures(self) -> list[Figure]:
        """The tiles."""
        return [
            *_order_figures(self),
            *_quote_figures(self),
            *_inquiry_figures(self),
            *_overdue_figures(self),
            *_fact_figures(self),
            _mail_figure(self.operation),
        ]


def home_of(rights: frozenset[str], language: str) -> Home:
    """The page of an operator."""
    sells, edits = Right.BILLING in rights, Right.CONTENT in rights
    answers = Right.SUPPORT in rights
    return Home(
        today=order_rows(Order.objects.filter(placed_at__gte=_midnight())) if sells else None,
        waiting=order_rows(_waiting_orders()) if sells else None,
        facts=facts_to_check(language) if edits else None,
        updates=legal_updates(language) if edits else None,
        operation=operation(),
        inquiries=unanswered() if answers else None,
        threads=waiting_inquiries() if answers else None,
        quotes=large_quotes() if sells else None,
        overdue=overdue() if sells else None,
        requests=requests() if sells and answers else None,
    )


def _waiting_orders() -> QuerySet[Order]:
    return Order.objects.filter(status=OrderStatus.WAITING).prefetch_related("holds")


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

    Three statements.
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
    codes = _waiting_codes()
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
            codes.get(one["revision"], [])[:MOST_TOLD],
        )
        for one in rows
    ]


def _waiting_codes() -> Mapping[Any, list[str]]:
    """Revision → the company codes of those whose edition waits on it; one statement."""
    found: dict[int, list[str]] = {}
    waiting = EditionUpdate.objects.filter(kind=RevisionKind.LEGAL, state=UpdateState.OPEN)
    pairs: QuerySet[EditionUpdate, tuple[int, str]] = waiting.order_by(
        "organisation__code"
    ).values_list("revision_id", "organisation__code")
    for revision, code in pairs.distinct():
        found.setdefault(revision, []).append(code)
    return found


def _midnight() -> dt.datetime:
    return dt.datetime.combine(clock.today(), dt.time(), clock.TOKYO)


def _order_figures(home: Home) -> list[Figure]:
    if home.today is None or home.waiting is None:
        return []
    lines = [line for row in home.today for line in row.order.lines.all()]
    seats = sum(line.quantity for line in lines if line.months)
    orders = reverse("operator:orders")
    oldest = min((row.order.placed_at for row in home.waiting), default=None)
    since = _("いちばん古いのは%(day)s") % {"day": full_day(oldest)} if oldest else ""
    return [
        Figure(
            _("今日の申し込み"), len(home.today), seats_in_words(seats) if seats else "", orders
        ),
        Figure(
            _("承認待ち"),
            len(home.waiting),
            since,
            f"{orders}?status={OrderStatus.WAITING}",
            warns=bool(home.waiting),
        ),
    ]


def _quote_figures(home: Home) -> list[Figure]:
    if home.quotes is None:
        return []
    first = home.quotes.ends_on
    remark = _("いちばん早い期限は%(day)s") % {"day": short_day(first)} if first else ""
    url = reverse("orders:operator-quote-new")
    return [Figure(_("101枠以上の見積もりの返事待ち"), home.quotes.count, remark, url)]


def _overdue_figures(home: Home) -> list[Figure]:
    late = home.overdue
    if late is None:
        return []
    days = late.rows[0].days if late.rows else 0
    told = {"sum": yen(late.open_yen), "days": days}
    remark = _("%(sum)s・最長%(days)d日超過") % told if late.rows else ""
    url = f"{reverse('billing:invoice-list')}?state={InvoiceState.OVERDUE}"
    return [Figure(_("入金の遅れ"), late.count, remark, url, warns=bool(late.rows))]


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
    url = reverse("reports:law-watch-operator")
    return [Figure(_("確かめる根拠"), len(home.facts), remark, url, warns=bool(home.facts))]


def _mail_figure(operation: Operation) -> Figure:
    remark = _("この7日間") if operation.is_working else _("メールの送信が動いていません")
    warns = bool(operation.failed) or not operation.is_working
    url = reverse("operator:mails")
    return Figure(_("送れなかったメール"), operation.failed, remark, url, warns=warns)
