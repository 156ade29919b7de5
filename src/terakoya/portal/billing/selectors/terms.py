"""How an order is paid, what was issued about its delivery, and what waits for 検収."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...common import clock
from ...documents.choices import DocumentKind
from ...documents.models import IssuedDocument
from ...orders.choices import OrderStatus
from ...orders.models import Contract, Order, OrderLine
from ..choices import PaymentTerms
from ..due_lines import billable_of
from ..models import Invoice, InvoiceLine, OrderTerms
from ..order_documents import OF_DELIVERY, document_key

WAITING_SHOWN: Final = 50


@dataclass(frozen=True)
class TermsOfOrder:
    """The terms of an order: their kind, its documents, and what was billed of it."""

    kind: PaymentTerms
    accepted_on: dt.date | None
    report: IssuedDocument | None
    note: IssuedDocument | None
    invoices: Sequence[Invoice]
    is_delivered: bool
    is_over: bool

    @property
    def is_changeable(self) -> bool:
        """Whether the terms may still be changed."""
        return not self.invoices and not self.is_over

    @property
    def awaits_report(self) -> bool:
        """Whether a 完了届 is to be issued, and can be."""
        return (
            self.kind == PaymentTerms.AFTER_ACCEPTANCE
            and self.report is None
            and self.is_delivered
            and not self.is_over
        )

    @property
    def awaits_note(self) -> bool:
        """Whether a 納品書 can be issued."""
        return self.note is None and self.is_delivered and not self.is_over


def payment_kind(contract: Contract) -> PaymentTerms:
    """How a contract is paid, and with it what is added to it or follows it; one statement."""
    terms = OrderTerms.objects.filter(order__lines__contract=contract)
    kind = terms.values_list("kind", flat=True).first()
    return PaymentTerms(kind or PaymentTerms.WHOLE_TERM)


def terms_of(order: Order) -> TermsOfOrder:
    """The terms of an order; four statements."""
    row = OrderTerms.objects.filter(order=order).first()
    keys = {kind: document_key(order, kind) for kind in OF_DELIVERY}
    found = {one.key: one for one in IssuedDocument.objects.filter(key__in=keys.values())}
    billed = InvoiceLine.objects.filter(order_line__order=order, change=None)
    return TermsOfOrder(
        kind=PaymentTerms.WHOLE_TERM if row is None else PaymentTerms(row.kind),
        accepted_on=None if row is None else row.accepted_on,
        report=found.get(keys[DocumentKind.COMPLETION_REPORT]),
        note=found.get(keys[DocumentKind.DELIVERY_NOTE]),
        invoices=list(
            Invoice.objects.filter(pk__in=billed.values("invoice")).select_related("document")
        ),
        is_delivered=bool(delivered_lines(order)),
        is_over=order.status in {OrderStatus.DECLINED, OrderStatus.CANCELLED},
    )


def delivered_lines(order: Order) -> list[OrderLine]:
    """The lines of an order if all of them are delivered by today, else none; one statement."""
    rows = order.lines.select_related("order__terms", "contract__added_to", "licence", "course")
    lines = list(rows.order_by("id"))
    today = clock.today()
    if all(_is_delivered(line, today) for line in lines):
        return lines
    return []


def _is_delivered(line: OrderLine, today: dt.date) -> bool:
    contract, licence = getattr(line, "contract", None), getattr(line, "licence", None)
    if contract is None and licence is None:
        return False
    said = billable_of(line)
    return not said.is_cancelled and said.first <= today


def is_billed(order: Order) -> bool:
    """Whether something of an order stands in an invoice; one statement."""
    return InvoiceLine.objects.filter(order_line__order=order, change=None).exists()


def orders_of(invoice: Invoice) -> list[Order]:
    """The orders of which an invoice bills something; one statement."""
    lines = InvoiceLine.objects.filter(invoice=invoice, change=None)
    found = Order.objects.filter(lines__in=lines.values("order_line")).distinct()
    return list(found.order_by("id"))


def waiting_for_acceptance() -> list[OrderTerms]:
    """Orders paid after acceptance that nobody has accepted yet, the oldest first; at most 50.

    One statement.
    """
    rows = OrderTerms.objects.filter(
        kind=PaymentTerms.AFTER_ACCEPTANCE,
        accepted_on=None,
        order__status__in=(OrderStatus.PLACED, OrderStatus.WAITING),
    ).select_related("order__organisation", "completion_report")
    return list(rows.order_by("order__placed_at", "id")[:WAITING_SHOWN])
