"""申し込み: the list by state and text, for those with the right to contracts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.catalogue.models import Course
from terakoya.portal.orders.choices import OrderStatus
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
    with django_assert_num_queries(6):
        client.get(PAGE)
