"""What a customer has paid too much: to its credit, or back to it. A second click does nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Organisation, Person
from ...audit.services import record
from ...common import clock
from ..errors import AmountNotUsable
from ..models import Allocation, AllocationRelease, Invoice, Refund
from ..selectors.invoices import credit_of, free_payments, reckoned, status_of, with_releases
from .payments import lock_credit


def release_overpaid(*, by: Person, invoice: Invoice) -> int:
    """Move to the organisation's credit what an invoice holds beyond what is owed; how many yen.

    A transfer fee that was left off is taken back last, since it never came in. Raises
    `AmountNotUsable` where nothing is held too much.
    """
    with transaction.atomic():
        locked = _locked(invoice)
        moved = _release(by, locked)
        if moved is None:
            raise AmountNotUsable(_("この請求書に、多く入金された金額はありません。"))
        record(
            organisation_uuid=locked.organisation.uuid,
            actor_uuid=by.uuid,
            verb="billing.overpaid_released",
            target=locked.document.number,
            data={"amount_yen": moved},
        )
    return moved


def record_refund(
    *, by: Person, invoice: Invoice, refunded_on: dt.date, amount_yen: int, key: uuid.UUID
) -> int:
    """Enter money that was sent back to the customer of an invoice; how many yen.

    It comes from the organisation's credit, to which what this invoice holds too much is moved
    first. The same `key` again is the refund of the first time. Raises `AmountNotUsable`.
    """
    if refunded_on > clock.today():
        raise AmountNotUsable(_("返金日は、今日までの日にしてください。"), field="refunded_on")
    with transaction.atomic():
        locked = _locked(invoice)
        before = list(Refund.objects.filter(key=key))
        if before:
            return sum(one.amount_yen for one in before)
        lock_credit(locked.organisation_id)
        _release(by, locked)
        _check_refund(locked.organisation, amount_yen)
        _take(by, locked.organisation, refunded_on, amount_yen, key)
        record(
            organisation_uuid=locked.organisation.uuid,
            actor_uuid=by.uuid,
            verb="billing.refunded",
            target=locked.document.number,
            data={"amount_yen": amount_yen, "refunded_on": refunded_on.isoformat()},
        )
    return amount_yen


def _locked(invoice: Invoice) -> Invoice:
    rows = Invoice.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "document").get(pk=invoice.pk)


def _release(by: Person, invoice: Invoice) -> int | None:
    """AllocationRelease what is held too much: money first, then fees; None where nothing is."""
    over = -status_of(invoice).open_yen
    if over <= 0:
        return None
    held = list(with_releases(Allocation.objects.filter(invoice=invoice)).order_by("-id"))
    moved = _parts(over, [reckoned(one, "left_yen") for one in held])
    fees = _parts(over - sum(moved), [reckoned(one, "left_fee_yen") for one in held])
    AllocationRelease.objects.bulk_create(
        AllocationRelease(
            organisation_id=invoice.organisation_id,
            allocation=one,
            released_on=clock.today(),
            amount_yen=yen,
            fee_yen=fee,
            by=by,
            at=clock.now(),
        )
        for one, yen, fee in zip(held, moved, fees, strict=True)
        if yen or fee
    )
    return sum(moved)


def _parts(wanted: int, held: Sequence[int]) -> list[int]:
    """What is taken of each until nothing more is wanted."""
    taken = []
    for yen in held:
        taken.append(min(wanted, yen))
        wanted -= taken[-1]
    return taken


def _check_refund(organisation: Organisation, amount_yen: int) -> None:
    credit = credit_of(organisation.pk)
    if amount_yen > credit:
        raise AmountNotUsable(
            _("返金できるのは、前受けの金額%(yen)s円までです。") % {"yen": f"{credit:,}"},
            field="amount",
        )


def _take(
    by: Person, organisation: Organisation, refunded_on: dt.date, amount_yen: int, key: uuid.UUID
) -> None:
    """Take a refund from payments, the oldest first."""
    left = amount_yen
    for payment, free in free_payments(organisation.pk):
        if not left:
            break
        yen = min(left, free)
        Refund.objects.create(
            organisation=organisation,
            payment=payment,
            key=key,
            refunded_on=refunded_on,
            amount_yen=yen,
            by=by,
            at=clock.now(),
        )
        left -= yen
