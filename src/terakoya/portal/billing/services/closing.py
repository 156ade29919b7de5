"""Closing a month: one invoice for each organisation that has something to pay.

One transaction for one organisation, so that a killed run leaves whole invoices only. What was
billed is unique in the database; a second run finds nothing (docs/algorithms/closing.md).
"""

from __future__ import annotations

import datetime as dt
import logging
import time
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ...common import clock
from ...common.errors import PortalError
from ...delivery.services import acquire_lease
from ...documents.choices import DocumentKind
from ...documents.content import Content, subtotal_of, tax_of, total_of
from ...documents.services import issue_document
from ...orders.models import Contract, Order, OrderReference
from ...orders.pricing import month_end
from ...orders.purchase_orders import purchase_order_of
from ..due_lines import DueOrganisation, due_organisations
from ..emails import mail_invoice_issued
from ..errors import MonthNotOver, NotChangeable
from ..invoice_words import invoice_content
from ..models import Invoice, InvoiceLine, MonthClosing
from ..portions import month_before, month_of
from ..selectors.invoices import billing_rules, names_bank

log = logging.getLogger(__name__)

LEASE: Final = "billing.closing"
LEASE_SECONDS: Final = 120
RUN_SECONDS: Final = 600.0  # well below the time after which a job counts as hanging
RETRY: Final = dt.timedelta(hours=1)


@dataclass
class Outcome:
    """What a run did: invoices issued, organisations that failed, whether it came to its end."""

    issued: int = 0
    failed: int = 0
    last_error: str = ""
    is_through: bool = True


def ask_closing(*, by: Person | None, month: dt.date) -> MonthClosing:
    """Ask for the closing of a month that is over; asked again, it is the same one.

    Raises `MonthNotOver`.
    """
    month = month_of(month)
    if clock.today() <= month_end(month):
        raise MonthNotOver(_("この月はまだ終わっていません。翌月1日から締められます。"))
    with transaction.atomic():
        closing, is_new = MonthClosing.objects.get_or_create(
            month=month, defaults={"asked_by": by, "asked_at": clock.now()}
        )
        if is_new:
            record(
                organisation_uuid=None,
                actor_uuid=None if by is None else by.uuid,
                verb="billing.closing_asked",
                target=f"{month:%Y-%m}",
            )
        elif closing.finished_at is None and by is not None:
            # Asked by a person, it is tried again at once.
            MonthClosing.objects.filter(pk=closing.pk).update(tried_at=None)
    return closing


def close_due_months() -> int:
    """Go on with every closing that is not finished, and begin last month's; how many invoices.

    None begins by itself while the seller has no bank account: nobody could pay such an invoice.
    """
    last = month_before(clock.today())
    if billing_rules().closes_by_itself and names_bank():
        ask_closing(by=None, month=last)
    tried = Q(tried_at=None) | Q(tried_at__lte=clock.now() - RETRY)
    months = MonthClosing.objects.filter(tried, finished_at=None).order_by("month")
    return sum(
        close_month(month=month, seconds=RUN_SECONDS).issued
        for month in list(months.values_list("month", flat=True))
    )


def close_month(*, month: dt.date, seconds: float | None = None) -> Outcome:
    """Issue the invoices of a month that has been asked for, until all are done or time is over.

    Safe to kill and to run again. Of two at a time, the second does nothing while the first one
    keeps its lease.
    """
    month, outcome, holder = month_of(month), Outcome(), uuid.uuid4().hex
    until = None if seconds is None else time.monotonic() + seconds
    if not acquire_lease(name=LEASE, holder=holder, seconds=LEASE_SECONDS):
        return Outcome(is_through=False)
    try:
        for number, due in enumerate(due_organisations(month), 1):
            _try_one(due, month, outcome)
            if until is not None and time.monotonic() > until:
                outcome.is_through = False
                break
            if number % 100 == 0:
                acquire_lease(name=LEASE, holder=holder, seconds=LEASE_SECONDS)
        _note(month, outcome)
    finally:
        acquire_lease(name=LEASE, holder=holder, seconds=0)
    return outcome


