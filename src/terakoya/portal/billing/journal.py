"""Entries of the books: each row has one debit, one credit and one amount, so all balance. Pure.

Sums are kept without tax, the tax apart as 仮受消費税. What is billed before it is earned is 前受金
and becomes 売上 month by month (`revenue.py`). What a customer paid too much is 預り金.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..orders.pricing import month_end
from .portions import tax_within
from .revenue import recognised

RECEIVABLE: Final = "売掛金"
DEFERRED: Final = "前受金"
SALES: Final = "売上高"
TAX: Final = "仮受消費税"
BANK: Final = "普通預金"
CREDIT: Final = "預り金"
DISCOUNT: Final = "売上値引"
# What a column of an accounting program may hold.
FIELDS: Final = (
    "day", "number", "row", "debit", "debit_party", "credit", "credit_party", "amount", "party",
    "memo",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One row of the journal; the amount is never below 1."""

    day: dt.date
    debit: str
    credit: str
    amount_yen: int
    party: str
    number: str
    memo: str


@dataclass(frozen=True)
class BilledLine:
    """What of a document is a service: amount without tax (signed) and its days."""

    first: dt.date
    last: dt.date
    amount_yen: int


@dataclass(frozen=True)
class Billed:
    """An invoice, or what a correction added to one (signed)."""

    day: dt.date
    party: str
    number: str
    lines: tuple[BilledLine, ...]
    tax_yen: int


@dataclass(frozen=True)
class Taken:
    """What an invoice took of a payment, and the fee that was left off."""

    day: dt.date
    number: str
    amount_yen: int
    fee_yen: int
    fee_tax_per_mille: int


@dataclass(frozen=True)
class SentBack:
    """Money of a payment that was sent back to the customer."""

    day: dt.date
    amount_yen: int


@dataclass(frozen=True)
class Received:
    """Money that came in, with what invoices took of it, gave up of it, and what was sent back."""

    day: dt.date
    party: str
    amount_yen: int
    taken: tuple[Taken, ...]
    released: tuple[Taken, ...] = ()
    sent_back: tuple[SentBack, ...] = ()


def billed_entries(billed: Billed) -> Iterator[Entry]:
    """The entries of a document on its day and of its sales in later months."""
    this_month = billed.day.replace(day=1)
    now, later = 0, 0
    for line in billed.lines:
        spread = recognised(line.amount_yen, line.first, line.last, billed.day)
        now += spread.get(this_month, 0)
        later += sum(yen for month, yen in spread.items() if month > this_month)
        for month, yen in spread.items():
            if month > this_month:
                yield from _entry(
                    month_end(month), DEFERRED, SALES, yen, billed, f"{month:%Y-%m} 売上"
                )
    yield from _entry(billed.day, RECEIVABLE, SALES, now, billed, "請求（当月の売上）")
    yield from _entry(billed.day, RECEIVABLE, DEFERRED, later, billed, "請求（前受）")
    yield from _entry(billed.day, RECEIVABLE, TAX, billed.tax_yen, billed, "請求（消費税）")


def received_entries(received: Received) -> Iterator[Entry]:
    """The entries of a payment: what invoices took on its day, its credit, and credit used."""
    head = Billed(received.day, received.party, "", (), 0)
    at_once = sum(one.amount_yen for one in received.taken if one.day <= received.day)
    for one in received.taken:
        named = replace(head, number=one.number)
        account = BANK if one.day <= received.day else CREDIT
        yield from _entry(one.day, account, RECEIVABLE, one.amount_yen, named, "入金")
        yield from _fee_entries(one, one.fee_yen, named, "振込手数料の差引")
    rest = received.amount_yen - at_once
    yield from _entry(received.day, BANK, CREDIT, rest, head, "過入金")
    for one in received.released:
        named = replace(head, number=one.number)
        yield from _entry(one.day, RECEIVABLE, CREDIT, one.amount_yen, named, "返還による過入金")
        yield from _fee_entries(one, -one.fee_yen, named, "振込手数料の差引の取り消し")
    for back in received.sent_back:
        yield from _entry(back.day, CREDIT, BANK, back.amount_yen, head, "返金")


def _fee_entries(taken: Taken, fee_yen: int, about: Billed, memo: str) -> Iterator[Entry]:
    """A fee that was left off (negative: was not, after all), and the tax within it."""
    tax = tax_within(abs(fee_yen), taken.fee_tax_per_mille) * (1 if fee_yen >= 0 else -1)
    yield from _entry(taken.day, DISCOUNT, RECEIVABLE, fee_yen - tax, about, memo)
    yield from _entry(taken.day, TAX, RECEIVABLE, tax, about, memo)


def _entry(
    day: dt.date, debit: str, credit: str, yen: int, about: Billed, memo: str
) -> Iterator[Entry]:
    """One row, or none of nothing; a negative amount turns the sides."""
    if yen < 0:
        debit, credit, yen = credit, debit, -yen
    if yen:
        yield Entry(day, debit, credit, yen, about.party, about.number, memo)


def within(entries: Iterable[Entry], first: dt.date, last: dt.date) -> Iterator[Entry]:
    """The entries of some days."""
    return (one for one in entries if first <= one.day <= last)


def cells(entry: Entry, row: int, columns: Sequence[tuple[str, str]]) -> list[object]:
    """The cells of a row, by the columns of a program."""
    values: dict[str, object] = {
        "day": f"{entry.day:%Y/%m/%d}",
        "number": entry.number,
        "row": row,
        "debit": entry.debit,
        "debit_party": entry.party if entry.debit == RECEIVABLE else "",
        "credit": entry.credit,
        "credit_party": entry.party if entry.credit == RECEIVABLE else "",
        "amount": entry.amount_yen,
        "party": entry.party,
        "memo": " ".join(part for part in (entry.party, entry.number, entry.memo) if part),
    }
    return [
        meaning[1:] if meaning.startswith("=") else values.get(meaning, "")
        for _heading, meaning in columns
    ]
