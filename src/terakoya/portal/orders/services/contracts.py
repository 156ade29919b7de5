"""What becomes of a contract after it was placed: more seats."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member, Person
from ...audit.services import record
from ...catalogue.choices import Item
from ...common import clock
from ...learning.services import grant_access
from ..contracts import ContractState
from ..emails.contracts import mail_seats_added
from ..errors import ContractOver, PriceChanged, SeatsOutOfRange
from ..models import Contract, Order, OrderLine, Quote
from ..numbers import next_order_number
from ..pricing import MOST_SEATS
from ..selectors.contracts import contract_state, price_added_seats, seats_in_all
from ..selectors.pricing import PricedSelection
from ..selectors.quotes import units_of
from ..signals import contract_ordered
from .deliveries import confirm_contract


@dataclass(frozen=True)
class Confirmed:
    """What a summary showed and somebody confirmed; `key` is that of the summary."""

    key: uuid.UUID
    seats: int
    total_yen: int


def check_added_seats(contract: Contract, seats: int, *, is_sellers: bool = False) -> None:
    """Refuse what is not sold by a click; raises `SeatsOutOfRange` or `ContractOver`.

    At a price that the seller named (`is_sellers`), seats have no upper limit.
    """
    if contract_state(contract) not in {ContractState.AHEAD, ContractState.RUNNING}:
        raise ContractOver(
            _("この契約は終わっているため、枠を追加できません。契約を更新してください。")
        )
    room = MOST_SEATS - seats_in_all(contract)
    if seats < 1:
        raise SeatsOutOfRange(_("追加する枠は、1以上の数で入力してください。"), field="seats")
    if seats > room and not is_sellers:
        raise SeatsOutOfRange(
            _(
                "追加すると、枠が合わせて100を超えます。あと%(room)d枠まで追加できます。"
                "それより多いときは、見積もりをご依頼ください。"
            )
            % {"room": max(0, room)},
            field="seats",
        )


def add_seats(
    *, by: Member, contract: Contract, confirmed: Confirmed, quote: Quote | None = None
) -> Contract:
    """Add seats to a contract from now until its end, once for each summary.

    `quote` is one that may be ordered by, under its lock, whose price is kept. Raises
    `ContractOver`, `SeatsOutOfRange` or `PriceChanged`; then nothing has changed.
    """
    with transaction.atomic():
        # The contract's row is the lock under which a second click finds what the first made.
        contract = locked(contract, by.organisation_id)
        if (known := made_by(by, confirmed.key)) is not None:
            return known
        is_sellers = quote is not None and quote.by_seller
        check_added_seats(contract, confirmed.seats, is_sellers=is_sellers)
        units = units_of(quote) if quote else None
        priced = price_added_seats(contract, confirmed.seats, units)
        check_total(priced, confirmed)
        line = write_order(by.person, contract, priced, confirmed.key, quote)
        added = Contract.objects.create(
            organisation=by.organisation,
            order_line=line,
            course=contract.course,
            seats=confirmed.seats,
            starts_on=priced.starts_on,
            ends_on=priced.last_day,
            added_to=contract,
        )
        grant_seats(added)
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="orders.seats_added",
            target=contract.number or str(contract.uuid),
            data={
                "seats": confirmed.seats,
                "order": line.order.number,
                "total_yen": line.order.total_yen,
            },
        )
        document = confirm_contract(added, by.person)
        mail_seats_added(by, contract, line.order, confirmed.seats, document.number)
    return added


def locked(contract: Contract, organisation_id: int) -> Contract:
    """A contract of an organisation as it is now, locked until the transaction ends."""
    rows = Contract.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("course", "organisation", "order_line__order__placed_by").get(
        pk=contract.pk, organisation_id=organisation_id, added_to=None
    )


def made_by(by: Member, key: uuid.UUID) -> Contract | None:
    """What the first click on a summary made."""
    made = Contract.objects.filter(organisation_id=by.organisation_id, order_line__order__key=key)
    return made.first()


def check_total(priced: PricedSelection, confirmed: Confirmed) -> None:
    """Raise `PriceChanged` where the sum is not the one that was shown."""
    if priced.sums.total_yen != confirmed.total_yen:
        raise PriceChanged(
            _(
                "確認画面を開いたあとに金額が変わりました。金額を確かめて、もう一度確定してください。"
            )
        )


def write_order(
    person: Person,
    contract: Contract,
    priced: PricedSelection,
    key: uuid.UUID | None,
    quote: Quote | None = None,
) -> OrderLine:
    """An order of one line, billed like any other; `quote` is what it was ordered by."""
    order = Order.objects.create(
        organisation=contract.organisation,
        number=next_order_number(),
        placed_by=person,
        placed_at=clock.now(),
        subtotal_yen=priced.sums.subtotal_yen,
        tax_per_mille=priced.sums.tax_per_mille,
        tax_yen=priced.sums.tax_yen,
        total_yen=priced.sums.total_yen,
        snapshot=_snapshot(contract, priced),
        key=key,
        quote=quote,
    )
    contract_ordered.send(Contract, contract=contract, order=order)
    (line,) = priced.lines
    return OrderLine.objects.create(
        organisation=contract.organisation,
        order=order,
        course=contract.course,
        item=Item.ONLINE,
        quantity=line.quantity,
        months=line.months,
        unit_yen=line.unit_yen,
        amount_yen=line.amount_yen,
    )


def _snapshot(contract: Contract, priced: PricedSelection) -> dict[str, Any]:
    """What the summary showed; the customer is the one of the contract's own order."""
    before = contract.order_line.order.snapshot
    return {
        "contract": contract.number,
        "customer": before.get("customer", {}),
        "billing": before.get("billing"),
        "terms_version": before.get("terms_version", ""),
        "starts_on": priced.starts_on.isoformat(),
        "ends_on": priced.last_day.isoformat(),
        "billed_on": priced.billed_on.isoformat(),
        "due_on": priced.due_on.isoformat(),
    }


def grant_seats(contract: Contract) -> None:
    """Open the seats of a contract for its term."""
    grant_access(
        organisation=contract.organisation,
        course=contract.course,
        seats=contract.seats,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        source=contract.source,
    )
