"""請求先: to whom invoices go, by what was said last, and changing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.db import transaction

from ..accounts.models import Member, Organisation
from ..audit.services import record
from ..common import clock
from ..orders.models import Order
from ..orders.specs import Billing
from .models import BillingAddress

FIELDS = tuple(one.name for one in fields(Billing))


def billing_of(organisation: Organisation, order: Order) -> Mapping[str, Any]:
    """Where the invoice of an order goes; empty: to the organisation.

    What the holder said on the page of contracts counts for orders before it, and for the seats
    and terms added to them; an application after it says it anew. One statement where
    `organisation.billing_address` was not read with the row.
    """
    kept: BillingAddress | None = getattr(organisation, "billing_address", None)
    is_added = "contract" in order.snapshot
    if kept is not None and (is_added or order.placed_at <= kept.changed_at):
        return said_in(kept)
    return order.snapshot.get("billing") or {}


def said_in(kept: BillingAddress) -> dict[str, str]:
    """The address as an order would keep it; empty for the organisation itself."""
    return {name: getattr(kept, name) for name in FIELDS} if kept.name else {}


def current_billing(organisation: Organisation) -> Mapping[str, Any]:
    """Where the next invoice goes: by the newest order, else by what is kept. Two statements."""
    newest = Order.objects.filter(organisation=organisation).order_by("-placed_at", "-id").first()
    if newest is not None:
        return billing_of(organisation, newest)
    kept = BillingAddress.objects.filter(organisation=organisation).first()
    return said_in(kept) if kept else {}


def change_billing(*, by: Member, billing: Billing | None) -> None:
    """Let coming invoices go to an address, or (`None`) to the organisation itself.

    What is so already stays as it is. Documents that were issued are never changed.
    """
    said = {name: getattr(billing, name) if billing else "" for name in FIELDS}
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update(no_key=True).get(
            pk=by.organisation_id
        )
        if dict(current_billing(organisation)) == (said if billing else {}):
            return
        BillingAddress.objects.update_or_create(
            organisation=organisation, defaults={**said, "changed_at": clock.now()}
        )
        record(
            organisation_uuid=organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="billing.address_changed",
            data={"name": said["name"]},
        )
