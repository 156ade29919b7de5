"""Bank lines with the invoices that they may pay, and the columns of files."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from ...common import clock
from ...documents.numbering import numbers_meant
from ..choices import ColumnsFor, LineState
from ..column_samples import SAMPLES, Columns
from ..matching import Candidate, suggestions
from ..models import Allocation, BankLine, ColumnSet, Invoice
from .invoices import billing_rules, reckoned, with_releases, with_sums

LINES_SHOWN: Final = 100
SETTLED_SHOWN: Final = 20


@dataclass(frozen=True)
class Offer:
    """An invoice that a line may pay, with the reasons."""

    invoice: Invoice
    open_yen: int
    has_number: bool
    has_amount: bool
    has_name: bool
    fee_yen: int


@dataclass(frozen=True)
class WaitingLine:
    """A line that nobody has confirmed yet, with what it may be for."""

    line: BankLine
    offers: tuple[Offer, ...]


def waiting_lines() -> list[WaitingLine]:
    """The first LINES_SHOWN lines to be confirmed, the oldest first; three statements."""
    lines = list(BankLine.objects.filter(state=LineState.WAITING)[:LINES_SHOWN])
    if not lines:
        return []
    owing = {"open_yen__gt": 0}  # an annotation
    rows = with_sums(Invoice.objects.all()).filter(**owing)
    rows = rows.select_related("organisation", "document").order_by("payable_on", "id")
    invoices = {row.pk: row for row in rows}
    candidates = [_candidate(row) for row in invoices.values()]
    tolerance = billing_rules().fee_tolerance_yen
    return [
        WaitingLine(
            line,
            tuple(
                Offer(
                    invoice=invoices[one.key],
                    open_yen=reckoned(invoices[one.key], "open_yen"),
                    has_number=one.has_number,
                    has_amount=one.has_amount,
                    has_name=one.has_name,
                    fee_yen=one.fee_yen,
                )
                for one in suggestions(line.payer, line.amount_yen, candidates, tolerance)
            ),
        )
        for line in lines
    ]


def find_invoice_numbered(typed: str) -> Invoice | None:
    """The invoice whose number somebody typed, in any width; None where none or several fit."""
    numbers = numbers_meant(typed, clock.today().year)
    rows = Invoice.objects.select_related("organisation", "document")
    found = rows.filter(document__number__in=numbers)[:2]
    return found[0] if len(found) == 1 else None


def _candidate(row: Invoice) -> Candidate:
    names = (row.organisation.name_kana, row.organisation.name)
    return Candidate(
        row.pk, row.document.number, reckoned(row, "open_yen"), tuple(one for one in names if one)
    )


@dataclass(frozen=True)
class Settled:
    """What an invoice holds of a line's money, with the fee that was left off."""

    invoice: Invoice
    amount_yen: int
    fee_yen: int


@dataclass(frozen=True)
class SettledLine:
    """A line that was confirmed or set aside, and the invoices that its money went to.

    `free_yen` was sent back, or is the customer's credit.
    """

    line: BankLine
    invoices: tuple[Settled, ...]
    free_yen: int


def settled_lines() -> list[SettledLine]:
    """The newest SETTLED_SHOWN lines that were confirmed or set aside; two statements."""
    rows = BankLine.objects.exclude(state=LineState.WAITING).select_related("payment")
    lines = list(rows.order_by("-booked_on", "-id")[:SETTLED_SHOWN])
    held: dict[int, list[Settled]] = defaultdict(list)
    taken = with_releases(Allocation.objects.filter(payment__bank_line__in=lines))
    for one in taken.select_related("invoice__document", "payment"):
        left, fee = reckoned(one, "left_yen"), reckoned(one, "left_fee_yen")
        if left and one.payment.bank_line_id is not None:
            held[one.payment.bank_line_id].append(Settled(one.invoice, left, fee))
    return [
        SettledLine(
            line,
            tuple(held[line.pk]),
            line.amount_yen - sum(one.amount_yen for one in held[line.pk])
            if line.state == LineState.MATCHED
            else 0,
        )
        for line in lines
    ]


def column_sets(purpose: ColumnsFor) -> list[Columns]:
    """The samples and what the operator has saved; one statement."""
    own = [_columns(row) for row in ColumnSet.objects.filter(purpose=purpose)]
    return [*own, *(one for one in SAMPLES if one.purpose == purpose)]


def find_columns(purpose: ColumnsFor, key: str) -> Columns | None:
    """Columns by their key; None where there are none."""
    return next((one for one in column_sets(purpose) if one.key == key), None)


def _columns(row: ColumnSet) -> Columns:
    return Columns(
        key=str(row.uuid),
        purpose=ColumnsFor(row.purpose),
        name=row.name,
        encoding=row.encoding,
        columns=tuple((heading, meaning) for heading, meaning in row.columns),
    )


def is_own(key: str) -> bool:
    """Whether a key is that of a row."""
    try:
        return bool(uuid.UUID(key))
    except ValueError:
        return False
