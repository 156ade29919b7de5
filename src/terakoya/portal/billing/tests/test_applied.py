"""From applying to the invoice: when it is due, to whom it goes, and whose number it bears."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from terakoya.portal.billing.due_lines import due_organisations
from terakoya.portal.billing.models import Invoice
from terakoya.portal.billing.services.closing import ask_closing, close_due_months
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.orders.choices import HoldRule, OrderStatus
from terakoya.portal.orders.models import ApprovalRules, Order
from terakoya.portal.orders.tests.test_apply_billing import (
    APART,
    EXPECTED,
    NOON,
    check_of,
    ordered,
)
from terakoya.portal.orders.tests.test_apply_start import LATER, apply_for
from tests.factories import publish_flagship

# Pages, which both databases fill alike.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_invoice_goes_to_the_address_apart_with_the_customers_number() -> None:
    with clock.fixed_at(NOON):
        publish_flagship()
        ordered(Client(), **APART)
    OutboxMessage.objects.all().delete()
    with clock.fixed_at(dt.datetime(2026, 12, 1, 3, 0, tzinfo=dt.UTC)):
        ask_closing(by=None, month=dt.date(2026, 11, 1))
        close_due_months()
    content = Invoice.objects.get().document.content
    assert content["purchase_order"] == "PO-2026/0042"
    addressee = content["addressee"]
    assert (addressee["name"], addressee["department"], addressee["person"]) == (
        EXPECTED["name"],
        EXPECTED["department"],
        EXPECTED["person"],
    )
    assert addressee["address"] == "大阪府大阪市見本区9-8-7"
    told = {mail.payload["to"] for mail in OutboxMessage.objects.all()}
    assert told == {"yamada@mihon.example", "keiri@holdings.example"}


def test_what_begins_later_is_billed_in_its_first_month() -> None:
    with clock.fixed_at(NOON):
        publish_flagship()
        apply_for(Client(), "121000", starts_on=LATER, with_manuscript="on")
    assert list(due_organisations(dt.date(2026, 11, 1))) == []
    found = list(due_organisations(dt.date(2026, 12, 1)))
    assert [len(one.lines) for one in found] == [2]


def test_neighbour_of_an_overdue_customer_waits() -> None:
    with clock.fixed_at(NOON):
        publish_flagship()
        first = ordered(Client())
    with clock.fixed_at(dt.datetime(2026, 12, 1, 3, 0, tzinfo=dt.UTC)):
        ask_closing(by=None, month=dt.date(2026, 11, 1))
        close_due_months()
    ApprovalRules.objects.create(pk=1, holds_same_address=True)
    second = {"organisation_name": "例示物産株式会社", "email": "second@mihon.example"}
    with clock.fixed_at(dt.datetime(2027, 1, 4, 3, 0, tzinfo=dt.UTC)):  # the bank day is today
        assert list(ordered_now(second).holds.all()) == []
    third = {"organisation_name": "例示運輸株式会社", "email": "third@mihon.example"}
    with clock.fixed_at(dt.datetime(2027, 1, 5, 3, 0, tzinfo=dt.UTC)):
        order = ordered_now(third)
    assert order.status == OrderStatus.WAITING
    found = [(one.rule, one.found) for one in order.holds.all()]
    assert found == [(HoldRule.OVERDUE, first.number)]


def ordered_now(customer: dict[str, str]) -> Order:
    """The order of another customer at the same place."""
    browser = Client()
    check_of(browser, **customer)
    assert browser.post("/apply/check/", {"total_yen": "13200"}).status_code == 302
    return Order.objects.latest("id")
