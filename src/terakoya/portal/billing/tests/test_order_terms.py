"""How an order is paid, its 完了届 and its 検収: on the operator's page, and what follows."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member
from terakoya.portal.billing.choices import PaymentTerms
from terakoya.portal.billing.models import Invoice, OrderTerms
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.learning.tests.learners import signed_in
from terakoya.portal.orders.choices import OrderStatus
from terakoya.portal.orders.models import Order
from terakoya.portal.orders.selectors.contracts import price_added_seats
from terakoya.portal.orders.services.contracts import Confirmed, add_seats
from tests.factories import make_operator

from .contracts import make_contract, priced_course
from .sold import close, customer, day, noon, sold

pytestmark = pytest.mark.django_db
AFTER = {"kind": "after-acceptance"}


@pytest.fixture
def seller(db: None) -> Client:
    """A browser of somebody of the seller's with the right of billing."""
    client = Client()
    client.force_login(make_operator(Right.BILLING))
    return client


@pytest.fixture
def owner(db: None) -> Member:
    """A contract holder."""
    return customer("みほん市")


def at(order: Order) -> str:
    return f"/operator/billing/orders/{order.uuid}/terms/"


def send(client: Client, order: Order, on: str, **fields: str) -> Any:
    with clock.fixed_at(noon(on)):
        return client.post(at(order), fields)


def issue(client: Client, order: Order, kind: str, on: str) -> int:
    with clock.fixed_at(noon(on)):
        address = f"/operator/billing/orders/{order.uuid}/terms/act/"
        status: int = client.post(address, {"do": kind}).status_code
    return status


def page(client: Client, order: Order, on: str) -> str:
    with clock.fixed_at(noon(on)):
        return client.get(at(order)).content.decode()


def documents() -> list[tuple[str, str]]:
    return list(IssuedDocument.objects.order_by("id").values_list("kind", "number"))


def test_an_order_after_acceptance_is_billed_only_then(seller: Client, owner: Member) -> None:
    order = sold(owner, "2027-01-10")
    assert send(seller, order, "2027-01-10", **AFTER).status_code == 302
    assert "完了届を発行し" in page(seller, order, "2027-01-11")
    assert close("2027-01").issued == 0
    assert [issue(seller, order, "completion-report", "2027-02-01") for _again in range(2)] == [
        302,
        302,
    ]
    assert documents() == [("completion-report", "C-2027-000001")]
    assert "検収を待っています" in page(seller, order, "2027-02-02")
    accepted = {**AFTER, "accepted_on": "２０２７/02/05"}
    assert send(seller, order, "2027-02-10", **accepted).status_code == 302
    assert close("2027-02").issued == 1
    assert Invoice.objects.get().month == day("2027-02-01")
    assert "請求済みのため" in page(seller, order, "2027-03-02")


def test_a_completion_report_says_what_was_delivered_and_is_mailed(
    seller: Client, owner: Member
) -> None:
    order = sold(owner, "2027-01-10", manuscript=98_000, terms=PaymentTerms.AFTER_ACCEPTANCE)
    issue(seller, order, "completion-report", "2027-01-12")
    content = IssuedDocument.objects.get().content
    assert content["subject"] == f"お申し込み {order.number} の完了"
    assert content["facts"] == [["提供を始めた日", "2027年1月10日（日）"]]
    assert [one["amount_yen"] for one in content["lines"]] == [30_000, 98_000]
    assert OrderTerms.objects.get().completion_report == IssuedDocument.objects.get()
    assert [mail.payload["to"] for mail in OutboxMessage.objects.all()] == [owner.person.email]


def test_a_delivery_note_needs_no_terms_and_is_issued_once(seller: Client, owner: Member) -> None:
    order = sold(owner, "2027-01-10", seats=0, manuscript=98_000)
    assert issue(seller, order, "delivery-note", "2027-01-09") == 302
    assert documents() == []  # nothing is delivered yet
    for _again in range(2):
        issue(seller, order, "delivery-note", "2027-01-10")
    assert documents() == [("delivery-note", "N-2027-000001")]
    assert "N-2027-000001" in page(seller, order, "2027-01-10")
    issue(seller, order, "completion-report", "2027-01-10")  # only where 検収 is waited for
    assert len(documents()) == 1
    with clock.fixed_at(noon("2027-01-10")):
        address = f"/operator/billing/orders/{order.uuid}/terms/act/"
        assert seller.post(address, {"do": "invoice"}).status_code == 404


@pytest.mark.parametrize("typed", ["2027-01-31", "2027-02-30", "2027-02-11", "昨日"])
def test_days_of_acceptance_that_do_not_fit_are_told_at_the_field(
    seller: Client, owner: Member, typed: str
) -> None:
    order = sold(owner, "2027-01-10", terms=PaymentTerms.AFTER_ACCEPTANCE)
    issue(seller, order, "completion-report", "2027-02-01")
    answer = send(seller, order, "2027-02-10", **AFTER, accepted_on=typed)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert OrderTerms.objects.get().accepted_on is None


