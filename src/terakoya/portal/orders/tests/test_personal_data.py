"""What 自分の情報 shows of orders."""

from __future__ import annotations

from terakoya.portal.common import clock
from terakoya.portal.orders.models import Order
from terakoya.portal.orders.personal_data import order_sections
from tests.factories import make_organisation, make_owner


def test_my_data_shows_orders(db: None) -> None:
    owner, other = make_owner(make_organisation()), make_owner(make_organisation("合同会社べつ"))
    Order.objects.create(
        organisation=owner.organisation, number="2026-000001", placed_by=owner.person,
        placed_at=clock.now(), subtotal_yen=1000, tax_per_mille=100, tax_yen=100, total_yen=1100,
        snapshot={"customer": {"person_name": "見本 太郎"}},
    )  # fmt: skip
    [orders] = order_sections(owner.person)
    assert [(one["number"], one["customer"]) for one in orders.rows] == [
        ("2026-000001", {"person_name": "見本 太郎"})
    ]
    assert [section.rows for section in order_sections(other.person)] == [[]]
