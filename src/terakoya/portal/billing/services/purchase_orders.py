"""Changing the 発注番号 of an order. A second click changes nothing."""

from __future__ import annotations

from django.db import transaction

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ...orders.models import Order, OrderReference
from ...orders.purchase_orders import purchase_order_of
from ..errors import NotChangeable
from ..purchase_orders import purchase_orders_of


def set_purchase_order(*, by: Member, order: Order, number: str) -> None:
    """Keep the customer's own number of an order for what is issued of it from now on.

    Raises `NotChangeable` where no invoice is to come that would bear it. A closing that has read
    the number before waits for us, or we for it (`closing.py`).
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(
            pk=order.pk, organisation=by.organisation_id
        )
        if purchase_order_of(locked) == number:
            return
        found = purchase_orders_of([locked])[locked.pk]
        if found.refusal:
            raise NotChangeable(found.refusal, field="purchase_order")
        OrderReference.objects.update_or_create(
            order=locked,
            defaults={
                "organisation_id": locked.organisation_id,
                "purchase_order": number,
                "changed_at": clock.now(),
            },
        )
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="billing.purchase_order_set",
            target=locked.number,
            data={"purchase_order": number},
        )