def test_nothing_of_a_billed_or_cancelled_order_changes(seller: Client, owner: Member) -> None:
    billed, gone = sold(owner, "2027-01-10"), sold(owner, "2027-02-10")
    close("2027-01")
    Order.objects.filter(pk=gone.pk).update(status=OrderStatus.CANCELLED)
    for order in (billed, gone):
        assert send(seller, order, "2027-02-12", kind="monthly").status_code == 422
        issue(seller, order, "completion-report", "2027-02-12")
        assert "条件を決める" not in page(seller, order, "2027-02-12")
    assert not OrderTerms.objects.exists()
    assert [kind for kind, _number in documents()] == ["invoice"]


def test_monthly_terms_bill_month_by_month(seller: Client, owner: Member) -> None:
    order = sold(owner, "2027-01-10")
    assert send(seller, order, "2027-01-10", kind="monthly").status_code == 302
    assert send(seller, order, "2027-01-10", kind="never").status_code == 422
    close("2027-01")
    close("2027-02")
    assert [one.subtotal_yen for one in Invoice.objects.order_by("month")] == [10_000, 10_000]


def test_the_page_is_reached_and_the_list_says_what_waits(seller: Client, owner: Member) -> None:
    order = sold(owner, "2027-01-10", terms=PaymentTerms.AFTER_ACCEPTANCE)
    other = sold(owner, "2027-01-10")
    close("2027-01")
    invoice = Invoice.objects.get()
    with clock.fixed_at(noon("2027-02-10")):
        pages = [
            seller.get(address).content.decode()
            for address in (
                f"/operator/orders/{order.uuid}/",
                "/operator/billing/",
                f"/operator/billing/invoices/{invoice.uuid}/",
            )
        ]
    assert [at(order) in pages[0], at(order) in pages[1], at(other) in pages[2]] == [True] * 3
    assert "検収待ち" in pages[1]


def test_the_page_is_the_sellers_alone(seller: Client, owner: Member) -> None:
    order = sold(owner, "2027-01-10")
    content = Client()
    content.force_login(make_operator(Right.CONTENT, email="content@terakoya.example"))
    with clock.fixed_at(noon("2027-01-10")):
        found = [one.get(at(order)).status_code for one in (seller, content, signed_in(owner))]
        sent = [one.post(at(order), AFTER).status_code for one in (content, signed_in(owner))]
    assert (found, sent) == ([200, 404, 404], [404, 404])
    assert not OrderTerms.objects.exists()


def test_the_last_day_is_that_of_the_month_in_japan(seller: Client, owner: Member) -> None:
    """Accepted at 23:59 of the last day, and a minute later, is billed in one month or the next."""
    order = sold(owner, "2027-01-10", terms=PaymentTerms.AFTER_ACCEPTANCE)
    issue(seller, order, "completion-report", "2027-01-20")
    late = dt.datetime(2027, 1, 31, 23, 59, tzinfo=clock.TOKYO)
    with clock.fixed_at(late):
        ahead = seller.post(at(order), {**AFTER, "accepted_on": "2027-02-01"})
    assert ahead.status_code == 422
    with clock.fixed_at(late + dt.timedelta(minutes=1)):
        done = seller.post(at(order), {**AFTER, "accepted_on": "2027-02-01"})
    assert done.status_code == 302
    assert (close("2027-01").issued, close("2027-02").issued) == (0, 1)


@pytest.mark.parametrize("kind", [PaymentTerms.AFTER_ACCEPTANCE, PaymentTerms.MONTHLY, None])
def test_what_is_added_to_a_contract_is_paid_as_it_is(
    owner: Member, kind: PaymentTerms | None
) -> None:
    now = noon("2027-01-20")
    with clock.fixed_at(now):
        contract = make_contract(owner, priced_course(), starts_on=day("2027-01-10"), months=3)
        if kind is not None:
            OrderTerms.objects.create(
                organisation=owner.organisation, order=contract.order_line.order, kind=kind
            )
        total = price_added_seats(contract, 3).sums.total_yen
        confirmed = Confirmed(key=uuid.uuid4(), seats=3, total_yen=total)
        added = add_seats(by=owner, contract=contract, confirmed=confirmed)
    found = OrderTerms.objects.filter(order=added.order_line.order).values_list("kind", flat=True)
    assert list(found) == ([] if kind is None else [kind])
    assert close("2027-01").issued == (0 if kind == PaymentTerms.AFTER_ACCEPTANCE else 1)
