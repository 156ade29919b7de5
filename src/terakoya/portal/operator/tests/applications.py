"""Applications as rows, for tests of lists."""

from __future__ import annotations

from typing import Any

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.orders.models import Order, OrderLine


def place(owner: Member, course: Course, number: int, **values: Any) -> Order:
    """An order of twelve seats for a month, and the manuscript."""
    order = Order.objects.create(
        organisation=owner.organisation,
        number=f"2026-{number:06d}",
        placed_by=owner.person,
        subtotal_yen=12_000,
        tax_per_mille=100,
        tax_yen=1_200,
        total_yen=13_200,
        **{"placed_at": clock.now(), "snapshot": {}, **values},
    )
    for item, quantity, months in ((Item.ONLINE, 12, 1), (Item.MANUSCRIPT, 1, None)):
        OrderLine.objects.create(
            organisation=owner.organisation,
            order=order,
            course=course,
            item=item,
            quantity=quantity,
            months=months,
            unit_yen=1_000,
            amount_yen=12_000,
        )
    return order
