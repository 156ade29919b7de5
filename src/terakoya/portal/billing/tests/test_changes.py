"""修正 and 返還: new documents, the invoice untouched, its state following."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.billing.choices import InvoiceState
from terakoya.portal.billing.errors import AmountNotUsable, NotChangeable
from terakoya.portal.billing.journal import DEFERRED, RECEIVABLE, SALES
from terakoya.portal.billing.models import Invoice, InvoiceChange
from terakoya.portal.billing.selectors.invoices import changed_lines, status_of
from terakoya.portal.billing.selectors.journal import journal_entries
from terakoya.portal.billing.services.changes import correct_invoice, credit_invoice
from terakoya.portal.billing.services.payments import record_payment
from terakoya.portal.common import clock
from tests.factories import confirm_now, make_operator

from .sold import close, customer, day, invoiced, noon

pytestmark = pytest.mark.django_db
NOON = noon("2027-02-20")


@pytest.fixture
def seller(db: None) -> Person:
    """Somebody of the seller's with the right of billing."""
    return make_operator(Right.BILLING)


def line_of(invoice: Invoice) -> int:
    return next(iter(changed_lines(invoice))).pk


def credit(seller: Person, invoice: Invoice, yen: int, key: uuid.UUID | None = None) -> Any:
    with clock.fixed_at(NOON):
        return credit_invoice(
            by=seller, invoice=invoice, amounts={line_of(invoice): yen}, reason="席数の減少",
            key=key or uuid.uuid4(),
        )  # fmt: skip


def correct(seller: Person, invoice: Invoice, yen: int, addressee: str) -> Any:
    with clock.fixed_at(NOON):
        return correct_invoice(
            by=seller, invoice=invoice, amounts={line_of(invoice): yen}, addressee=addressee,
            reason="宛先の訂正", key=uuid.uuid4(),
        )  # fmt: skip


def state(invoice: Invoice) -> tuple[InvoiceState, int, int]:
    with clock.fixed_at(NOON):
        found = status_of(invoice)
    return found.state, found.owed_yen, found.open_yen


def test_credit_lowers_what_is_open_by_a_document_of_its_own(seller: Person) -> None:
    invoice = invoiced(customer())
    change = credit(seller, invoice, 10_005)
    assert (change.subtotal_yen, change.tax_yen) == (-10_005, -1_000)
    assert (change.document.kind, change.document.total_yen) == ("credit-note", 11_005)
    assert change.document.corrects == invoice.document
    assert state(invoice) == (InvoiceState.OPEN, 21_995, 21_995)
    invoice.refresh_from_db()
    assert (invoice.total_yen, invoice.document.total_yen) == (33_000, 33_000)


def test_credit_of_all_cancels_and_of_what_was_paid_is_a_refund(seller: Person) -> None:
    unpaid, paid = invoiced(customer()), invoiced(customer("例示物産株式会社"))
    with clock.fixed_at(NOON):
        record_payment(
            by=seller, invoice=paid, received_on=day("2027-02-20"), amount_yen=33_000,
            key=uuid.uuid4(),
        )  # fmt: skip
    credit(seller, unpaid, 30_000)
    credit(seller, paid, 30_000)
    assert state(unpaid) == (InvoiceState.CANCELLED, 0, 0)
    assert state(paid) == (InvoiceState.REFUND, 0, -33_000)
    assert close("2027-02").issued == 0  # what was given back is not billed anew


def test_credit_is_given_once_and_never_more_than_a_line_holds(seller: Person) -> None:
    invoice, key = invoiced(customer()), uuid.uuid4()
    assert credit(seller, invoice, 20_000, key) == credit(seller, invoice, 20_000, key)
    for yen in (10_001, 0, -1):
        with pytest.raises(AmountNotUsable):
            credit(seller, invoice, yen)
    credit(seller, invoice, 10_000)
    assert InvoiceChange.objects.count() == 2
    assert state(invoice)[1] == 0


def test_correction_says_the_whole_anew_and_books_the_difference(seller: Person) -> None:
    invoice = invoiced(customer())
    change = correct(seller, invoice, 20_000, "株式会社みほん商会")
    assert (change.document.kind, change.document.total_yen) == ("corrected-invoice", 22_000)
    assert change.document.content["addressee"]["name"] == "株式会社みほん商会"
    assert (change.subtotal_yen, change.tax_yen) == (-10_000, -1_000)
    assert state(invoice) == (InvoiceState.OPEN, 22_000, 22_000)
    with pytest.raises(NotChangeable):
        correct(seller, invoice, 20_000, "株式会社みほん商会")
    again = correct(seller, invoice, 30_000, "株式会社みほん商会")
    assert again.total_yen == 11_000
    assert state(invoice)[1] == 33_000


def test_journal_turns_the_sides_of_what_was_given_back(seller: Person) -> None:
    invoice = invoiced(customer())
    credit(seller, invoice, 30_000)
    entries = list(journal_entries(day("2027-01-01"), day("2027-12-31")))
    left: dict[str, int] = {}
    for one in entries:
        left[one.debit] = left.get(one.debit, 0) + one.amount_yen
        left[one.credit] = left.get(one.credit, 0) - one.amount_yen
    assert {account: left[account] for account in (RECEIVABLE, DEFERRED, SALES)} == {
        RECEIVABLE: 0,
        DEFERRED: 0,
        SALES: 0,
    }


def test_page_gives_back_and_corrects(seller: Person) -> None:
    invoice = invoiced(customer())
    client = Client()
    client.force_login(seller)
    address = f"/operator/billing/invoices/{invoice.uuid}/change"
    with clock.fixed_at(NOON):
        confirm_now(client)
        assert "30,000円" in client.get(f"{address}/credited/").content.decode()
        assert client.get(f"{address}/other/").status_code == 404
        field = f"line{line_of(invoice)}"
        too_much = client.post(f"{address}/credited/", {field: "30001", "reason": "減"})
        assert too_much.status_code == 422
        assert "その行の金額まで" in too_much.content.decode()
        sent = client.post(f"{address}/credited/", {field: "１０，０００", "reason": "減"})
        assert sent.status_code == 302
        page = client.get(f"{address}/corrected/").content.decode()
        assert "20,000円" in page
        sent = client.post(
            f"{address}/corrected/", {field: "5000", "addressee": "別の会社", "reason": "訂正"}
        )
        assert sent.status_code == 302
    assert state(invoice)[1] == 5_500
