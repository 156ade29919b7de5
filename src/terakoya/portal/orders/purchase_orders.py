"""発注番号: the customer's own number of an order."""

from __future__ import annotations

from .models import Order, OrderReference


def purchase_order_of(order: Order) -> str:
    """What was said after applying, else with the application; empty: none.

    One statement where `order.reference` was not read with the row.
    """
    kept: OrderReference | None = getattr(order, "reference", None)
    if kept is not None:
        return kept.purchase_order
    return str(order.snapshot.get("purchase_order") or "")
