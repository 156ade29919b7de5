"""The documents of an organisation as its page lists them, with where each invoice stands."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q

from ...accounts.models import Member
from ...common import clock
from ...documents.choices import DocumentKind
from ...documents.models import IssuedDocument
from ..document_words import Standing, standing_of
from ..models import Invoice
from .invoices import statuses

SHOWN: Final = 50  # documents a page
# 2026-11-29, 2026年11月29日(日) as the page shows it, 11月29日 of any year; after NFKC.
_DAY: Final = re.compile(
    r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?:\([日月火水木金土]\))?"
)
_MOST: Final = 12  # digits of a sum


@dataclass(frozen=True)
class InvoiceStanding:
    """An invoice and where it stands, in the words of whoever pays it."""

    invoice: Invoice
    standing: Standing


@dataclass(frozen=True)
class DocumentRow:
    """A document, what it is about, when it is to be paid, and its invoice where it is one."""

    document: IssuedDocument
    subject: str
    due_on: dt.date | None
    payable_on: dt.date | None
    billed: InvoiceStanding | None


def document_page(officer: Member, words: str, year: str, page: str) -> Page[Any]:
    """The documents of the officer's organisation by number, sum or day, and by year; 50 a page.

    Quotes are among what is searched alone.

    Two statements, and one for the invoices among them.
    """
    found = IssuedDocument.objects.filter(organisation_id=officer.organisation_id)
    if year.isdecimal() and len(year) == 4:
        found = found.filter(issued_on__year=int(year))
    if words.strip():
        found = found.filter(_meant(words))
    if not (words.strip() or year):
        found = found.exclude(kind=DocumentKind.QUOTE)  # the page lists them by themselves
    shown: Page[Any] = Paginator(found.order_by("-issued_on", "-id"), SHOWN).get_page(page)
    shown.object_list = _rows(list(shown.object_list))
    return shown


def _rows(documents: list[IssuedDocument]) -> list[DocumentRow]:
    standings = _standings([one.pk for one in documents])
    return [
        DocumentRow(
            document=one,
            subject=str(one.content.get("subject", "")),
            due_on=_day(one.content.get("due_on")),
            payable_on=_day(one.content.get("payable_on")),
            billed=standings.get(one.pk),
        )
        for one in documents
    ]


def _standings(documents: list[int]) -> dict[int, InvoiceStanding]:
    """Document → its invoice with where that stands today; what is no invoice has no entry."""
    today = clock.today()
    invoices = Invoice.objects.filter(document__in=documents).annotate(
        paid_on=Max("allocations__payment__received_on")
    )
    return {
        one.invoice.document_id: InvoiceStanding(
            one.invoice, standing_of(one, vars(one.invoice)["paid_on"], today)
        )
        for one in statuses(invoices, today)
    }


def document_years(officer: Member) -> list[int]:
    """The years in which the organisation got documents, the latest first; one statement."""
    own = IssuedDocument.objects.filter(organisation_id=officer.organisation_id)
    return [day.year for day in own.order_by().dates("issued_on", "year", order="DESC")]


def _meant(words: str) -> Q:
    """Documents that somebody may mean: by number, by sum with tax, or by day; in any width."""
    text = unicodedata.normalize("NFKC", words).strip()
    wanted = Q(number__icontains=text)
    sum_text = text.replace(",", "").removeprefix("¥").removesuffix("円")
    if sum_text.isdecimal() and len(sum_text) <= _MOST:
        wanted |= Q(total_yen=int(sum_text))
    return wanted | _typed_day(text)


def _typed_day(text: str) -> Q:
    """Documents of a day as people write it; without its year, of that day of each year."""
    found = _DAY.fullmatch("".join(text.split()))
    if found is None:
        return Q()
    year, month, day = found.groups()
    wanted = Q(issued_on__month=int(month), issued_on__day=int(day))
    return wanted & Q(issued_on__year=int(year)) if year and int(year) else wanted


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None
