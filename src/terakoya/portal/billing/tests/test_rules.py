"""The rules of billing on their page, and what follows from them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.billing.choices import InvoiceState
from terakoya.portal.billing.models import BillingRules, Invoice
from terakoya.portal.billing.selectors.invoices import status_of
from terakoya.portal.billing.services.closing import close_due_months
from terakoya.portal.billing.services.payments import record_payment
from terakoya.portal.common import clock
from tests.factories import confirm_now, make_operator

from .sold import customer, day, invoiced, noon, sold

pytestmark = pytest.mark.django_db
ADDRESS = "/operator/billing/rules/"
RULES = {
    "fee_tolerance_yen": "８８０円",
    "first_days": "３",
    "second_days": "14",
    "third_days": "30",
    "reminds_by_itself": "on",
}


def send(**changed: str) -> Any:
    client = Client()
    client.force_login(make_operator(Right.BILLING, email=f"{uuid.uuid4()}@terakoya.example"))
    with clock.fixed_at(noon("2027-01-05")):
        return confirm_now(client).post(ADDRESS, {**RULES, **changed})


def test_rules_are_kept_and_the_same_ones_again_change_nothing() -> None:
    assert [send().status_code for _again in range(2)] == [302, 302]
    kept = BillingRules.objects.get()
    assert (kept.fee_tolerance_yen, kept.first_days, kept.closes_by_itself) == (880, 3, False)
    assert AuditEntry.objects.filter(verb="billing.rules_changed").count() == 1


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("fee_tolerance_yen", "10000", "9,999円まで"),
        ("fee_tolerance_yen", "-1", "整数"),
        ("first_days", "0", "1日から365日"),
        ("third_days", "1e9", "整数"),
        ("third_days", "1000000000", "1日から365日"),
        ("second_days", "3", "1回目よりあと"),
        ("third_days", "14", "2回目よりあと"),
        ("first_days", "", "入力してください"),
    ],
)
def test_rules_that_do_not_fit_are_told_and_kept_in_the_form(
    name: str, value: str, said: str
) -> None:
    answer = send(**{name: value})
    page = answer.content.decode()
    assert (answer.status_code, said in page, f'value="{value}"' in page or not value) == (
        422,
        True,
        True,
    )
    assert not BillingRules.objects.exists()


def test_a_month_is_not_closed_by_itself_where_the_rules_say_so(bank: None) -> None:
    sold(customer(), "2027-01-10")
    send()
    with clock.fixed_at(noon("2027-02-01")):
        assert close_due_months() == 0
    send(closes_by_itself="on")
    with clock.fixed_at(noon("2027-02-01")):
        assert close_due_months() == 1
    assert Invoice.objects.count() == 1


def test_the_tolerance_decides_what_is_a_transfer_fee() -> None:
    invoice, seller = invoiced(customer()), make_operator(Right.BILLING)
    send(fee_tolerance_yen="0")
    with clock.fixed_at(noon("2027-02-20")):
        record_payment(
            by=seller, invoice=invoice, received_on=day("2027-02-20"), amount_yen=32_999,
            key=uuid.uuid4(),
        )  # fmt: skip
        assert status_of(invoice).state == InvoiceState.PARTLY


def test_the_page_is_the_sellers_alone() -> None:
    client = Client()
    client.force_login(make_operator(Right.CONTENT))
    assert client.get(ADDRESS).status_code == 404
    assert confirm_now(client).post(ADDRESS, RULES).status_code == 404
    assert not BillingRules.objects.exists()
