"""Entering payments, using credit, and receipts. A second click changes nothing.

`record_payment` is the port through which money comes in, whoever says so: an operator by hand, a
line of a bank's file, or a provider of payments (docs/algorithms/closing.md, "Payments").
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ...common import clock
from ...documents.choices import DocumentKind
from ...documents.content import Content, Line, from_json, rate_totals
from ...documents.models import IssuedDocument
from ...documents.services import issue_document
from ..choices import LineState
from ..emails import mail_receipt
from ..errors import AmountNotUsable, NotChangeable
from ..models import Allocation, BankLine, Invoice, Payment
from ..selectors.invoices import (
    InvoiceStatus,
    billing_rules,
    free_payments,
    reckoned,
    status_of,
    with_releases,
)


def record_payment(
    *,
    by: Person | None,
    invoice: Invoice,
    received_on: dt.date,
    amount_yen: int,
    key: uuid.UUID,
    payer: str = "",
    bank_line: BankLine | None = None,
) -> Payment:
    """Enter money that came in for an invoice; `by` nobody where a provider says so.

    What is more than open stays as the organisation's credit. What is less by no more than the
    operator's fee tolerance closes the invoice: the customer took the transfer fee off (売上値引).
    The same `key` again gives the payment of the first time. Raises `AmountNotUsable`; where
    nothing is open a person is refused, while what a provider has taken becomes credit.
    """
    if received_on > clock.today():
        raise AmountNotUsable(_("入金日は、今日までの日にしてください。"), field="received_on")
    with transaction.atomic():
        locked = Invoice.objects.select_for_update().get(pk=invoice.pk)
        before = Payment.objects.filter(key=key).first()
        if before is not None:
            return before
        status = status_of(locked)
        if not status.is_open and by is not None:
            raise AmountNotUsable(_("この請求書に、未入金の金額はありません。"), field="amount")
        payment = Payment.objects.create(
            organisation_id=locked.organisation_id,
            key=key,
            received_on=received_on,
            amount_yen=amount_yen,
            payer=payer,
            bank_line=bank_line,
            by=by,
            at=clock.now(),
        )
        if status.is_open:
            _allocate(payment, status, amount_yen, received_on)
        record(
            organisation_uuid=status.invoice.organisation.uuid,
            actor_uuid=None if by is None else by.uuid,
            verb="billing.payment_entered",
            target=status.invoice.document.number,
            data={"amount_yen": amount_yen, "received_on": received_on.isoformat()},
        )
    return payment


def _allocate(payment: Payment, status: InvoiceStatus, free_yen: int, on: dt.date) -> None:
    """Let an invoice take what it needs of a payment, and leave off a transfer fee."""
    taken = min(free_yen, status.open_yen)
    missing = status.open_yen - taken
    is_fee = 0 < missing <= billing_rules().fee_tolerance_yen and missing < taken
    Allocation.objects.create(
        organisation_id=payment.organisation_id,
        payment=payment,
        invoice=status.invoice,
        allocated_on=on,
        amount_yen=taken,
        fee_yen=missing if is_fee else 0,
    )


def lock_credit(organisation_id: int) -> None:
    """Let nobody else take from an organisation's payments until the transaction ends."""
    rows = Payment.objects.select_for_update(of=("self",)).filter(organisation=organisation_id)
    list(rows.order_by("pk").values_list("pk", flat=True))


def use_credit(*, by: Person, invoice: Invoice) -> int:
    """Let an invoice take what is open from the organisation's credit; how many yen it took.

    Raises `AmountNotUsable` where nothing is open or there is no credit.
    """
    taken = 0
    with transaction.atomic():
        locked = Invoice.objects.select_for_update().get(pk=invoice.pk)
        lock_credit(locked.organisation_id)
        for payment, free in free_payments(locked.organisation_id):
            status = status_of(locked)
            if not status.is_open:
                break
            if payment.allocations.filter(invoice=locked).exists():
                continue
            _allocate(payment, status, free, clock.today())
            taken += min(free, status.open_yen)
        if not taken:
            raise AmountNotUsable(_("使える前受けの金額か、未入金の金額がありません。"))
        record(
            organisation_uuid=invoice.organisation.uuid,
            actor_uuid=by.uuid,
            verb="billing.credit_used",
            target=invoice.document.number,
            data={"amount_yen": taken},
        )
    return taken


