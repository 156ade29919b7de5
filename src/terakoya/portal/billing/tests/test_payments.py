"""Payments: whole, too much, too little, with a fee taken off, twice; credit and receipts."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.billing.choices import InvoiceState
from terakoya.portal.billing.errors import AmountNotUsable, NotChangeable
from terakoya.portal.billing.models import Allocation, BillingRules, Invoice, Payment
from terakoya.portal.billing.selectors.invoices import (
    credit_of,
    invoice_states,
    overdue_invoices,
    status_of,
)
from terakoya.portal.billing.services.payments import issue_receipt, record_payment, use_credit
from terakoya.portal.common import clock
from terakoya.portal.documents.models import IssuedDocument
from tests.factories import confirm_now, make_operator

from .kept import invoice, kept, made_invoice, owner
from .sold import customer, day, invoiced, noon

__all__ = ["invoice", "kept", "made_invoice", "owner"]
pytestmark = pytest.mark.django_db
NOON = noon("2027-02-20")


@pytest.fixture
def seller(db: None) -> Person:
    """Somebody of the seller's with the right of billing."""
    return make_operator(Right.BILLING)


def pay(seller: Person, invoice: Invoice, amount: int, **more: Any) -> Payment:
    said: dict[str, Any] = {"received_on": day("2027-02-20"), "key": uuid.uuid4(), **more}
    with clock.fixed_at(NOON):
        return record_payment(by=seller, invoice=invoice, amount_yen=amount, **said)


def state(invoice: Invoice, on: str = "2027-02-20") -> tuple[InvoiceState, int]:
    with clock.fixed_at(noon(on)):
        found = status_of(invoice)
    return found.state, found.open_yen


def test_states_follow_from_payments_and_days(seller: Person, invoice: Invoice) -> None:
    assert state(invoice) == (InvoiceState.OPEN, 33_000)
    assert state(invoice, "2027-03-01") == (InvoiceState.OPEN, 33_000)
    assert state(invoice, "2027-03-02") == (InvoiceState.OVERDUE, 33_000)
    pay(seller, invoice, 10_000)
    assert state(invoice) == (InvoiceState.PARTLY, 23_000)
    assert state(invoice, "2027-03-02") == (InvoiceState.OVERDUE, 23_000)
    pay(seller, invoice, 23_000)
    assert state(invoice, "2027-03-02") == (InvoiceState.PAID, 0)


def test_selectors_for_others_name_states_and_what_is_late(
    seller: Person, owner: Member, invoice: Invoice
) -> None:
    pay(seller, invoiced(customer("例示物産株式会社")), 33_000)
    with clock.fixed_at(noon("2027-03-02")):
        (own,) = invoice_states(owner.organisation)
        assert (own.invoice, own.state) == (invoice, InvoiceState.OVERDUE)
        assert list(overdue_invoices()) == [invoice]
    with clock.fixed_at(noon("2027-03-01")):
        assert list(overdue_invoices()) == []


@pytest.mark.parametrize(
    ("amount", "fee", "found"),
    [
        (33_000, 0, (InvoiceState.PAID, 0)),
        (32_120, 880, (InvoiceState.PAID, 0)),
        (32_119, 0, (InvoiceState.PARTLY, 881)),
    ],
)
def test_transfer_fee_that_was_taken_off_closes_the_invoice(
    seller: Person, invoice: Invoice, amount: int, fee: int, found: tuple[InvoiceState, int]
) -> None:
    documents = IssuedDocument.objects.count()
    pay(seller, invoice, amount)
    assert state(invoice) == found
    assert Allocation.objects.get().fee_yen == fee
    assert IssuedDocument.objects.count() == documents  # below 10,000 yen: no 返還インボイス


