"""Quotes about a contract: more seats until its end, or its next term; ordered by one click."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member, Organisation, Person
from ...common import clock
from ..choices import QuotePurpose
from ..contracts import ContractState
from ..errors import ContractOver
from ..models import Contract, Order, Quote
from ..pricing import remaining_months
from ..selectors.contracts import contract_state
from ..selectors.quotes import order_of_quote
from ..signals import quote_ordered
from ..specs import Asker, Selection, Units
from .contracts import Confirmed, add_seats, check_added_seats
from .quotes import (
    VALID_DAYS,
    AboutContract,
    asker_of,
    check_quote,
    issue_quote,
    renew_quote,
    renewed_key,
)
from .terms import ConfirmedTerm, check_next_term, renew_contract


def quotable_contracts(organisation: Organisation) -> list[AboutContract]:
    """What the seller may quote about an organisation's contracts; two statements."""
    rows = Contract.objects.filter(organisation=organisation, added_to=None, cancelled_at=None)
    found = list(rows.select_related("course", "organisation").order_by("-starts_on", "-id"))
    followed = set(rows.exclude(follows=None).values_list("follows_id", flat=True))
    goes_on = {ContractState.AHEAD, ContractState.RUNNING}
    seats = [one for one in found if contract_state(one) in goes_on]
    terms = [one for one in found if one.pk not in followed]
    return [AboutContract(one, QuotePurpose.SEATS) for one in seats] + [
        AboutContract(one, QuotePurpose.TERM) for one in terms
    ]


@dataclass(frozen=True)
class WantedOfContract:
    """What a quote about a contract is of; `months` counts for a next term alone."""

    contract: Contract
    purpose: QuotePurpose
    seats: int
    months: int = 1


def quote_contract(
    *,
    wanted: WantedOfContract,
    asker: Asker,
    by: Person | None,
    key: uuid.UUID,
    units: Units | None = None,
    valid_until: dt.date | None = None,
    note: str = "",
) -> Quote:
    """Make a quote about a contract, for its organisation; the same `key` again is the same one.

    Without `units`, the seller's own price, only what is sold by a click. A quote of more seats
    ends with the contract, whatever day is named.

    Raises `ContractOver`, `SeatsOutOfRange` or `IncompleteApplication`; then nothing has changed.
    """
    contract = wanted.contract
    months = _checked_months(wanted, is_sellers=units is not None)
    until = valid_until or clock.today() + dt.timedelta(days=VALID_DAYS)
    if wanted.purpose == QuotePurpose.SEATS:
        until = min(until, contract.ends_on)
    return issue_quote(
        course=contract.course,
        selection=Selection(contract.course.slug, wanted.seats, months),
        asker=asker,
        by=by,
        organisation=contract.organisation,
        units=units,
        valid_until=until,
        note=note,
        key=key,
        is_mailed=False,
        about=AboutContract(contract, wanted.purpose),
    )


def _checked_months(wanted: WantedOfContract, *, is_sellers: bool) -> int:
    contract = wanted.contract
    if wanted.purpose == QuotePurpose.TERM:
        check_next_term(contract, wanted.seats, wanted.months, is_sellers=is_sellers)
        return wanted.months
    check_added_seats(contract, wanted.seats, is_sellers=is_sellers)
    day = max(clock.today(), contract.starts_on)
    return remaining_months(contract.starts_on, contract.ends_on, day)


def renew_any_quote(*, quote: Quote) -> Quote:
    """A quote once more at today's prices, about a contract or not.

    Raises what `quote_contract` or `renew_quote` raises.
    """
    if quote.purpose == QuotePurpose.NEW:
        return renew_quote(quote=quote)
    purpose = QuotePurpose(quote.purpose)
    wanted = WantedOfContract(_contract_of(quote), purpose, quote.seats, quote.months)
    return quote_contract(wanted=wanted, asker=asker_of(quote), by=None, key=renewed_key(quote))


@dataclass(frozen=True)
class Ordered:
    """The order of a quote, and whether this click made it."""

    order: Order
    is_new: bool


def order_by_quote(*, by: Member, quote: Quote, total_yen: int) -> Ordered:
    """Add the seats, or order the next term, at the price of a quote; once from any browser.

    `total_yen` is the sum that the page showed. Raises `QuoteExpired`, `ContractOver`,
    `SeatsOutOfRange` or `PriceChanged`; then nothing has changed.
    """
    with transaction.atomic():
        quote = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
        known = order_of_quote(quote)
        if known is not None:
            return Ordered(known, is_new=False)
        check_quote(quote)
        contract = _contract_of(quote)
        if quote.purpose == QuotePurpose.SEATS:
            seats = Confirmed(quote.uuid, quote.seats, total_yen)
            made = add_seats(by=by, contract=contract, confirmed=seats, quote=quote)
        else:
            term = ConfirmedTerm(quote.uuid, quote.seats, total_yen, quote.months)
            made = renew_contract(by=by, contract=contract, confirmed=term, quote=quote)
        quote_ordered.send(Quote, quote=quote, order=made.order_line.order)
    return Ordered(made.order_line.order, is_new=True)


def _contract_of(quote: Quote) -> Contract:
    if quote.contract is None:
        raise ContractOver(
            _("この見積もりの契約は、もう残っていません。新しくお申し込みください。")
        )
    return quote.contract
