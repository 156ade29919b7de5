"""The seller of a day, and documents by day, sum, counterparty, number and kind."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from ..accounts.models import Organisation
from ..common import clock
from .models import Counterparty, IssuedDocument, ReceivedDocument, SellerDetails
from .numbering import numbers_meant
from .searching import compared
from .seller import Seller

PAGE: Final = 50
# So many names are looked up one by one; of more, documents are asked for theirs day after day.
FEW_NAMES: Final = 200


def seller_on(day: dt.date) -> Seller:
    """The seller's details of a day; those of the settings where none are entered for it."""
    row = SellerDetails.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return seller_of_settings() if row is None else seller_of(row)


def seller_of(row: SellerDetails) -> Seller:
    """What a row says."""
    names = Seller.__dataclass_fields__
    return Seller(**{name: getattr(row, name) for name in names})


def seller_of_settings() -> Seller:
    """The seller as the settings name it."""
    return Seller(
        name=settings.SELLER_NAME,
        address=settings.SELLER_ADDRESS,
        phone=settings.SELLER_PHONE,
        hours=settings.SELLER_PHONE_HOURS,
        hours_en=settings.SELLER_PHONE_HOURS_EN,
        email=settings.SELLER_EMAIL,
        representative=settings.SELLER_REPRESENTATIVE,
        registration=settings.SELLER_REGISTRATION,
    )


def seller_rows() -> QuerySet[SellerDetails]:
    """What was entered of the seller, the latest day first."""
    return SellerDetails.objects.order_by("-valid_from")


MOST_CUSTOMERS: Final = 20


def customers_named(text: str) -> list[Organisation]:
    """Customers with a part of a name or reading, or with a code, at most 20; one statement."""
    words = unicodedata.normalize("NFKC", text).strip()
    if not words:
        return []
    # A legal form before or behind the name makes no difference, as in the search of documents.
    bare = re.sub("株式会社|有限会社|合同会社", "", words).strip() or words
    fits = Q(name__icontains=bare) | Q(name_kana__icontains=bare) | Q(code__iexact=words)
    found = Organisation.objects.filter(fits, is_house=False)
    return list(found.order_by("name", "pk")[:MOST_CUSTOMERS])


# -- search


@dataclass(frozen=True)
class Wanted:
    """What documents are looked for by; what is empty narrows nothing. Ranges hold both ends."""

    since: dt.date | None = None
    until: dt.date | None = None
    least: int | None = None
    most: int | None = None
    name: str = ""
    number: str = ""
    kind: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for."""
        return self != Wanted()


Row = TypeVar("Row", IssuedDocument, ReceivedDocument)


@dataclass(frozen=True)
class Found(Generic[Row]):
    """A page of documents, the latest first; `older` is where the next one begins, or empty."""

    rows: list[Row]
    older: str = ""


def search_documents(
    wanted: Wanted, *, organisation: Organisation | None = None, before: str = "", most: int = PAGE
) -> Found[IssuedDocument]:
    """Issued documents, of one organisation or of all; `before` is `older` of the page before."""
    rows = IssuedDocument.objects.filter(*_conditions(wanted, "issued_on"))
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.number:
        rows = rows.filter(number__in=numbers_meant(wanted.number, clock.today().year))
    return _page(rows, "issued_on", before, most)


def search_received(
    wanted: Wanted, *, before: str = "", most: int = PAGE
) -> Found[ReceivedDocument]:
    """What customers sent, without the files."""
    rows = ReceivedDocument.objects.filter(*_conditions(wanted, "dated_on"))
    if wanted.number:
        rows = rows.filter(number=wanted.number)
    return _page(rows.defer("content"), "dated_on", before, most)


def _conditions(wanted: Wanted, day: str) -> Iterator[Q]:
    ranges = {
        f"{day}__gte": wanted.since,
        f"{day}__lte": wanted.until,
        "total_yen__gte": wanted.least,
        "total_yen__lte": wanted.most,
    }
    yield Q(**{name: value for name, value in ranges.items() if value is not None})
    if wanted.name.strip():
        yield _named(wanted.name)


def _named(name: str) -> Q:
    names = Counterparty.objects.filter(compared__contains=compared(name))
    few = list(names.values_list("pk", flat=True)[: FEW_NAMES + 1])
    if len(few) <= FEW_NAMES:
        return Q(counterparty__in=few)
    return Q(Exists(names.filter(pk=OuterRef("counterparty"))))


def _page(rows: QuerySet[Row], day: str, before: str, most: int) -> Found[Row]:
    """Keys first: an index holds all that is searched by, and a page reads its own rows alone."""
    if (place := _place(before)) is not None:
        last, key = place
        rows = rows.filter(Q(**{f"{day}__lt": last}) | Q(**{day: last, "pk__lt": key}))
    order = (f"-{day}", "-pk")
    keys = list(rows.order_by(*order).values_list("pk", flat=True)[: most + 1])
    read = rows.model._default_manager.select_related("organisation")
    shown = list(read.filter(pk__in=keys[:most]).order_by(*order))
    older = ""
    if len(keys) > most:
        older = f"{getattr(shown[-1], day):%Y-%m-%d}.{shown[-1].pk}"
    return Found(shown, older)


def _place(before: str) -> tuple[dt.date, int] | None:
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})", before)
    if found is None:
        return None
    try:
        return dt.date.fromisoformat(found[1]), int(found[2])
    except ValueError:
        return None
