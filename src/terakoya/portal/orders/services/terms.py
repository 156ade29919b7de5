"""Another term: ordered by a click, or by itself where the holder chose so; reminders before."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ...accounts.models import Member, Organisation, Person
from ...audit.services import record
from ...common import clock
from ..contracts import REMINDED, ContractState, next_start, reminder_due
from ..emails.contracts import mail_contract_ends, mail_contract_renewed
from ..errors import ContractOver, IncompleteApplication, SeatsOutOfRange
from ..models import Contract, Quote
from ..numbers import next_contract_number
from ..pricing import MONTHS, MOST_SEATS, whole_months
from ..selectors.contracts import (
    contract_state,
    owners_of,
    price_next_term,
    seats_in_all,
)
from ..selectors.pricing import PricedSelection
from ..selectors.quotes import units_of
from .contracts import Confirmed, check_total, grant_seats, locked, made_by, write_order
from .deliveries import confirm_contract

CATCH_UP: Final = dt.timedelta(days=62)  # a contract that ended longer ago is not renewed any more


@dataclass(frozen=True)
class ConfirmedTerm(Confirmed):
    """A further term as its summary showed it."""

    months: int


def check_next_term(
    contract: Contract, seats: int, months: int, *, is_sellers: bool = False
) -> None:
    """Refuse what is not sold by a click; a price that the seller named holds for any seats.

    Raises `ContractOver`, `SeatsOutOfRange` or `IncompleteApplication`.
    """
    if contract.cancelled_at is not None:
        raise ContractOver(_("取り消した契約は更新できません。新しくお申し込みください。"))
    if contract.followers.filter(cancelled_at=None).exists():
        raise ContractOver(_("この契約は、すでに更新されています。"))
    if is_sellers:
        return
    if not 1 <= seats <= MOST_SEATS:
        raise SeatsOutOfRange(
            _("受講枠は1〜100名で入力してください。101名からは見積もりをご依頼ください。"),
            field="seats",
        )
    if months not in MONTHS:
        raise IncompleteApplication(_("期間を選んでください。"), field="months")


def renew_contract(
    *, by: Member, contract: Contract, confirmed: ConfirmedTerm, quote: Quote | None = None
) -> Contract:
    """Order a further term that begins where this one ends, once for each summary.

    `quote` is one that may be ordered by, under its lock, whose price is kept. Raises what
    `check_next_term` raises, or `PriceChanged`; then nothing has changed.
    """
    with transaction.atomic():
        contract = locked(contract, by.organisation_id)
        if (known := made_by(by, confirmed.key)) is not None:
            return known
        is_sellers = quote is not None and quote.by_seller
        check_next_term(contract, confirmed.seats, confirmed.months, is_sellers=is_sellers)
        units = units_of(quote) if quote else None
        priced = price_next_term(contract, confirmed.seats, confirmed.months, units)
        check_total(priced, confirmed)
        following = _open_next_term(by.person, contract, priced, confirmed.key, quote)
        _record(contract, by.person, "orders.contract_renewed", following)
        document = confirm_contract(following, by.person)
        mail_contract_renewed([by], following, document.number, by_itself=False)
    return following


def _open_next_term(
    person: Person,
    contract: Contract,
    priced: PricedSelection,
    key: uuid.UUID | None,
    quote: Quote | None = None,
) -> Contract:
    line = write_order(person, contract, priced, key, quote)
    following = Contract.objects.create(
        organisation=contract.organisation,
        number=next_contract_number(),
        order_line=line,
        course=contract.course,
        seats=priced.selection.seats,
        starts_on=priced.starts_on,
        ends_on=priced.last_day,
        renews=contract.renews,
        follows=contract,
    )
    grant_seats(following)
    return following


def _record(contract: Contract, actor: Person | None, verb: str, following: Contract) -> None:
    record(
        organisation_uuid=contract.organisation.uuid,
        actor_uuid=actor.uuid if actor else None,
        verb=verb,
        target=contract.number or str(contract.uuid),
        data={"contract": following.number, "seats": following.seats},
    )


def set_renewal(*, by: Member, contract: Contract, renews: bool) -> None:
    """Let a contract go on by itself or not; possible until its last day.

    Raises `ContractOver` or `SeatsOutOfRange`; what is so already stays as it is.
    """
    with transaction.atomic():
        contract = locked(contract, by.organisation_id)
        if contract_state(contract) not in {ContractState.AHEAD, ContractState.RUNNING}:
            raise ContractOver(_("この契約は終わっているため、自動更新を変えられません。"))
        if renews and seats_in_all(contract) > MOST_SEATS:
            raise SeatsOutOfRange(_("100枠を超える契約は、見積もりで更新します。"))
        if contract.renews == renews:
            return
        contract.renews = renews
        contract.save(update_fields=["renews"])
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="orders.renewal_chosen",
            target=contract.number or str(contract.uuid),
            data={"renews": renews},
        )


def end_renewals(*, by: Person, organisation: Organisation) -> int:
    """Let no contract of an organisation go on by itself any more; how many did.

    Belongs into the transaction of what ends the use, such as the deletion of its data.
    """
    ended = Contract.objects.filter(organisation=organisation, renews=True)
    for contract in ended:
        record(
            organisation_uuid=organisation.uuid,
            actor_uuid=by.uuid,
            verb="orders.renewal_chosen",
            target=contract.number or str(contract.uuid),
            data={"renews": False},
        )
    return ended.update(renews=False)


# -- by a worker


def _unfollowed() -> QuerySet[Contract]:
    """Contracts with a term of their own that nothing follows yet."""
    followed = Contract.objects.filter(follows=OuterRef("pk"), cancelled_at=None)
    return Contract.objects.filter(added_to=None, cancelled_at=None).exclude(Exists(followed))


def renew_due_contracts() -> int:
    """Renew by themselves the contracts whose last day is over; how many there were."""
    today = clock.today()
    over = _unfollowed().filter(renews=True, ends_on__lt=today, ends_on__gte=today - CATCH_UP)
    found = list(over.order_by("id").only("pk", "organisation_id"))
    return sum(_renew_by_itself(one) for one in found)


@transaction.atomic
def _renew_by_itself(contract: Contract) -> bool:
    contract = locked(contract, contract.organisation_id)
    seats = seats_in_all(contract)
    is_followed = contract.followers.filter(cancelled_at=None).exists()
    if is_followed or not contract.renews or contract.cancelled_at or seats > MOST_SEATS:
        return False
    months = whole_months(contract.starts_on, contract.ends_on)
    # Without a pause, also where no worker ran on the day after the last one.
    with clock.fixed_at(clock.day_end(contract.ends_on)):
        priced = price_next_term(contract, seats, months)
    person = contract.order_line.order.placed_by
    following = _open_next_term(person, contract, priced, None)
    _record(contract, None, "orders.contract_renewed", following)
    with override(person.language):
        document = confirm_contract(following, None)
    owners = owners_of(contract.organisation_id)
    mail_contract_renewed(owners, following, document.number, by_itself=True)
    return True


def remind_of_ends() -> int:
    """Mail the holders 30 and 7 days before a contract ends, once each; how many reminders."""
    today = clock.today()
    near = _unfollowed().filter(
        starts_on__lte=today, ends_on__gte=today, ends_on__lte=today + dt.timedelta(REMINDED[0])
    )
    found = list(near.order_by("id"))
    return sum(_remind(one, today) for one in found)


@transaction.atomic
def _remind(contract: Contract, today: dt.date) -> bool:
    contract = locked(contract, contract.organisation_id)
    due = reminder_due(
        today,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        reminded=contract.reminded_days,
    )
    if due is None:
        return False
    contract.reminded_days = due
    contract.save(update_fields=["reminded_days"])
    mail_contract_ends(
        owners_of(contract.organisation_id), contract, next_start(today, contract.ends_on)
    )
    return True
