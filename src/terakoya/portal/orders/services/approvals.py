"""Orders that wait for the seller: approved they open, declined they end; nothing before."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ...accounts.models import Member, Person
from ...audit.services import record
from ...common import clock
from ..choices import OrderStatus
from ..emails.orders import mail_order_approved, mail_order_declined
from ..errors import OrderDecided
from ..models import Order
from .deliveries import confirm_order, deliver

LONGEST_REASON = 500


def approve_order(*, order: Order, by: Person) -> Order:
    """Open what was ordered, from the day that was asked for or from today if that is later.

    A second click changes nothing. Raises `OrderDecided` where it was declined or cancelled.
    """
    with transaction.atomic():
        order = _locked(order)
        if order.status == OrderStatus.PLACED:
            return order
        _check_waits(order)
        owner = _owner_of(order)
        _decide(order, OrderStatus.PLACED, by, "orders.approved", {})
        with override(owner.person.language):
            starts_on = first_day(order)
            deliver(owner, order, starts_on)
            document = confirm_order(owner, order, starts_on)
            mail_order_approved(order, owner, document.number, starts_on)
    return order


def decline_order(*, order: Order, by: Person, reason: str) -> Order:
    """End an order that waits; the applicant is told the reason. A second click changes nothing.

    Raises `OrderDecided` where it was approved or cancelled, or no reason is given.
    """
    said = reason.strip()[:LONGEST_REASON]
    if not said:
        raise OrderDecided(_("お断りする理由を入力してください。"), field="reason")
    with transaction.atomic():
        order = _locked(order)
        if order.status == OrderStatus.DECLINED:
            return order
        _check_waits(order)
        owner = _owner_of(order)
        _decide(order, OrderStatus.DECLINED, by, "orders.declined", {"reason": said})
        with override(owner.person.language):
            mail_order_declined(order, owner, said)
    return order


def first_day(order: Order) -> dt.date:
    """The day that was asked for, or today where that is over."""
    asked = dt.date.fromisoformat(order.snapshot["starts_on"])
    return max(asked, clock.today())


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update().get(pk=order.pk)


def _owner_of(order: Order) -> Member:
    return Member.objects.select_related("person", "organisation").get(
        organisation_id=order.organisation_id, person_id=order.placed_by_id
    )


def _check_waits(order: Order) -> None:
    if order.status != OrderStatus.WAITING:
        raise OrderDecided(_("この申し込みは、すでに処理されています。"))


def _decide(order: Order, status: OrderStatus, by: Person, verb: str, data: dict[str, str]) -> None:
    order.status = status
    order.save(update_fields=["status"])
    record(
        organisation_uuid=order.organisation.uuid,
        actor_uuid=by.uuid,
        verb=verb,
        target=order.number,
        data=data,
    )
