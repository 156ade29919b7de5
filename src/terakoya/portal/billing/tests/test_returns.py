"""A contract cancelled after its month was closed: 返還 by itself, then credit or a refund."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.billing.choices import InvoiceState
from terakoya.portal.billing.due_lines import due_organisations
from terakoya.portal.billing.errors import AmountNotUsable, NotChangeable
from terakoya.portal.billing.journal import BANK, CREDIT, DISCOUNT, RECEIVABLE, SALES, TAX
from terakoya.portal.billing.models import AllocationRelease, Invoice, InvoiceChange, Refund
from terakoya.portal.billing.selectors.invoices import credit_of, status_of
from terakoya.portal.billing.selectors.journal import journal_entries
from terakoya.portal.billing.services.changes import correct_invoice, credit_invoice
from terakoya.portal.billing.services.closing import issue_invoice
from terakoya.portal.billing.services.payments import (
    issue_receipt,
    record_payment,
    use_credit,
)
from terakoya.portal.billing.services.refunds import record_refund, release_overpaid
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.orders.models import Contract
from terakoya.portal.orders.services.cancelling import cancel_contract
from tests.factories import confirm_now, make_operator

from .contracts import make_contract, make_licence, priced_course
from .sold import close, customer, day, invoiced, noon, sold

pytestmark = pytest.mark.django_db
PLACED, CANCELLED = noon("2026-11-28"), noon("2026-12-03")


@pytest.fixture
def seller(db: None) -> Person:
    """Somebody of the seller's with the right of billing."""
    return make_operator(Right.BILLING)


def placed(owner: Member, **said: Any) -> Contract:
    with clock.fixed_at(PLACED):
        return make_contract(owner, priced_course(), starts_on=day("2026-11-28"), **said)


def cancelled(owner: Member, contract: Contract, at: dt.datetime = CANCELLED) -> None:
    with clock.fixed_at(at):
        cancel_contract(by=owner, contract=contract)


def paid(seller: Person, invoice: Invoice, yen: int) -> None:
    with clock.fixed_at(CANCELLED):
        record_payment(
            by=seller, invoice=invoice, received_on=day("2026-12-02"), amount_yen=yen,
            key=uuid.uuid4(),
        )  # fmt: skip


def standing(invoice: Invoice) -> tuple[InvoiceState, int, int]:
    with clock.fixed_at(noon("2026-12-04")):
        found = status_of(invoice)
    return found.state, found.owed_yen, found.open_yen


def test_what_was_billed_of_it_is_given_back_by_itself(owner: Member) -> None:
    contract = placed(owner)
    assert close("2026-11").issued == 1
    cancelled(owner, contract)
    change = InvoiceChange.objects.get()
    assert (change.kind, change.total_yen, change.by) == ("credited", -132_000, owner.person)
    assert change.document.content["facts"][-1] == ["理由", f"契約 {contract.number} の取り消し"]
    assert standing(change.invoice) == (InvoiceState.CANCELLED, 0, 0)
    subjects = [one.payload["subject"] for one in OutboxMessage.objects.all()]
    assert f"返還インボイスを発行しました（{change.document.number}）" in subjects
    assert close("2026-12").issued == 0


def test_nothing_is_given_back_where_nothing_was_billed_or_only_once(owner: Member) -> None:
    before, after = placed(owner, seats=2), placed(owner, seats=3)
    cancelled(owner, before, noon("2026-11-29"))
    assert not InvoiceChange.objects.exists()
    close("2026-11")
    for _again in range(2):
        cancelled(owner, after)
    assert InvoiceChange.objects.count() == 1
    assert list(IssuedDocument.objects.values_list("kind", flat=True).order_by("id")) == [
        "invoice",
        "credit-note",
    ]


def test_other_lines_of_the_invoice_stay_owed(owner: Member) -> None:
    contract = placed(owner, seats=2)
    with clock.fixed_at(PLACED):
        make_licence(owner, contract.course, starts_on=day("2026-11-28"))
    close("2026-11")
    cancelled(owner, contract)
    assert standing(Invoice.objects.get()) == (InvoiceState.OPEN, 107_800, 107_800)


def test_a_part_that_was_given_back_before_is_not_given_back_again(
    owner: Member, seller: Person
) -> None:
    contract = placed(owner)
    close("2026-11")
    invoice = Invoice.objects.get()
    with clock.fixed_at(noon("2026-12-02")):
        credit_invoice(
            by=seller, invoice=invoice, amounts={invoice.lines.get().pk: 20_000}, reason="減",
            key=uuid.uuid4(),
        )  # fmt: skip
    cancelled(owner, contract)
    assert [one.total_yen for one in InvoiceChange.objects.all()] == [-22_000, -110_000]
    assert standing(invoice)[1] == 0


def test_a_closing_that_read_before_the_cancellation_issues_nothing(owner: Member) -> None:
    contract = placed(owner)
    with clock.fixed_at(noon("2026-12-01")):
        (due,) = due_organisations(day("2026-11-01"))
        cancel_contract(by=owner, contract=contract)
        with pytest.raises(NotChangeable):
            issue_invoice(due=due, month=day("2026-11-01"))
    assert not Invoice.objects.exists()