def _try_one(due: DueOrganisation, month: dt.date, outcome: Outcome) -> None:
    """Issue one organisation's invoice; what refuses it stops no other."""
    try:
        outcome.issued += issue_invoice(due=due, month=month) is not None
    except PortalError as error:
        outcome.failed += 1
        outcome.last_error = f"{due.organisation.name}: {error}"
    except Exception as error:  # one organisation's fault must not stop the others
        log.exception("invoice of organisation %s failed", due.organisation.pk)
        outcome.failed += 1
        outcome.last_error = f"{due.organisation.name}: {type(error).__name__}"


def issue_invoice(*, due: DueOrganisation, month: dt.date) -> Invoice | None:
    """Issue the invoice of an organisation for a month; None where another run has just done it."""
    content = invoice_content(due, month)
    try:
        with transaction.atomic():
            return _write(due, month, content)
    except IntegrityError:
        if Invoice.objects.filter(organisation=due.organisation, month=month).exists():
            return None
        raise


def _write(due: DueOrganisation, month: dt.date, content: Content) -> Invoice:
    assert content.due_on is not None and content.payable_on is not None
    _check_stands(due)
    issued_on = month_end(month)
    document = issue_document(
        kind=DocumentKind.INVOICE,
        organisation=due.organisation,
        content=content,
        key=f"invoice:{due.organisation.uuid}:{month:%Y-%m}",
        issued_on=issued_on,
    )
    invoice = Invoice.objects.create(
        organisation=due.organisation,
        month=month,
        document=document,
        issued_on=issued_on,
        due_on=content.due_on,
        payable_on=content.payable_on,
        subtotal_yen=subtotal_of(content),
        tax_yen=tax_of(content),
        total_yen=total_of(content),
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            organisation=due.organisation,
            invoice=invoice,
            order_line=one.line,
            portion=one.portion.number,
            title=said.title,
            quantity_text=said.quantity_text,
            first=one.portion.first,
            last=one.portion.last,
            amount_yen=one.portion.amount_yen,
            tax_per_mille=one.portion.tax_per_mille,
        )
        for one, said in zip(due.lines, content.lines, strict=True)
    )
    record(
        organisation_uuid=due.organisation.uuid,
        actor_uuid=None,
        verb="billing.invoice_issued",
        target=document.number,
        data={"total_yen": invoice.total_yen, "month": f"{month:%Y-%m}"},
    )
    mail_invoice_issued(invoice)
    return invoice


def _check_stands(due: DueOrganisation) -> None:
    """Refuse where a contract was cancelled, or an order got another 発注番号, since it was read.

    Whoever does that now waits for us.
    """
    lines = [one.line.pk for one in due.lines]
    rows = Contract.objects.select_for_update(no_key=True).filter(order_line__in=lines)
    if any(rows.order_by("pk").values_list("cancelled_at", flat=True)):
        raise NotChangeable(_("締めのあいだに、契約が取り消されました。もう一度締めます。"))
    orders = {one.line.order_id: one.line.order for one in due.lines}
    held = Order.objects.select_for_update(no_key=True).filter(pk__in=orders)
    list(held.order_by("pk").values_list("pk", flat=True))
    # Read after the lock: a join would still show what stood there before whoever we waited for.
    said = OrderReference.objects.filter(order__in=orders)
    for order, number in said.values_list("order", "purchase_order"):
        if purchase_order_of(orders[order]) != number:
            raise NotChangeable(_("締めのあいだに、発注番号が変わりました。もう一度締めます。"))


def _note(month: dt.date, outcome: Outcome) -> None:
    """How the run ended; a closing is finished when it is through and nobody failed.

    It stays finished, though a slower run that another one overtook has failed meanwhile.
    """
    is_done = outcome.is_through and not outcome.failed
    MonthClosing.objects.filter(month=month, finished_at=None).update(
        finished_at=clock.now() if is_done else None,
        tried_at=clock.now() if outcome.is_through else None,
        failed=outcome.failed,
        last_error=outcome.last_error,
    )
