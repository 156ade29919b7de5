"""The contracts and manuscripts of an organisation, as its pages show them, and what more costs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from ...accounts.choices import Role
from ...accounts.models import Member, RoleGrant
from ...catalogue.selectors import latest_revision_ids, revision_text
from ...common import clock
from ...learning.selectors.grants import taken_seats, were_seats_taken
from ..cancelling import free_days
from ..contracts import ContractState, free_until, next_start, state_on
from ..models import Contract, ManuscriptLicence, Order, OrderLine
from ..pricing import MOST_SEATS, remaining_months, with_tax
from ..specs import Selection, Units
from .pricing import PricedSelection, PriceTag, price_selection


@dataclass(frozen=True)
class ContractUse:
    """A contract with the name of its course, the seats added to it, and how many are taken."""

    contract: Contract
    title: str
    state: ContractState
    added: tuple[Contract, ...]
    taken: int
    next_term: Contract | None

    @property
    def seats(self) -> int:
        """All seats of the term: those of the beginning and those that were added."""
        return self.contract.seats + sum(one.seats for one in self.added)

    @property
    def free(self) -> int:
        """The seats that nobody sits on."""
        return self.seats - self.taken

    @property
    def price(self) -> PriceTag:
        """What a seat and month costs, as it was agreed."""
        line = self.contract.order_line
        return PriceTag(line.unit_yen, with_tax(line.unit_yen, line.order.tax_per_mille))

    @property
    def may_grow(self) -> bool:
        """Whether seats may be added by a click: its term is not over, and there is room."""
        return self.state in {ContractState.AHEAD, ContractState.RUNNING} and self.room > 0

    @property
    def may_follow(self) -> bool:
        """Whether a further term may be ordered: none was yet, and it was not cancelled."""
        return self.next_term is None and self.state != ContractState.CANCELLED

    @property
    def goes_on(self) -> bool:
        """Whether it stands: its term has not ended, and it was not cancelled."""
        return self.state in {ContractState.AHEAD, ContractState.RUNNING}

    @property
    def room(self) -> int:
        """How many seats may be added without a quote."""
        return max(0, MOST_SEATS - self.seats)


def contract_uses(officer: Member, language: str) -> list[ContractUse]:
    """The contracts of the officer's organisation, the newest first.

    Three statements, and one for each course whose name is not in memory.
    """
    found = list(
        Contract.objects.filter(organisation_id=officer.organisation_id)
        .select_related("course", "order_line__order")
        .order_by("-starts_on", "-id")
    )
    return _uses(officer, found, language)


def contract_use(officer: Member, contract: Contract, language: str) -> ContractUse:
    """One contract; four statements, and one for a name that is not in memory."""
    rows = Contract.objects.select_related("course", "order_line__order")
    of_it = [rows.get(pk=contract.pk), *contract.additions.all(), *contract.followers.all()]
    return next(one for one in _uses(officer, of_it, language) if one.contract.pk == contract.pk)


def _uses(officer: Member, found: Collection[Contract], language: str) -> list[ContractUse]:
    titles = course_titles({one.course_id for one in found}, language)
    taken = taken_seats(officer.organisation_id, [one.source for one in found])
    added, followed = defaultdict(list), {}
    for one in found:
        if one.cancelled_at is None and one.added_to_id is not None:
            added[one.added_to_id].append(one)
        if one.cancelled_at is None and one.follows_id is not None:
            followed[one.follows_id] = one
    return [
        ContractUse(
            contract=one,
            title=titles.get(one.course_id, one.course.slug),
            state=contract_state(one),
            added=tuple(added[one.pk]),
            taken=_sum(taken, (one, *added[one.pk])),
            next_term=followed.get(one.pk),
        )
        for one in found
        if one.added_to_id is None
    ]


def _sum(taken: dict[str, int], contracts: Iterable[Contract]) -> int:
    return sum(taken.get(one.source, 0) for one in contracts)


def contract_state(contract: Contract, on: dt.date | None = None) -> ContractState:
    """Where a contract stands on a day (today when left out)."""
    return state_on(
        on or clock.today(),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        is_cancelled=contract.cancelled_at is not None,
    )


def seats_in_all(contract: Contract) -> int:
    """The seats of a contract with those that were added; one statement."""
    added = contract.additions.filter(cancelled_at=None).values_list("seats", flat=True)
    return contract.seats + sum(added)


def price_added_seats(
    contract: Contract, seats: int, units: Units | None = None
) -> PricedSelection:
    """What seats cost from the current contract month to the contract's end; two statements.

    `units` are the prices of a quote; today's without one. Raises `ValueError` for fewer than one
    seat, or after the end.
    """
    day = max(clock.today(), contract.starts_on)
    months = remaining_months(contract.starts_on, contract.ends_on, day)
    if seats < 1 or months < 1:
        raise ValueError
    return price_selection(
        contract.course,
        Selection(contract.course.slug, seats, months),
        starts_on=day,
        ends_on=contract.ends_on,
        units=units,
    )


def price_next_term(
    contract: Contract, seats: int, months: int, units: Units | None = None
) -> PricedSelection:
    """What a further term of a contract costs; two statements. It begins where this one ends.

    `units` are the prices of a quote; today's without one.
    """
    return price_selection(
        contract.course,
        Selection(contract.course.slug, seats, months),
        starts_on=next_start(clock.today(), contract.ends_on),
        units=units,
    )


@dataclass(frozen=True)
class CancelState:
    """Whether a contract may be cancelled free of charge, and until when it could be."""

    last_day: dt.date
    is_offered: bool
    is_in_time: bool
    is_started: bool

    @property
    def is_free(self) -> bool:
        """Whether it may be cancelled now."""
        return self.is_in_time and not self.is_started


def cancel_state(contract: Contract) -> CancelState:
    """How a contract may be ended; at most four statements."""
    placed_on = contract.order_line.order.placed_at.astimezone(clock.TOKYO).date()
    days = free_days(placed_on)
    last = free_until(placed_on, days)
    sources = [one.source for one in whole_of(contract)]
    return CancelState(
        last_day=last,
        is_offered=days > 0,
        is_in_time=days > 0 and clock.today() <= last,
        is_started=were_seats_taken(contract.organisation_id, sources),
    )


def whole_of(contract: Contract) -> list[Contract]:
    """A contract, the seats added to it, and the terms that follow it, as far as they stand."""
    rows = Contract.objects.filter(
        Q(pk=contract.pk)
        | Q(added_to=contract)
        | Q(follows=contract)
        | Q(added_to__follows=contract),
        organisation_id=contract.organisation_id,
        cancelled_at=None,
    )
    return list(rows.select_related("order_line").order_by("id"))


def owners_of(organisation_id: int) -> list[Member]:
    """The contract holders who are there today, with person and organisation; one statement."""
    held = RoleGrant.objects.in_force().filter(organisation_id=organisation_id, role=Role.OWNER)
    found = Member.objects.present().filter(pk__in=held.values("member_id"))
    return list(found.select_related("person", "organisation").order_by("id"))


def course_titles(course_ids: Collection[int], language: str) -> dict[int, str]:
    """Course → its name in a language; one statement, and one for each that is not in memory."""
    newest = latest_revision_ids(course_ids)
    return {course: revision_text(pk, language).title for course, pk in newest.items()}


@dataclass(frozen=True)
class Bought:
    """A line of an order with the name of its course; one of both stands where it was delivered."""

    line: OrderLine
    title: str
    contract: Contract | None
    licence: ManuscriptLicence | None


def later_start(order: Order) -> dt.date | None:
    """The day from which an order may be used, where that is still to come."""
    asked = order.snapshot.get("starts_on")
    day = dt.date.fromisoformat(asked) if asked else None
    return day if day is not None and day > clock.today() else None


def bought_of(order: Order, language: str) -> list[Bought]:
    """What an order was for; two statements, and one for each name that is not in memory."""
    rows = order.lines.select_related("course", "contract", "licence").order_by("id")
    lines = list(rows)
    titles = course_titles({one.course_id for one in lines}, language)
    return [
        Bought(
            line=one,
            title=titles.get(one.course_id, one.course.slug),
            contract=getattr(one, "contract", None),
            licence=getattr(one, "licence", None),
        )
        for one in lines
    ]
