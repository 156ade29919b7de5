"""A request to delete as pages and the certificate show it; what stays of an organisation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from ...accounts.models import Member, Organisation, TermsAcceptance
from ...billing.models import Payment
from ...billing.selectors.invoices import invoice_states, open_total
from ...common import clock
from ...common.dates import day_of
from ...common.periods import years_after
from ...common.retention import INVOICE_YEARS
from ...documents.models import IssuedDocument, ReceivedDocument
from ...orders.models import Contract, ManuscriptLicence, Order
from ..models import Deletion

DOCUMENTS: Final = "documents"
RECEIVED: Final = "received"
ORDERS: Final = "orders"
PAYMENTS: Final = "payments"
TERMS: Final = "terms"


@dataclass(frozen=True)
class Concerns:
    """What whoever begins a deletion should know: contracts that run, money that is open."""

    seats: int
    last_day: dt.date | None
    open_invoices: int
    open_yen: int


@dataclass(frozen=True)
class KeptRow:
    """A line of what stays: what, how many, until when."""

    label: str
    count: int
    until: dt.date


def concerns_of(organisation: Organisation) -> Concerns:
    """What is still going on; two statements."""
    running = Contract.objects.filter(
        organisation=organisation, cancelled_at=None, ends_on__gte=clock.today()
    )
    contracts = list(running.values_list("seats", "ends_on"))
    open_ones = [one for one in invoice_states(organisation) if one.is_open]
    return Concerns(
        seats=sum(seats for seats, _end in contracts),
        last_day=max((end for _seats, end in contracts), default=None),
        open_invoices=len(open_ones),
        open_yen=open_total(open_ones),
    )


def kept_rows(organisation: Organisation) -> list[dict[str, Any]]:
    """What of an organisation stays by law, how many rows, and until when; as it is kept in JSON.

    Seven statements.
    """
    orders = _last(Order.objects.filter(organisation=organisation), "placed_at")
    terms = [
        orders,
        _last(Contract.objects.filter(organisation=organisation), "ends_on"),
        _last(ManuscriptLicence.objects.filter(organisation=organisation), "updates_until"),
    ]
    last_term = max((day for _count, day in terms if day), default=None)
    accepted = _last(TermsAcceptance.objects.filter(organisation=organisation), "accepted_at")
    found = {
        DOCUMENTS: _last(IssuedDocument.objects.filter(organisation=organisation), "ends_on"),
        RECEIVED: _last(ReceivedDocument.objects.filter(organisation=organisation), "dated_on"),
        ORDERS: (orders[0], last_term),
        PAYMENTS: _last(Payment.objects.filter(organisation=organisation), "received_on"),
        TERMS: (accepted[0], last_term or accepted[1]),
    }
    return [
        {
            "kind": kind,
            "count": count,
            "until": years_after(day, INVOICE_YEARS).isoformat(),
        }
        for kind, (count, day) in found.items()
        if count and day
    ]


def kept_of(found: Deletion) -> list[KeptRow]:
    """The lines of a certificate."""
    labels = {
        DOCUMENTS: _("発行した書類（見積書・請求書など）"),
        RECEIVED: _("受け取った注文書"),
        ORDERS: _("申し込みと契約（申込者の氏名を含む）"),
        PAYMENTS: _("入金の記録"),
        TERMS: _("規約への同意の記録"),
    }
    return [
        KeptRow(labels[one["kind"]], one["count"], dt.date.fromisoformat(one["until"]))
        for one in found.kept
    ]


def deletion_by_code(code: str) -> Deletion | None:
    """The deletion whose certificate this code opens."""
    done = Deletion.objects.select_related("organisation").filter(finished_at__isnull=False)
    return done.filter(code=code).first()


def deletions_of(organisation: Organisation) -> list[Deletion]:
    """What was asked for so far, the newest first; the first is the one that is open, if any."""
    return list(Deletion.objects.filter(organisation=organisation)[:20])


def has_people(organisation: Organisation) -> bool:
    """Whether anybody is still a member; after a deletion nobody is. One statement."""
    return Member.objects.filter(organisation=organisation).exists()


def _last(rows: QuerySet[Any, Any], field: str) -> tuple[int, dt.date | None]:
    """How many rows, and the last day of a column; one statement."""
    found = rows.order_by().aggregate(count=Count("pk"), last=Max(field))
    return found["count"], day_of(found["last"]) if found["last"] else None
