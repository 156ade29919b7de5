"""What 自分の情報 shows of orders."""

from __future__ import annotations

from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.orders.models import Order, Quote
from terakoya.portal.orders.personal_data import order_sections
from tests.factories import make_organisation, make_owner


def test_my_data_shows_orders(db: None) -> None:
    owner, other = make_owner(make_organisation()), make_owner(make_organisation("合同会社べつ"))
    Order.objects.create(
        organisation=owner.organisation, number="2026-000001", placed_by=owner.person,
        placed_at=clock.now(), subtotal_yen=1000, tax_per_mille=100, tax_yen=100, total_yen=1100,
        snapshot={"customer": {"person_name": "見本 太郎"}},
    )  # fmt: skip
    Quote.objects.create(
        code="c", course=Course.objects.create(slug="quoted"), company="株式会社みほん",
        email=owner.person.email or "", with_online=True, with_manuscript=False, seats=12, months=1,
        online_yen=1000, manuscript_yen=98000, tax_per_mille=100, total_yen=13200,
        created_at=clock.now(), valid_until=clock.today(),
    )  # fmt: skip
    orders, made = order_sections(owner.person)
    assert [(one["number"], one["customer"]) for one in orders.rows] == [
        ("2026-000001", {"person_name": "見本 太郎"})
    ]
    assert [(one["company"], one["total_yen"]) for one in made.rows] == [("株式会社みほん", 13200)]
    assert [section.rows for section in order_sections(other.person)] == [[], []]
