"""An address apart for invoices, the customer's own number, and names of every kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.models import Organisation
from terakoya.portal.common import clock
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.orders.forms.apply_steps import ApplyCustomerForm
from terakoya.portal.orders.models import Contract, Order
from terakoya.portal.orders.selectors.contracts import price_added_seats
from terakoya.portal.orders.services.contracts import Confirmed, add_seats
from tests.selection import deep

from .test_apply import CUSTOMER, items

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
APART = {
    "bill_name": "みほんホールディングス株式会社",
    "bill_department": "経理部 支払課",
    "bill_person": "佐藤　次郎",
    "bill_postal_code": "７６５ー４３２１",
    "bill_prefecture": "大阪府",
    "bill_address": "大阪市見本区9-8-7",
    "bill_building": "",
    "bill_email": "Keiri@Holdings.Example",
    "purchase_order": "PO-2026/0042",
}
EXPECTED = {
    "name": "みほんホールディングス株式会社",
    "department": "経理部 支払課",
    "person": "佐藤 次郎",
    "postal_code": "765-4321",
    "prefecture": "大阪府",
    "address": "大阪市見本区9-8-7",
    "building": "",
    "email": "keiri@holdings.example",
}


@pytest.fixture
def browser(shop: None) -> Iterator[Client]:
    """A visitor on 25 November 2026; the course is published."""
    with clock.fixed_at(NOON):
        yield Client()


def fill_in(browser: Client, **typed: str) -> None:
    """Steps 1 and 2 of a customer."""
    browser.post("/apply/", items())
    browser.post("/apply/customer/", {**CUSTOMER, **typed})


def check_of(browser: Client, **typed: str) -> Any:
    """The final check for a customer."""
    fill_in(browser, **typed)
    return browser.get("/apply/check/")


def ordered(browser: Client, **typed: str) -> Order:
    """The order of a customer."""
    fill_in(browser, **typed)
    assert browser.post("/apply/check/", {"total_yen": "13200"}).status_code == 302
    return Order.objects.get()


def test_confirmation_names_the_applicant_and_the_customers_number(browser: Client) -> None:
    page = check_of(browser, **APART).content.decode()
    for said in ("みほんホールディングス株式会社", "〒765-4321", "PO-2026/0042"):
        assert said in page, said
    order = ordered(browser, **APART)
    assert order.snapshot["billing"] == EXPECTED
    confirmation = IssuedDocument.objects.get(kind=DocumentKind.ORDER_CONFIRMATION)
    assert confirmation.content["purchase_order"] == "PO-2026/0042"
    assert confirmation.content["addressee"]["name"] == CUSTOMER["organisation_name"]


def test_seats_added_later_are_billed_to_the_same_address(browser: Client) -> None:
    ordered(browser, **APART)
    contract = Contract.objects.get()
    owner = contract.order_line.order.placed_by.memberships.get()
    total = price_added_seats(contract, 3).sums.total_yen
    key = Order.objects.get().uuid
    added = add_seats(by=owner, contract=contract, confirmed=Confirmed(key, 3, total))
    snapshot = added.order_line.order.snapshot
    assert (snapshot["billing"], snapshot.get("purchase_order")) == (EXPECTED, None)


def test_without_an_address_apart_invoices_go_to_the_applicant(browser: Client) -> None:
    assert "会社・団体名とご担当者に宛てます" in check_of(browser).content.decode()
    order = ordered(browser)
    assert (order.snapshot["billing"], order.snapshot["purchase_order"]) == (None, "")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"bill_postal_code": ""}, "bill_postal_code", "請求先を分けるときは、入力してください"),
        ({"bill_prefecture": "江戸"}, "bill_prefecture", "都道府県を一覧から"),
        ({"purchase_order": "あ" * 51}, "purchase_order", "50文字以内"),
        ({"bill_name": ""}, "bill_name", "請求先を分けるときは、入力してください"),
        ({"bill_prefecture": ""}, "bill_prefecture", "請求先を分けるときは、入力してください"),
        ({"bill_postal_code": "12"}, "bill_postal_code", "7桁の数字で"),
        ({"bill_email": "keiri"}, "bill_email", "メールアドレスの形で"),
        ({"bill_name": "𠮷" * 201}, "bill_name", "200"),
    ],
)
def test_address_apart_that_is_not_whole_is_told_at_its_field(
    browser: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    browser.post("/apply/", items())
    answer = browser.post("/apply/customer/", {**CUSTOMER, **APART, **typed})
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert f'href="#id_{field}"' in page
    assert "<details open>" in page
    assert browser.get("/apply/check/")["Location"] == "/apply/customer/"


@pytest.mark.parametrize(
    "name",
    [
        "𠮷" * 200,
        "Mihon & Söhne <b>GmbH</b>",
        *deep(
            "株式会社𠮷野家見本",
            "みほん商事株式会社",
            "株式会社みほん商事",
            "みほん" * 26 + "株式",  # 80 characters
        ),
    ],
)
def test_company_names_stay_as_they_were_typed(browser: Client, name: str) -> None:
    order = ordered(browser, organisation_name=name)
    assert Organisation.objects.get().name == name
    document = IssuedDocument.objects.get(kind=DocumentKind.ORDER_CONFIRMATION)
    assert document.content["addressee"]["name"] == name
    assert order.organisation.name == name
    file = browser.get(f"/manage/documents/{document.uuid}/")
    assert (file.status_code, file.content[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "1名以上を入力してください"),
        ("-1", "1名以上を入力してください"),
        ("1000000000", "101名からは見積もりをご依頼ください"),
        ("1e9", "人数を数字で入力してください"),
        ("十二", "人数を数字で入力してください"),
    ],
)
def test_seats_that_are_not_sold_say_how_to_go_on(
    browser: Client, typed: str, sentence: str
) -> None:
    answer = browser.post("/apply/", items(seats=typed))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


# What is no number at all is refused in test_too_often.py.
@pytest.mark.parametrize(
    "total", ["13199", "13201", "13200.0", *deep("1", "0", "-13200", "", "abc")]
)
def test_price_that_was_tampered_with_orders_nothing(browser: Client, total: str) -> None:
    check_of(browser)
    answer = browser.post("/apply/check/", {"total_yen": total})
    assert answer.status_code in {400, 409}
    assert "13,200円" in answer.content.decode() or answer.status_code == 400
    assert Order.objects.count() == 0


def test_full_width_seats_are_as_good_as_others(browser: Client) -> None:
    browser.post("/apply/", items(seats="１２"))
    browser.post("/apply/customer/", CUSTOMER)
    assert browser.post("/apply/check/", {"total_yen": "１３２００"}).status_code == 302
    assert Contract.objects.get().seats == 12


def test_folded_fields_are_named_without_their_labels() -> None:
    form = ApplyCustomerForm()
    folded = {name: field for name, field in form.fields.items() if name.startswith("bill_")}
    named = {name: field.widget.attrs.get("aria-label") for name, field in folded.items()}
    assert named == {name: str(field.label) for name, field in folded.items()}
