"""What 自分の情報 shows of orders; an inquiry counts as somebody's by a proven address alone."""

from __future__ import annotations

from terakoya.portal.accounts.models import Person
from terakoya.portal.common import clock
from terakoya.portal.orders.models import Order
from terakoya.portal.orders.personal_data import order_sections
from terakoya.portal.orders.services import request_quote
from tests.factories import make_organisation, make_owner


def _ask(email: str) -> None:
    request_quote(
        course=None, company="株式会社みほん", name="見本", email=email, seats=200, months=6,
        message="研修の相談です。",
    )  # fmt: skip


def test_my_data_shows_orders_and_inquiries(db: None) -> None:
    owner, other = make_owner(make_organisation()), make_owner(make_organisation("合同会社べつ"))
    Order.objects.create(
        organisation=owner.organisation, number="2026-000001", placed_by=owner.person,
        placed_at=clock.now(), subtotal_yen=1000, tax_per_mille=100, tax_yen=100, total_yen=1100,
        snapshot={"customer": {"person_name": "見本 太郎"}},
    )  # fmt: skip
    _ask(owner.person.email or "")
    orders, quotes = order_sections(owner.person)
    assert [(one["number"], one["customer"]) for one in orders.rows] == [
        ("2026-000001", {"person_name": "見本 太郎"})
    ]
    assert [one["message"] for one in quotes.rows] == ["研修の相談です。"]
    assert [section.rows for section in order_sections(other.person)] == [[], []]


def test_inquiry_of_an_address_that_is_not_proven_is_nobodys(db: None) -> None:
    owner = make_owner(make_organisation())
    _ask(owner.person.email or "")
    Person.objects.filter(pk=owner.person_id).update(email_confirmed_at=None)
    owner.person.refresh_from_db()
    assert order_sections(owner.person)[1].rows == []