def issue_receipt(*, by: Person, invoice: Invoice) -> IssuedDocument:
    """Issue the 領収書 of an invoice that is paid, and send it; asked again, it is the same one.

    Raises `NotChangeable` while something is open.
    """
    with transaction.atomic():
        locked = Invoice.objects.select_for_update().get(pk=invoice.pk)
        if locked.receipt is not None:
            return locked.receipt
        status = status_of(locked)
        if status.open_yen or not _received(locked):
            raise NotChangeable(_("領収書は、全額の入金のあとに発行できます。"))
        locked.receipt = issue_document(
            kind=DocumentKind.RECEIPT,
            organisation=status.invoice.organisation,
            content=_receipt_content(status),
            key=f"receipt:{invoice.uuid}",
            by=by,
        )
        locked.save(update_fields=["receipt"])
        mail_receipt(status.invoice, locked.receipt)
        return locked.receipt


def _received(invoice: Invoice) -> int:
    """The money that an invoice holds; one statement."""
    return sum(reckoned(one, "left_yen") for one in with_releases(invoice.allocations.all()))


def _receipt_content(status: InvoiceStatus) -> Content:
    """The invoice's own lines where just its total came in; else one line for each rate."""
    said = from_json(status.invoice.document.content)
    allocations = list(status.invoice.allocations.all())
    received = _received(status.invoice)
    lines = said.lines
    with override(said.language):
        subject = gettext("請求書 %(number)s のお支払い") % {
            "number": status.invoice.document.number
        }
        if received != status.invoice.total_yen:
            lines = _by_rate(said, received, subject)
    return dataclasses.replace(
        said,
        subject=subject,
        traded_on=max(one.allocated_on for one in allocations),
        lines=lines,
        includes_tax=received != status.invoice.total_yen,
        due_on=None,
        payable_on=None,
        annex=(),
    )


def _by_rate(said: Content, received: int, title: str) -> tuple[Line, ...]:
    """What came in, with tax, by the rates of the invoice; what differs is of the highest one."""
    totals = rate_totals(said)
    others = sum(one.total_yen for one in totals[1:])
    parts = [(totals[0].tax_per_mille, received - others)]
    parts += [(one.tax_per_mille, one.total_yen) for one in totals[1:]]
    return tuple(Line(title=title, tax_per_mille=rate, amount_yen=yen) for rate, yen in parts)


def settle_line(*, by: Person, line: BankLine, invoice: Invoice) -> Payment:
    """Make a bank's line the payment of an invoice, as the operator confirmed; once.

    Raises `NotChangeable` where the line became something else meanwhile.
    """
    with transaction.atomic():
        locked = BankLine.objects.select_for_update().get(pk=line.pk)
        if locked.state == LineState.IGNORED:
            raise NotChangeable(_("この明細は、入金ではないとされています。先に戻してください。"))
        payment = record_payment(
            by=by,
            invoice=invoice,
            received_on=locked.booked_on,
            amount_yen=locked.amount_yen,
            key=locked.uuid,
            payer=locked.payer,
            bank_line=locked,
        )
        BankLine.objects.filter(pk=locked.pk).update(state=LineState.MATCHED)
    return payment


def ignore_line(*, line: BankLine, is_ignored: bool) -> None:
    """Say that a line is no payment of an invoice, or that it may be one after all."""
    state = LineState.IGNORED if is_ignored else LineState.WAITING
    BankLine.objects.filter(pk=line.pk).exclude(state=LineState.MATCHED).update(state=state)
