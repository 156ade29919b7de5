"""Several browsers confirm one quote at the same moment: one order, one grant, one document."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.delivery.tests.concurrency import in_thread, in_threads, shared_database
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.orders.choices import QuotePurpose
from terakoya.portal.orders.models import Contract, Order, Quote
from terakoya.portal.orders.services.contract_quotes import (
    Ordered,
    WantedOfContract,
    order_by_quote,
    quote_contract,
)
from terakoya.portal.orders.specs import Asker
from tests.factories import make_organisation, make_owner

from .contracts import NOON, make_contract, priced_course

__all__ = ["shared_database"]


@clock.fixed_at(NOON)
def make_quote(purpose: QuotePurpose) -> tuple[Member, Quote]:
    """The holder of a contract, and a quote about it."""
    owner = make_owner(make_organisation())
    contract = make_contract(owner, priced_course(), starts_on=dt.date(2026, 9, 1))
    wanted = WantedOfContract(contract, purpose, 5, 12)
    asker = Asker("株式会社みほん商事")
    return owner, quote_contract(wanted=wanted, asker=asker, by=owner.person, key=uuid.uuid4())


def made_rows() -> tuple[int, ...]:
    """How many orders by a quote, contracts and 注文請書 there are."""
    confirmed = IssuedDocument.objects.filter(kind=DocumentKind.ORDER_CONFIRMATION)
    ordered = Order.objects.exclude(quote=None)
    return ordered.count(), Contract.objects.count(), confirmed.count()


@pytest.mark.parametrize("purpose", [QuotePurpose.SEATS, QuotePurpose.TERM])
def test_one_quote_is_one_order_from_four_browsers(
    shared_database: str, purpose: QuotePurpose
) -> None:
    owner, quote = in_thread(lambda: make_quote(purpose))

    @clock.fixed_at(NOON)
    def confirm() -> Ordered:
        return order_by_quote(by=owner, quote=quote, total_yen=quote.total_yen)

    made = in_threads([confirm] * 4)
    assert sorted(one.is_new for one in made) == [False, False, False, True]
    assert len({one.order.pk for one in made}) == 1
    assert in_thread(made_rows) == (1, 2, 1)