def test_what_was_paid_becomes_credit_and_pays_the_next_invoice(
    owner: Member, seller: Person
) -> None:
    contract = placed(owner)
    close("2026-11")
    invoice = Invoice.objects.get()
    paid(seller, invoice, 132_000)
    cancelled(owner, contract)
    assert standing(invoice) == (InvoiceState.REFUND, 0, -132_000)
    with clock.fixed_at(noon("2026-12-04")):
        assert release_overpaid(by=seller, invoice=invoice) == 132_000
        with pytest.raises(AmountNotUsable):
            release_overpaid(by=seller, invoice=invoice)
    assert standing(invoice) == (InvoiceState.CANCELLED, 0, 0)
    assert credit_of(owner.organisation_id) == 132_000
    following = next_invoice(owner)
    with clock.fixed_at(noon("2027-01-05")):
        assert use_credit(by=seller, invoice=following) == 33_000
    assert credit_of(owner.organisation_id) == 99_000


def next_invoice(owner: Member) -> Invoice:
    sold(owner, "2026-12-10")
    close("2026-12")
    return Invoice.objects.get(month=day("2026-12-01"))


def test_a_refund_takes_what_is_too_much_once_and_never_more(owner: Member, seller: Person) -> None:
    contract = placed(owner)
    close("2026-11")
    invoice, key = Invoice.objects.get(), uuid.uuid4()
    paid(seller, invoice, 140_000)  # 8,000 too much from the beginning
    cancelled(owner, contract)

    def refund(yen: int, key: uuid.UUID, on: str = "2026-12-04") -> int:
        with clock.fixed_at(noon("2026-12-04")):
            return record_refund(
                by=seller, invoice=invoice, refunded_on=day(on), amount_yen=yen, key=key
            )

    for yen, on in ((140_001, "2026-12-04"), (1, "2026-12-05")):
        with pytest.raises(AmountNotUsable):
            refund(yen, uuid.uuid4(), on)
    assert not AllocationRelease.objects.exists()
    assert [refund(100_000, key) for _again in range(2)] == [100_000, 100_000]
    assert (Refund.objects.count(), credit_of(owner.organisation_id)) == (1, 40_000)
    refund(40_000, uuid.uuid4())
    assert credit_of(owner.organisation_id) == 0
    assert standing(invoice) == (InvoiceState.CANCELLED, 0, 0)


def test_a_fee_that_was_left_off_is_not_sent_back(owner: Member, seller: Person) -> None:
    contract = placed(owner)
    close("2026-11")
    invoice = Invoice.objects.get()
    paid(seller, invoice, 131_340)  # 660 yen were taken off by the bank
    cancelled(owner, contract)
    with clock.fixed_at(noon("2026-12-04")):
        assert release_overpaid(by=seller, invoice=invoice) == 131_340
    assert standing(invoice) == (InvoiceState.CANCELLED, 0, 0)
    assert credit_of(owner.organisation_id) == 131_340
    left = balances()
    assert {name: left[name] for name in (RECEIVABLE, SALES, DISCOUNT, TAX)} == {
        RECEIVABLE: 0, SALES: 0, DISCOUNT: 0, TAX: 0,
    }  # fmt: skip
    assert (left[BANK], left[CREDIT]) == (131_340, -131_340)


def balances() -> Counter[str]:
    """What is left on each account after all."""
    left: Counter[str] = Counter()
    for one in journal_entries(day("2026-01-01"), day("2028-12-31")):
        left[one.debit] += one.amount_yen
        left[one.credit] -= one.amount_yen
    return left


def test_the_books_are_even_after_a_refund(owner: Member, seller: Person) -> None:
    contract = placed(owner)
    close("2026-11")
    invoice = Invoice.objects.get()
    paid(seller, invoice, 132_000)
    cancelled(owner, contract)
    with clock.fixed_at(noon("2026-12-04")):
        record_refund(
            by=seller, invoice=invoice, refunded_on=day("2026-12-04"), amount_yen=132_000,
            key=uuid.uuid4(),
        )  # fmt: skip
    assert set(balances().values()) == {0}
    memos = [one.memo for one in journal_entries(day("2026-12-04"), day("2026-12-04"))]
    assert memos == ["返還による過入金", "返金"]


def test_a_receipt_says_what_the_invoice_still_holds(seller: Person) -> None:
    invoice = invoiced(customer())
    with clock.fixed_at(noon("2027-02-20")):
        record_payment(
            by=seller, invoice=invoice, received_on=day("2027-02-20"), amount_yen=33_000,
            key=uuid.uuid4(),
        )  # fmt: skip
        correct_invoice(
            by=seller, invoice=invoice, amounts={invoice.lines.get().pk: 20_000}, reason="減",
            addressee="株式会社みほん商事", key=uuid.uuid4(),
        )  # fmt: skip
        with pytest.raises(NotChangeable):
            issue_receipt(by=seller, invoice=invoice)
        release_overpaid(by=seller, invoice=invoice)
        assert issue_receipt(by=seller, invoice=invoice).total_yen == 22_000


def test_the_operators_pages_move_and_send_back(owner: Member, seller: Person) -> None:
    contract = placed(owner)
    close("2026-11")
    invoice = Invoice.objects.get()
    paid(seller, invoice, 132_000)
    cancelled(owner, contract)
    client = Client()
    client.force_login(seller)
    address = f"/operator/billing/invoices/{invoice.uuid}/"
    with clock.fixed_at(noon("2026-12-04")):
        confirm_now(client)
        assert "返金が必要" in client.get(address).content.decode()
        assert client.post(f"{address}act/", {"do": "release"}).status_code == 302
        assert 'value="132000"' in client.get(f"{address}refund/").content.decode()
        said = {"refunded_on": "2026-12-04", "amount": "１３２，００１"}
        more = client.post(f"{address}refund/", said)
        assert (more.status_code, "132,000円まで" in more.content.decode()) == (422, True)
        sent = client.post(f"{address}refund/", {**said, "amount": "132000"})
        assert sent.status_code == 302
    assert credit_of(owner.organisation_id) == 0
