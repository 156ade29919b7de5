"""Until when the 発注番号 of an order may be changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from ..orders.choices import OrderStatus
from ..orders.models import Order, OrderLine
from ..orders.purchase_orders import purchase_order_of
from .due_lines import billable_of, billed_portions
from .models import InvoiceLine
from .portions import portions_of


@dataclass(frozen=True)
class PurchaseOrder:
    """The number of an order; `refusal` says why it can be changed no more, or is empty."""

    number: str
    refusal: str

    @property
    def is_changeable(self) -> bool:
        """Whether an invoice is still to come that would bear a new one."""
        return not self.refusal


def purchase_orders_of(orders: Collection[Order]) -> dict[int, PurchaseOrder]:
    """Order → its 発注番号, and whether it may be changed; four statements for all."""
    keys = [one.pk for one in orders]
    prefetch_related_objects(list(orders), "reference")
    to_come = _to_come(keys)
    bearing = _invoices_of(keys)
    return {
        one.pk: PurchaseOrder(
            purchase_order_of(one),
            _refusal(one, bearing.get(one.pk, ""), is_to_come=one.pk in to_come),
        )
        for one in orders
    }


def _refusal(order: Order, invoice: str, *, is_to_come: bool) -> str:
    if order.status in {OrderStatus.DECLINED, OrderStatus.CANCELLED}:
        return _("この申し込みは取り消されたか、お断りしたものです。")
    if not invoice or is_to_come:
        return ""
    return _(
        "請求書 %(number)s を発行したため、この申し込みの発注番号は変えられません。"
        "発行した書類は変わりません。"
    ) % {"number": invoice}


def _to_come(orders: Collection[int]) -> set[int]:
    """The orders of which something was delivered and is billed later; two statements."""
    rows = OrderLine.objects.filter(order__in=orders).select_related(
        "order__terms", "contract", "licence"
    )
    lines = [one for one in rows if hasattr(one, "contract") or hasattr(one, "licence")]
    billed = billed_portions([one.pk for one in lines])
    return {
        one.order_id
        for one in lines
        if {part.number for part in portions_of(billable_of(one))} - billed[one.pk]
    }


def _invoices_of(orders: Collection[int]) -> dict[int, str]:
    """Order → the number of the newest invoice that bills something of it; one statement."""
    rows = InvoiceLine.objects.filter(order_line__order__in=orders, change=None)
    found: dict[int, str] = defaultdict(str)
    found.update(rows.order_by("id").values_list("order_line__order", "invoice__document__number"))
    return found
