"""The journal of some days, read from invoices, corrections and payments piece by piece."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Prefetch, Q

from ..column_samples import Columns
from ..journal import (
    DISCOUNT,
    SALES,
    Billed,
    BilledLine,
    Entry,
    Received,
    SentBack,
    Taken,
    billed_entries,
    cells,
    received_entries,
    within,
)
from ..models import Allocation, Invoice, InvoiceLine, Payment

CHUNK = 500
Cells = list[object]


def journal_entries(first: dt.date, last: dt.date) -> Iterator[Entry]:
    """All entries from a day to a day: of invoices, then of payments; one CHUNK in memory."""
    for billed in _billed(first, last):
        yield from within(billed_entries(billed), first, last)
    for received in _received(first, last):
        yield from within(received_entries(received), first, last)


def journal_rows(columns: Columns, first: dt.date, last: dt.date) -> Iterator[Cells]:
    """The rows of a file for an accounting program."""
    for number, entry in enumerate(journal_entries(first, last), 1):
        yield cells(entry, number, columns.columns)


def _billed(first: dt.date, last: dt.date) -> Iterator[Billed]:
    """What was issued by the last day and is earned, or was issued, from the first day on."""
    touched = Q(issued_on__gte=first) | Q(lines__last__gte=first)
    touched |= Q(changes__issued_on__gte=first)
    keys = Invoice.objects.filter(touched, issued_on__lte=last).values("pk")
    lines = InvoiceLine.objects.order_by("id")
    rows = (
        Invoice.objects.filter(pk__in=keys)
        .order_by("id")
        .select_related("organisation", "document")
    )
    rows = rows.prefetch_related(Prefetch("lines", lines), "changes__document")
    for invoice in rows.iterator(CHUNK):
        own = [one for one in invoice.lines.all() if one.change_id is None]
        party = invoice.organisation.name
        yield Billed(
            invoice.issued_on, party, invoice.document.number, _lines(own), invoice.tax_yen
        )
        for change in invoice.changes.all():
            added = [one for one in invoice.lines.all() if one.change_id == change.pk]
            number = change.document.number
            yield Billed(change.issued_on, party, number, _lines(added), change.tax_yen)


def _lines(rows: list[InvoiceLine]) -> tuple[BilledLine, ...]:
    return tuple(BilledLine(one.first, one.last, one.amount_yen) for one in rows)


def _received(first: dt.date, last: dt.date) -> Iterator[Received]:
    days = (first, last)
    touched = Q(received_on__range=days) | Q(allocations__allocated_on__range=days)
    touched |= Q(allocations__releases__released_on__range=days)
    touched |= Q(refunds__refunded_on__range=days)
    keys = Payment.objects.filter(touched).values("pk")
    taken = Allocation.objects.select_related("invoice__document").order_by("id")
    taken = taken.prefetch_related("releases")
    rates = Prefetch("invoice__lines", InvoiceLine.objects.order_by("-tax_per_mille"))
    rows = Payment.objects.filter(pk__in=keys).select_related("organisation").order_by("id")
    for payment in rows.prefetch_related(
        Prefetch("allocations", taken.prefetch_related(rates)), "refunds"
    ).iterator(CHUNK):
        allocations = payment.allocations.all()
        yield Received(
            payment.received_on,
            payment.organisation.name,
            payment.amount_yen,
            tuple(_taken(one) for one in allocations),
            tuple(given for one in allocations for given in _released(one)),
            tuple(SentBack(one.refunded_on, one.amount_yen) for one in payment.refunds.all()),
        )


def _released(row: Allocation) -> list[Taken]:
    """What an invoice gave up of an allocation again."""
    whole = _taken(row)
    return [
        replace(whole, day=one.released_on, amount_yen=one.amount_yen, fee_yen=one.fee_yen)
        for one in row.releases.all()
    ]


def _taken(row: Allocation) -> Taken:
    """A fee is taken off the highest rate of the invoice."""
    rate = max((line.tax_per_mille for line in row.invoice.lines.all()), default=100)
    return Taken(row.allocated_on, row.invoice.document.number, row.amount_yen, row.fee_yen, rate)


def monthly_sales(first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """Sales without tax by month (its first day), discounts taken off."""
    months: dict[dt.date, int] = {}
    for entry in journal_entries(first, last):
        month = entry.day.replace(day=1)
        sign = (entry.credit in {SALES, DISCOUNT}) - (entry.debit in {SALES, DISCOUNT})
        if sign:
            months[month] = months.get(month, 0) + sign * entry.amount_yen
    return dict(sorted(months.items()))
