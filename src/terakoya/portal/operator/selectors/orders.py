"""申し込み: all orders, the newest first, by state and text."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from ...common import clock
from ...orders.models import Order
from ...orders.purchase_orders import purchase_order_of
from .home import OrderRow, order_rows_of

MOST: Final = 50


@dataclass(frozen=True)
class OrderPage:
    """Up to fifty applications; whether there are more."""

    rows: list[OrderRow]
    has_more: bool


def order_page(status: str = "", query: str = "") -> OrderPage:
    """The applications in a state (empty: in any) that fit a text; three statements."""
    orders = _matching(status, query).select_related("organisation").prefetch_related("lines")
    found = list(orders.order_by("-placed_at", "-pk")[: MOST + 1])
    return OrderPage(order_rows_of(found[:MOST]), len(found) > MOST)


def order_row(order: Order) -> OrderRow:
    """One application as a list shows it."""
    return order_rows_of([order])[0]


@dataclass(frozen=True)
class OrderDetails:
    """What was asked for beside the lines, as it was typed."""

    starts_on: dt.date | None
    renews: bool
    billing: str
    purchase_order: str

    @property
    def later_on(self) -> dt.date | None:
        """The first day, where it is still to come."""
        day = self.starts_on
        return day if day is not None and day > clock.today() else None


def order_details(order: Order) -> OrderDetails:
    """The first day, the renewal, where invoices go, and the customer's own number."""
    said = order.snapshot
    billing = said.get("billing") or {}
    place = (billing.get("prefecture") or "") + (billing.get("address") or "")
    shown = [billing.get(one) for one in ("name", "department", "person")]
    shown += [f"〒{billing['postal_code']}" if billing.get("postal_code") else "", place]
    shown += [billing.get("building"), billing.get("email")]
    return OrderDetails(
        starts_on=dt.date.fromisoformat(said["starts_on"]) if said.get("starts_on") else None,
        renews=bool((said.get("selection") or {}).get("renews")),
        billing=" ".join(filter(None, shown)),
        purchase_order=purchase_order_of(order),
    )


def _matching(status: str, query: str) -> QuerySet[Order]:
    orders = Order.objects.all()
    if status:
        orders = orders.filter(status=status)
    text = unicodedata.normalize("NFKC", query).strip()
    if text:
        orders = orders.filter(Q(number=text) | Q(organisation__name__icontains=text))
    return orders
