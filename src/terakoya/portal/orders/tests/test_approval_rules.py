"""承認の条件: what the operator decides makes an application wait, and the page names the rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.audit.models import AuditEntry, AuditPayload
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.orders.choices import HoldRule, OrderStatus
from terakoya.portal.orders.mail_domains import (
    FREE_MAIL,
    NoDomain,
    TooManyDomains,
    domain_of,
    listed,
    read_domains,
)
from terakoya.portal.orders.models import ApprovalRules, Contract, Order
from terakoya.portal.orders.services.approvals import approve_order
from tests.factories import make_operator

from .test_apply import CUSTOMER, items

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
PAGE = "/operator/approval-rules/"
TYPED = {
    "most_yen": "",
    "blocked_domains": "",
    "free_domains": "gmail.com",
    "answer_days": "2",
}


@pytest.fixture(autouse=True)
def _still(shop: None) -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def decide(**values: Any) -> None:
    """What the operator decided."""
    ApprovalRules.objects.update_or_create(pk=1, defaults=values)


def fill_in(browser: Client, **customer: str) -> None:
    """Steps 1 and 2 of a customer."""
    browser.post("/apply/", items())
    browser.post("/apply/customer/", {**CUSTOMER, **customer})


def check_of(browser: Client, **customer: str) -> Any:
    """The final check of a customer."""
    fill_in(browser, **customer)
    return browser.get("/apply/check/")


def order_of(browser: Client, **customer: str) -> Order:
    """The order of a customer."""
    fill_in(browser, **customer)
    assert browser.post("/apply/check/", {"total_yen": "13200"}).status_code == 302
    return Order.objects.latest("id")


def held(order: Order) -> list[tuple[str, str]]:
    """The rules that caught an order."""
    return list(order.holds.order_by("id").values_list("rule", "found"))


def test_without_a_decision_everything_opens_at_once() -> None:
    for number, email in enumerate(("a@gmail.com", "b@mihon.example")):
        order = order_of(Client(), email=email, phone=f"03-0000-000{number}")
        assert (order.status, held(order)) == (OrderStatus.PLACED, [])
    assert Contract.objects.count() == 2


def test_over_a_sum_it_waits_and_says_so_before_and_after() -> None:
    decide(most_yen=13_199, answer_days=3)
    browser = Client()
    page = check_of(browser).content.decode()
    assert "お申し込みの内容を確認し、3営業日以内にご連絡します" in page
    assert "すぐに利用できます" not in page
    order = order_of(browser)
    assert (order.status, held(order)) == (OrderStatus.WAITING, [(HoldRule.SUM, "13199")])
    assert Contract.objects.count() == 0
    start = browser.get("/apply/start/").content.decode()
    assert "3営業日以内に、yamada@mihon.exampleへご連絡します" in start
    texts = [mail.payload["text"] for mail in OutboxMessage.objects.all()]
    assert any("3営業日以内にご連絡します" in text for text in texts)
    approve_order(order=order, by=make_operator(Right.BILLING))
    assert Contract.objects.get().seats == 12


def test_sum_that_is_just_reached_opens_at_once() -> None:
    decide(most_yen=13_200)
    assert order_of(Client()).status == OrderStatus.PLACED


@pytest.mark.parametrize(
    ("email", "caught"),
    [
        ("A@Mail.BLOCKED.example", [(HoldRule.BLOCKED, "blocked.example")]),
        ("a@notblocked.example", []),
        ("ａ＠ｇｍａｉｌ．ｃｏｍ", [(HoldRule.FREE_MAIL, "gmail.com")]),
        # Plainer than those above, and the last is asked of `listed` below.
        *(
            pytest.param(email, caught, marks=pytest.mark.deep)
            for email, caught in (
                ("a@blocked.example", [(HoldRule.BLOCKED, "blocked.example")]),
                ("a@gmail.com", [(HoldRule.FREE_MAIL, "gmail.com")]),
                ("a@gmail.com.example", []),
            )
        ),
    ],
)
def test_address_of_a_listed_domain_waits(email: str, caught: list[tuple[str, str]]) -> None:
    decide(blocked_domains="other.example\nblocked.example", holds_free_mail=True)
    order = order_of(Client(), email=email)
    assert held(order) == caught
    assert (order.status == OrderStatus.WAITING) == bool(caught)


@pytest.mark.parametrize(
    ("second", "waits"),
    [
        ({"email": "second@mihon.example", "address": "別の町9-9-9"}, True),  # the domain
        ({"email": "b@yoso.example", "address": "千代田区見本町１－２－３"}, True),  # the place
        ({"email": "b@yoso.example", "address": "千代田区見本町1-2-4"}, False),
        ({"email": "b@yoso.example", "postal_code": "123-4568"}, False),
    ],
)
def test_same_place_or_domain_as_one_that_waits_waits(second: dict[str, str], waits: bool) -> None:
    decide(most_yen=1, holds_same_address=True)
    first = order_of(Client())
    decide(most_yen=None)
    order = order_of(Client(), organisation_name="例示物産株式会社", **second)
    assert held(order) == ([(HoldRule.WAITING, first.number)] if waits else [])


def test_domain_that_everybody_may_have_is_not_compared() -> None:
    decide(most_yen=1, holds_same_address=True)
    order_of(Client(), email="a@gmail.com")
    decide(most_yen=None)
    other = {"organisation_name": "例示物産株式会社", "address": "別の町9-9-9"}
    assert held(order_of(Client(), email="b@gmail.com", **other)) == []


def test_address_for_invoices_counts_too() -> None:
    decide(most_yen=1, holds_same_address=True)
    first = order_of(Client())
    decide(most_yen=None)
    apart = {
        "bill_name": "みほん商事",
        "bill_postal_code": CUSTOMER["postal_code"],
        "bill_prefecture": CUSTOMER["prefecture"],
        "bill_address": CUSTOMER["address"],
    }
    other = {"organisation_name": "例示物産", "email": "b@yoso.example", "address": "別の町9"}
    assert held(order_of(Client(), **other, **apart)) == [(HoldRule.WAITING, first.number)]


# -- the operator's pages


def test_rules_are_decided_on_the_page_and_the_log_keeps_what_changed() -> None:
    client = browser_of(make_operator(Right.BILLING))
    page = client.get(PAGE)
    assert page.context["form"]["free_domains"].value().split() == list(FREE_MAIL)
    typed = {
        "most_yen": "５００，０００",
        "holds_same_address": "on",
        "blocked_domains": " @Blocked.example \n\nblocked.example\nｏｔｈｅｒ.example",
        "holds_free_mail": "on",
        "free_domains": "gmail.com",
        "answer_days": "３",
    }
    assert client.post(PAGE, typed)["Location"] == PAGE
    rules = ApprovalRules.objects.get()
    assert (rules.most_yen, rules.blocked_domains, rules.answer_days) == (
        500_000,
        "blocked.example\nother.example",
        3,
    )
    assert (rules.holds_same_address, rules.holds_free_mail) == (True, True)
    client.post(PAGE, typed)  # nothing changed
    entry = AuditEntry.objects.get(verb="orders.approval_rules_set")
    data = AuditPayload.objects.get(entry=entry).data
    assert (data["before"]["most_yen"], data["after"]["most_yen"]) == (None, 500_000)
    assert "保存しました" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("most_yen", "0", "1以上の数"),
        ("answer_days", "31", "30以下の数"),
        ("blocked_domains", "good.example\nname@bad.example", "2行目の「name@bad.example」"),
        ("free_domains", "\n".join(f"d{n}.example" for n in range(501)), "500個まで"),
        # Told by the same form at its field, as those above are.
        pytest.param("most_yen", "-1", "1以上の数", marks=pytest.mark.deep),
        pytest.param("most_yen", "五十万", "金額を数字で", marks=pytest.mark.deep),
        pytest.param("most_yen", "1" * 20, "以下の数", marks=pytest.mark.deep),
        pytest.param("answer_days", "0", "1以上の数", marks=pytest.mark.deep),
        pytest.param("answer_days", "", "入力してください", marks=pytest.mark.deep),
        pytest.param(
            "blocked_domains", "例.example", "1行目の「例.example」", marks=pytest.mark.deep
        ),
        pytest.param("free_domains", "localhost", "1行目の「localhost」", marks=pytest.mark.deep),
    ],
)
def test_rule_that_cannot_be_is_told_at_its_field(field: str, value: str, sentence: str) -> None:
    client = browser_of(make_operator(Right.BILLING))
    answer = client.post(PAGE, {**TYPED, field: value})
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert f'href="#id_{field}"' in page
    assert ApprovalRules.objects.count() == 0


def test_page_is_for_operators_with_the_right() -> None:
    assert browser_of(make_operator(Right.SUPPORT, Right.CONTENT)).get(PAGE).status_code == 404
    browser = Client()
    order_of(browser)
    assert Member.objects.count() == 1
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, TYPED).status_code == 404


# -- domains


@given(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,8}\.(example|test)", fullmatch=True), max_size=9))
def test_domains_are_read_back_as_they_were_written(domains: list[str]) -> None:
    found = read_domains("\n".join(f"  @{one.upper()} " for one in domains))
    assert found == tuple(dict.fromkeys(domains))
    for one in found:
        assert listed(domain_of(f"name@mail.{one}"), found)
        assert not listed(f"x{one}x", [one])


def test_lines_that_are_no_domains_are_named() -> None:
    with pytest.raises(NoDomain) as refused:
        read_domains("good.example\n\n-bad.example")
    assert (refused.value.number, refused.value.text) == (3, "-bad.example")
    with pytest.raises(TooManyDomains):
        read_domains("\n".join(f"d{number}.example" for number in range(501)))
    assert (domain_of("no address"), listed("", FREE_MAIL)) == ("", "")
    assert listed(domain_of("a@gmail.com.example"), ["gmail.com"]) == ""