def test_tolerance_is_the_operators_and_stays_below_ten_thousand(
    seller: Person, invoice: Invoice
) -> None:
    BillingRules.objects.create(pk=1, fee_tolerance_yen=0)
    pay(seller, invoice, 32_999)
    assert state(invoice) == (InvoiceState.PARTLY, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        BillingRules.objects.update(fee_tolerance_yen=10_000)


def test_too_much_stays_as_credit_and_pays_the_next_invoice(
    seller: Person, owner: Member, invoice: Invoice
) -> None:
    first, second = invoice, invoiced(owner, "2027-02", seats=1, months=1)
    pay(seller, first, 34_000)
    assert credit_of(owner.organisation_id) == 1_000
    with clock.fixed_at(noon("2027-03-10")):
        assert use_credit(by=seller, invoice=second) == 1_000
        assert (state(second)[1], credit_of(owner.organisation_id)) == (0, 0)
        with pytest.raises(AmountNotUsable):
            use_credit(by=seller, invoice=second)


def test_credit_of_another_organisation_is_not_used(seller: Person, invoice: Invoice) -> None:
    rich, poor = invoice, invoiced(customer("例示物産株式会社"))
    pay(seller, rich, 66_000)
    with clock.fixed_at(NOON), pytest.raises(AmountNotUsable):
        use_credit(by=seller, invoice=poor)
    assert state(poor) == (InvoiceState.OPEN, 33_000)


def test_same_key_again_enters_nothing(seller: Person, invoice: Invoice) -> None:
    key = uuid.uuid4()
    assert pay(seller, invoice, 10_000, key=key) == pay(seller, invoice, 10_000, key=key)
    assert (Payment.objects.count(), state(invoice)[1]) == (1, 23_000)


def test_provider_of_payments_tells_of_money_without_a_person(
    owner: Member, invoice: Invoice
) -> None:
    notice = uuid.uuid4()
    told: dict[str, Any] = {
        "by": None,
        "invoice": invoice,
        "received_on": day("2027-02-20"),
        "payer": "card",
    }
    with clock.fixed_at(NOON):
        first = record_payment(amount_yen=33_000, key=notice, **told)
        assert record_payment(amount_yen=33_000, key=notice, **told) == first
        late = record_payment(amount_yen=500, key=uuid.uuid4(), **told)
    assert (first.by, state(invoice)) == (None, (InvoiceState.PAID, 0))
    assert not late.allocations.exists()  # nothing was open: the money is there all the same
    assert credit_of(owner.organisation_id) == 500


def test_payment_of_what_is_paid_or_of_tomorrow_is_refused(
    seller: Person, invoice: Invoice
) -> None:
    with pytest.raises(AmountNotUsable):
        pay(seller, invoice, 33_000, received_on=day("2027-02-21"))
    pay(seller, invoice, 33_000)
    with pytest.raises(AmountNotUsable):
        pay(seller, invoice, 1)
    assert Payment.objects.count() == 1


def test_receipt_is_issued_once_after_the_whole_payment(seller: Person, invoice: Invoice) -> None:
    pay(seller, invoice, 10_000)
    with clock.fixed_at(NOON), pytest.raises(NotChangeable):
        issue_receipt(by=seller, invoice=invoice)
    pay(seller, invoice, 23_000)
    with clock.fixed_at(NOON):
        receipt = issue_receipt(by=seller, invoice=invoice)
        assert issue_receipt(by=seller, invoice=invoice) == receipt
    assert (receipt.kind, receipt.total_yen) == ("receipt", 33_000)
    assert receipt.content["subject"] == f"請求書 {invoice.document.number} のお支払い"


def test_receipt_says_what_came_in_where_a_fee_was_taken_off(
    seller: Person, invoice: Invoice
) -> None:
    pay(seller, invoice, 32_560)
    with clock.fixed_at(NOON):
        receipt = issue_receipt(by=seller, invoice=invoice)
    assert (receipt.total_yen, receipt.content["includes_tax"]) == (32_560, True)


# -- on the page


def post(seller: Person, invoice: Invoice, path: str = "", **fields: str) -> Any:
    client = Client()
    client.force_login(seller)
    one = invoice.uuid
    address = {
        "": f"/operator/billing/invoices/{one}/",
        "act/": f"/operator/billing/invoices/{one}/act/",
    }.get(path, f"/operator/billing/invoices/{one}/{path}")
    with clock.fixed_at(NOON):
        return confirm_now(client).post(address, fields)


def test_payment_is_entered_on_the_page_in_full_width_and_twice_is_once(
    seller: Person, invoice: Invoice
) -> None:
    key = str(uuid.uuid4())
    said = {"received_on": "２０２７/02/19", "amount": "３３，０００円", "payer": "ｶ)ﾐﾎﾝ"}
    for _again in range(2):
        response = post(seller, invoice, **said, key=key)
        assert response.status_code == 302
    payment = Payment.objects.get()
    assert (payment.received_on, payment.amount_yen) == (day("2027-02-19"), 33_000)
    assert state(invoice) == (InvoiceState.PAID, 0)


@pytest.mark.parametrize("amount", ["", "0", "-1", "1e9", "12.5", "千円", "9" * 12])
def test_amounts_that_are_none_are_told_and_change_nothing(
    seller: Person, invoice: Invoice, amount: str
) -> None:
    response = post(seller, invoice, received_on="2027-02-19", amount=amount, payer="ミホン")
    assert response.status_code == 422
    page = response.content.decode()
    assert "入金額" in page and 'value="ミホン"' in page
    assert not Payment.objects.exists()


def test_impossible_day_and_one_ahead_are_told_at_the_day(seller: Person, invoice: Invoice) -> None:
    for typed in ("2027-02-30", "2027-02-21"):
        response = post(seller, invoice, received_on=typed, amount="33000")
        assert response.status_code == 422
    assert not Payment.objects.exists()


def test_credit_and_receipt_have_buttons(seller: Person, owner: Member, invoice: Invoice) -> None:
    first, second = invoice, invoiced(owner, "2027-02")
    pay(seller, first, 66_000)
    assert post(seller, second, "act/", do="credit").status_code == 302
    assert post(seller, second, "act/", do="receipt").status_code == 302
    second.refresh_from_db()
    assert second.receipt is not None
    assert post(seller, second, "act/", do="nonsense").status_code == 404
    assert post(seller, second, "act/", do="credit").status_code == 409
