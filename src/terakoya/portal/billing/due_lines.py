"""Which lines of which organisations are billed at a month-end: read in batches, never written."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..accounts.models import Organisation
from ..catalogue.choices import Item
from ..common.retention import INVOICE_YEARS, last_day
from ..orders.choices import OrderStatus
from ..orders.models import OrderLine
from ..orders.pricing import month_end
from .choices import PaymentTerms
from .cost_split import Weights, weights_of
from .models import Invoice, InvoiceLine
from .portions import WHOLE_TERM, Billable, Portion, due_portions

BATCH: Final = 100


@dataclass(frozen=True)
class DueLine:
    """A portion with the order's line that it is of."""

    line: OrderLine
    portion: Portion


@dataclass(frozen=True)
class DueOrganisation:
    """An organisation with all that its invoice of the month will hold."""

    organisation: Organisation
    lines: tuple[DueLine, ...]
    weights: Weights | None = None


def due_organisations(month: dt.date, after: int = 0) -> Iterator[DueOrganisation]:
    """Organisations with something to bill at the end of a month, by their key.

    `after`: only keys above it. Four statements for BATCH of them, six where invoices are
    split; holds one batch at a time.
    """
    while keys := _keys(month, after):
        yield from _due_of(keys, month)
        after = keys[-1]


def count_due(month: dt.date) -> int:
    """How many organisations have lines that may be billed; one statement."""
    return _unbilled(month).values("organisation_id").distinct().count()


def _keys(month: dt.date, after: int) -> list[int]:
    found = _unbilled(month).filter(organisation_id__gt=after).order_by("organisation_id")
    return list(found.values_list("organisation_id", flat=True).distinct()[:BATCH])


def _unbilled(month: dt.date) -> QuerySet[OrderLine]:
    """Lines of what has begun by the month's end and of which something may not be billed yet.

    A line with monthly terms may have portions left after the first one.
    """
    end = month_end(month)
    billed = InvoiceLine.objects.filter(order_line=OuterRef("pk"), change=None)
    invoiced = Invoice.objects.filter(organisation=OuterRef("organisation"), month=month)
    begun = Q(contract__starts_on__lte=end, contract__cancelled_at=None) | Q(
        licence__starts_on__lte=end
    )
    return OrderLine.objects.filter(
        begun,
        ~Exists(billed) | Q(order__terms__kind=PaymentTerms.MONTHLY),
        ~Exists(invoiced),
        order__status=OrderStatus.PLACED,
        amount_yen__gte=1,
    )


def _due_of(keys: Sequence[int], month: dt.date) -> Iterator[DueOrganisation]:
    rows = (
        _unbilled(month)
        .filter(organisation_id__in=keys)
        .select_related(
            "organisation__billing_address",
            "order__terms",
            "order__reference",
            "contract__added_to",
            "licence",
            "course",
        )
        .order_by("organisation_id", "id")
    )
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for row in rows:
        lines[row.organisation_id].append(row)
    billed = billed_portions([row.pk for own in lines.values() for row in own])
    split = weights_of(list(lines))
    # Of what is older, the invoice may be gone by retention: it is never billed anew.
    forgotten = last_day(INVOICE_YEARS)
    for own in lines.values():
        due = tuple(
            DueLine(row, portion)
            for row in own
            for portion in due_portions(billable_of(row), month, billed[row.pk])
            if portion.last > forgotten
        )
        if due:
            organisation = own[0].organisation
            yield DueOrganisation(organisation, due, split.get(organisation.pk))


def billed_portions(lines: Sequence[int]) -> dict[int, frozenset[int]]:
    """Line → the portions of it that were billed; one statement."""
    found: dict[int, set[int]] = {line: set() for line in lines}
    rows = InvoiceLine.objects.filter(order_line__in=lines, change=None)
    for line, portion in rows.values_list("order_line_id", "portion"):
        found[line].add(portion)
    return {line: frozenset(portions) for line, portions in found.items()}


def billable_of(line: OrderLine) -> Billable:
    """What a delivered line is to the closing; needs order, terms, contract and licence read."""
    terms = getattr(line.order, "terms", None)
    kind = WHOLE_TERM if terms is None else terms.kind
    accepted_on = None if terms is None else terms.accepted_on
    if line.item == Item.ONLINE:
        contract = line.contract
        return Billable(
            amount_yen=line.amount_yen,
            tax_per_mille=line.order.tax_per_mille,
            months=line.months,
            first=contract.starts_on,
            last=contract.ends_on,
            terms=kind,
            accepted_on=accepted_on,
            is_cancelled=contract.cancelled_at is not None,
        )
    delivered = line.licence.starts_on
    return Billable(
        amount_yen=line.amount_yen,
        tax_per_mille=line.order.tax_per_mille,
        months=None,
        first=delivered,
        last=delivered,
        terms=kind,
        accepted_on=accepted_on,
    )
