"""申し込み: the list by state and text, for those with the right to contracts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.billing.tests.contracts import priced_course
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.orders.choices import HoldRule, OrderStatus
from terakoya.portal.orders.models import Order
from terakoya.portal.orders.specs import Selection
from tests.factories import make_member, make_operator, make_organisation, make_owner

from .applications import place

pytestmark = pytest.mark.django_db
PAGE = "/operator/orders/"


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_orders_are_narrowed_by_state_and_text() -> None:
    course = Course.objects.create(slug="mihon-course")
    ours, theirs = (
        make_owner(make_organisation(name)) for name in ("みほん書店合同会社", "例示物産株式会社")
    )
    place(ours, course, 1)
    place(theirs, course, 2, status=OrderStatus.WAITING)
    client = browser_of(make_operator(Right.BILLING))

    def found(**narrowed: str) -> list[str]:
        return [row.order.number for row in client.get(PAGE, narrowed).context["page"].rows]

    assert found() == ["2026-000002", "2026-000001"]
    assert found(status="waiting") == found(q="例示") == ["2026-000002"]
    assert found(q="２０２６-000001") == ["2026-000001"]
    assert found(status="waiting", q="書店") == []
    assert found(status="unknown") == found()  # nothing that there is
    html = client.get(PAGE).content.decode()
    for shown in ("12枠・1か月・原稿", "13,200円", "承認待ち"):
        assert shown in html, shown


def test_orders_are_for_those_with_the_right() -> None:
    support = make_operator(Right.SUPPORT, Right.CONTENT)
    assert browser_of(support).get(PAGE).status_code == 404
    assert browser_of(make_member(make_organisation()).person).get(PAGE).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_orders_cost_the_same_whatever_they_are(count: int, django_assert_num_queries: Any) -> None:
    course = Course.objects.create(slug="mihon-course")
    for number in range(count):
        place(make_owner(make_organisation(f"みほん{number}株式会社")), course, number)
    client = browser_of(make_operator(Right.BILLING))
    with django_assert_num_queries(7):  # one of them is the menu's
        client.get(PAGE)


def waiting_order() -> Order:
    """An order of 150 seats by an owner, which waits."""
    owner = make_owner(make_organisation())
    course = priced_course()
    selection = Selection(course.slug, 150, 12)
    snapshot = {
        "selection": selection.as_json(),
        "customer": {"organisation_name": owner.organisation.name},
        "starts_on": clock.today().isoformat(),
    }
    return place(owner, course, 7, status=OrderStatus.WAITING, snapshot=snapshot)


def test_an_order_that_waits_is_declined_with_a_reason_once() -> None:
    order = waiting_order()
    page = f"/operator/orders/{order.uuid}/"
    client = browser_of(make_operator(Right.BILLING))
    html = client.get(page).content.decode()
    assert all(one in html for one in ("承認する", "お断りする", order.organisation.name))
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"do": "decline", "reason": " "}).status_code == 422
    assert Order.objects.get().status == OrderStatus.WAITING
    said = {"do": "decline", "reason": "登記を確認できませんでした。"}
    assert client.post(page, said).status_code == 302
    assert Order.objects.get().status == OrderStatus.DECLINED
    assert client.post(page, {"do": "approve"}).status_code == 422  # it is decided
    assert "お断りする理由" not in client.get(page).content.decode()
    mail = OutboxMessage.objects.get(organisation_uuid=order.organisation.uuid).payload
    assert mail["to"] == order.placed_by.email
    assert "登記を確認できませんでした。" in mail["text"]


def test_an_order_names_the_rules_that_caught_it_and_what_was_asked_for() -> None:
    order = waiting_order()
    order.snapshot |= {
        "selection": {**order.snapshot["selection"], "renews": True},
        "billing": {"name": "みほんホールディングス株式会社", "postal_code": "765-4321"},
        "purchase_order": "PO-7",
        "starts_on": (clock.today() + dt.timedelta(days=3)).isoformat(),
    }
    order.save(update_fields=["snapshot"])
    for rule, found in (
        (HoldRule.SEATS, "150"),
        (HoldRule.SUM, "500000"),
        (HoldRule.BLOCKED, "blocked.example"),
        (HoldRule.FREE_MAIL, "gmail.com"),
        (HoldRule.WAITING, "2026-000001"),
        (HoldRule.OVERDUE, "2026-000002"),
    ):
        order.holds.create(organisation=order.organisation, rule=rule, found=found)
    client = browser_of(make_operator(Right.BILLING))
    html = client.get(f"/operator/orders/{order.uuid}/").content.decode()
    for said in (
        "受講枠が100枠を超えています（150枠）。",
        "決めた額の500,000円を超えています。",
        "（blocked.example）",
        "フリーメールのアドレスです（gmail.com）。",
        "承認待ちの申し込みがあります（2026-000001）。",
        "支払期限を過ぎた請求のあるお客様と",
        "自動更新する",
        "みほんホールディングス株式会社 〒765-4321",
        "PO-7",
        "から始まります。",
        "/operator/approval-rules/",
    ):
        assert said in html, said


def test_an_order_is_for_those_with_the_right_and_its_own_address() -> None:
    order = waiting_order()
    page = f"/operator/orders/{order.uuid}/"
    support = make_operator(Right.SUPPORT, Right.CONTENT)
    assert browser_of(support).get(page).status_code == 404
    assert browser_of(support).post(page, {"do": "approve"}).status_code == 404
    assert browser_of(order.placed_by).get(page).status_code == 404
    other = f"/operator/orders/{uuid.uuid4()}/"
    assert (
        browser_of(make_operator(Right.BILLING, email="billing@terakoya.example"))
        .get(other)
        .status_code
        == 404
    )
    assert Order.objects.get().status == OrderStatus.WAITING
