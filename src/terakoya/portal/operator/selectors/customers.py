"""The customers: found by company, contact, mail address, and the number of anything of theirs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Replace

from ...accounts.choices import Role
from ...accounts.models import Member, Organisation, RoleGrant
from ...common import clock
from ...documents.models import IssuedDocument
from ...inquiries.models import Inquiry
from ...orders.models import Contract, Order

MOST: Final = 50


@dataclass(frozen=True)
class CustomerRow:
    """An organisation as the list shows it; `seats` are those of contracts that run today."""

    organisation: Organisation
    seats: int
    members: int


@dataclass(frozen=True)
class CustomerList:
    """Up to fifty customers, the newest first; whether there are more.

    `document` has the number that was looked for: a quote may be nobody's yet. So has `inquiry`:
    who asks without an account is no customer.
    """

    rows: list[CustomerRow]
    has_more: bool
    document: IssuedDocument | None
    inquiry: Inquiry | None


def customer_list(query: str, *, with_documents: bool = False) -> CustomerList:
    """The customers that fit a text, all where it is empty; six statements at most.

    A person's name finds only those who speak for an organisation; of everybody else the whole
    mail address is needed.
    """
    found = list(_matching(query).order_by("-created_at", "-pk")[: MOST + 1])
    shown = found[:MOST]
    keys = [one.pk for one in shown]
    seats, members = _seats(keys), _members(keys)
    rows = [CustomerRow(one, seats.get(one.pk, 0), members.get(one.pk, 0)) for one in shown]
    document = _document(query) if with_documents else None
    return CustomerList(rows, len(found) > MOST, document, _inquiry(query))


def _matching(query: str) -> QuerySet[Organisation]:
    customers = Organisation.objects.filter(is_house=False)
    text = _plain(query)
    if not text:
        return customers
    speakers = RoleGrant.objects.in_force().filter(role__in=(Role.OWNER, Role.OFFICER))
    bare = "".join(text.split())
    named = speakers.annotate(bare=_bare("member__name")).filter(bare__icontains=bare)
    mailed = Member.objects.filter(Q(email=text.lower()) | Q(person__email=text.lower()))
    contracted = Contract.objects.filter(number=text.upper())
    ordered = Order.objects.filter(Q(number=text) | Q(quote__document__number=text.upper()))
    asked = Inquiry.objects.filter(number=text.upper(), organisation__isnull=False)
    documented = IssuedDocument.objects.filter(number=text.upper())
    return customers.annotate(bare=_bare("name")).filter(
        Q(bare__icontains=bare)
        | Q(name_kana__icontains=text)
        | Q(code__iexact=text)
        | Q(pk__in=named.values("organisation"))
        | Q(pk__in=mailed.values("organisation"))
        | Q(pk__in=contracted.values("organisation"))
        | Q(pk__in=ordered.values("organisation"))
        | Q(pk__in=asked.values("organisation"))
        | Q(pk__in=documented.values("organisation"))
    )


def _plain(query: str) -> str:
    return unicodedata.normalize("NFKC", query).strip()


def _bare(name: str) -> Replace:
    """A column without spaces of either width: people type names with and without."""
    return Replace(Replace(F(name), Value(" "), Value("")), Value("\u3000"), Value(""))


def _inquiry(query: str) -> Inquiry | None:
    """The inquiry whose number was typed; no statement for what is no such number."""
    number = _plain(query).upper()
    return Inquiry.objects.filter(number=number).first() if number.startswith("T-") else None


def _document(query: str) -> IssuedDocument | None:
    if not (number := _plain(query).upper()):
        return None
    return IssuedDocument.objects.filter(number=number).defer("content", "seller").first()


def _seats(keys: Iterable[int]) -> Mapping[int, int]:
    today = clock.today()
    running = Contract.objects.filter(
        organisation__in=keys, cancelled_at=None, starts_on__lte=today, ends_on__gte=today
    )
    return dict(running.order_by().values_list("organisation").annotate(n=Sum("seats")))


def _members(keys: Iterable[int]) -> Mapping[int, int]:
    present = Member.objects.present().filter(organisation__in=keys)
    return dict(present.order_by().values_list("organisation").annotate(n=Count("pk")))
