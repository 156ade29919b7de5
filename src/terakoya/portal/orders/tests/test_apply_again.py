"""Applying twice by mistake, and with an address that somebody signs in with already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.common import clock
from terakoya.portal.limits.rules import APPLY_ADDRESSES
from terakoya.portal.orders.choices import OrderStatus
from terakoya.portal.orders.models import Contract, Order
from tests.factories import make_member, make_organisation

from .test_apply import CUSTOMER, items

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
BACKEND = "terakoya.portal.accounts.backends.EmailBackend"
ASKED = "同じ内容の申し込み"
OTHER = {"email": "suzuki@mihon.example", "person_name": "鈴木 一郎"}


@pytest.fixture(autouse=True)
def _still(shop: None) -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


def typed(browser: Client, seats: str = "12", **customer: str) -> None:
    """Steps 1 and 2."""
    browser.post("/apply/", items(seats=seats))
    browser.post("/apply/customer/", {**CUSTOMER, **customer})


def click(browser: Client, total: str = "13200", **more: str) -> Any:
    """The final click."""
    return browser.post("/apply/check/", {"total_yen": total, **more})


def ordered(browser: Client, **customer: str) -> Order:
    typed(browser, **customer)
    assert click(browser).status_code == 302
    return Order.objects.latest("id")


def test_owner_is_asked_before_the_same_is_ordered_again() -> None:
    browser = Client()
    first = ordered(browser)
    typed(browser)
    answer = click(browser)
    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (409, 1)
    assert ASKED in page and first.number in page and "12:00" in page
    assert 'name="again"' in page and "/manage/contracts/" in page
    assert click(browser, again="on").status_code == 302
    assert (Order.objects.count(), Contract.objects.count()) == (2, 2)


def test_other_contents_are_ordered_without_a_question() -> None:
    browser = Client()
    ordered(browser)
    typed(browser, seats="13")
    assert 'name="again"' not in browser.get("/apply/check/").content.decode()
    assert click(browser, "14300").status_code == 302


def test_after_a_day_nobody_is_asked() -> None:
    browser = Client()
    ordered(browser)
    with clock.fixed_at(NOON + dt.timedelta(hours=23)):
        typed(browser)
        assert click(browser).status_code == 409
    with clock.fixed_at(NOON + dt.timedelta(hours=25)):
        typed(browser)
        assert click(browser).status_code == 302


def test_colleague_is_asked_and_told_nothing_of_the_order() -> None:
    first = ordered(Client())
    colleague = Client()
    typed(colleague, organisation_name="（株） みほん商事", **OTHER)
    answer = click(colleague)
    page = answer.content.decode()
    assert (answer.status_code, ASKED in page) == (409, True)
    assert first.number not in page and CUSTOMER["person_name"] not in page
    assert "yamada" not in page
    assert click(colleague, again="on").status_code == 302


def test_stranger_with_another_telephone_number_is_not_asked() -> None:
    ordered(Client())
    stranger = Client()
    typed(stranger, phone="06-0000-0000", **OTHER)
    assert click(stranger).status_code == 302


def test_declined_order_is_no_reason_to_ask() -> None:
    order = ordered(browser := Client())
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.DECLINED)
    typed(browser)
    assert click(browser).status_code == 302


def test_double_click_makes_one_order() -> None:
    browser = Client()
    ordered(browser)
    assert (click(browser)["Location"], Order.objects.count()) == ("/apply/start/", 1)


# -- addresses that are known


def test_known_address_is_told_at_its_field_with_the_way_out() -> None:
    make_member(make_organisation("例示物産株式会社"), email="yamada@mihon.example")
    browser = Client()
    browser.post("/apply/", items())
    answer = browser.post("/apply/customer/", CUSTOMER)
    page = answer.content.decode()
    assert (answer.status_code, "このメールアドレスは登録済みです" in page) == (422, True)
    assert 'href="#id_email"' in page and 'aria-describedby="id_email-h id_email-e"' in page
    assert "/sign-in/?next=%2Fapply%2Fcustomer%2F" in page
    assert "例示物産" not in page  # whose it is
    assert CUSTOMER["address"] in page
    assert browser.post("/apply/customer/", {**CUSTOMER, **OTHER})["Location"] == "/apply/check/"


def test_owner_who_signs_in_on_the_way_goes_on_with_what_was_typed() -> None:
    owner = ordered(Client()).placed_by
    browser = Client()
    browser.post("/apply/", items(seats="3"))
    assert browser.post("/apply/customer/", CUSTOMER).status_code == 422
    browser.force_login(owner, backend=BACKEND)
    page = browser.get("/apply/customer/").content.decode()
    assert CUSTOMER["address"] in page and "登録済み" not in page
    assert browser.post("/apply/customer/", CUSTOMER)["Location"] == "/apply/check/"
    assert click(browser, "3300").status_code == 302
    assert Order.objects.latest("id").placed_by == owner


def test_learner_who_is_signed_in_is_told_whom_to_ask() -> None:
    learner = make_member(make_organisation("例示物産株式会社"), email="yamada@mihon.example")
    browser = Client()
    browser.force_login(learner.person, backend=BACKEND)
    browser.post("/apply/", items())
    answer = browser.post("/apply/customer/", CUSTOMER)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "契約者に申し込みを頼むか、別のメールアドレスを入力してください" in page
    assert "ログインして、申し込みを続ける" not in page


def test_who_tries_many_addresses_learns_nothing_more() -> None:
    make_member(make_organisation("例示物産株式会社"), email="yamada@mihon.example")
    browser = Client()
    browser.post("/apply/", items())
    asked = [
        browser.post("/apply/customer/", {**CUSTOMER, "email": f"a{n}@mihon.example"}).status_code
        for n in range(APPLY_ADDRESSES.most)
    ]
    assert set(asked) == {302}
    assert browser.post("/apply/customer/", CUSTOMER)["Location"] == "/apply/check/"
    answer = click(browser)
    assert (answer.status_code, Order.objects.count()) == (409, 0)
