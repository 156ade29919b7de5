"""Where money is entered or invoices go out, the operator is asked once more; nothing happens."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.billing.models import (
    Allocation,
    BankFile,
    BankLine,
    BillingRules,
    InvoiceChange,
    MonthClosing,
    Payment,
)
from terakoya.portal.common import clock
from tests.factories import confirm_now, make_operator

from .sold import customer, day, invoiced, noon

pytestmark = pytest.mark.django_db
NOON = noon("2027-03-02")
WRITTEN = (Payment, Allocation, InvoiceChange, BillingRules)


@pytest.fixture
def pages(db: None) -> dict[str, dict[str, str]]:
    """Every form by which money moves, filled in."""
    owner = customer()
    invoice = invoiced(owner)
    line_of = invoice.lines.get()
    file = BankFile.objects.create(
        name="meisai.csv", sha256="0" * 64, read_by=owner.person, read_at=NOON, new_lines=1,
        known_lines=0,
    )  # fmt: skip
    line = BankLine.objects.create(
        file=file, number=1, booked_on=day("2027-03-01"), amount_yen=33_000, payer="ﾐﾎﾝ",
        fingerprint="1" * 64,
    )  # fmt: skip
    one = f"/operator/billing/invoices/{invoice.uuid}/"
    rules = {
        "fee_tolerance_yen": "500", "first_days": "5", "second_days": "10", "third_days": "20",
    }  # fmt: skip
    return {
        f"/operator/billing/bank/{line.uuid}/act/": {"do": "match", "invoice": str(invoice.uuid)},
        f"{one}act/": {"do": "receipt"},
        f"{one}change/credited/": {f"line{line_of.pk}": "1000", "reason": "減"},
        "/operator/billing/rules/": rules,
        "/operator/billing/close/2027-02/": {},
        one: {"received_on": "2027-03-01", "amount": "1000", "key": str(uuid.uuid4())},
    }


def test_every_form_of_money_asks_once_more(pages: dict[str, dict[str, str]]) -> None:
    client = Client()
    client.force_login(make_operator(Right.BILLING))
    closings = MonthClosing.objects.count()
    with clock.fixed_at(NOON):
        for address, fields in pages.items():
            asked = client.post(address, fields)
            assert (address, asked.status_code) == (address, 307)
            assert asked["Location"].startswith("/my/confirm/?next=")
    assert [rows.objects.count() for rows in WRITTEN] == [0, 0, 0, 0]
    assert MonthClosing.objects.count() == closings


def test_they_go_on_once_it_is_known_who_sits_there(pages: dict[str, dict[str, str]]) -> None:
    client = Client()
    client.force_login(make_operator(Right.BILLING))
    with clock.fixed_at(NOON):
        confirm_now(client)
        answers = [client.post(address, fields).status_code for address, fields in pages.items()]
    # The last but one invoice payment meets an invoice that is paid, and says so.
    assert answers == [302, 302, 302, 302, 302, 422]
    assert [rows.objects.count() for rows in WRITTEN] == [1, 1, 1, 1]
