"""Why an application waits for the seller: what the operator's rules say of it.

Whether a customer owes something overdue is known above this app: a source of their ids is
registered in the higher app's `apps.py`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from ..accounts.models import Member
from .choices import HoldRule, OrderStatus
from .mail_domains import domain_of, listed
from .models import ApprovalRules, Order
from .pricing import MOST_SEATS
from .selectors.pricing import PricedSelection
from .specs import Billing, Customer

# Organisations with something overdue, as a query of their ids.
Overdue = Callable[[], QuerySet[Any, Any]]
_overdue: dict[Overdue, None] = {}
_COMPARED: Final = 200  # orders that are looked at, the newest first


def register_overdue(source: Overdue) -> None:
    """Add a source of the organisations that owe something overdue."""
    _overdue[source] = None


@dataclass(frozen=True)
class Hold:
    """A rule that caught an application, and what it found: a sum, a number, a domain."""

    rule: HoldRule
    found: str = ""


@dataclass(frozen=True)
class Applicant:
    """Who applies, as the rules look at them; `by` is an owner who is signed in."""

    customer: Customer
    billing: Billing | None
    by: Member | None

    @property
    def domain(self) -> str:
        """The domain of the address."""
        return domain_of(self.customer.email)

    @property
    def places(self) -> frozenset[str]:
        """Where they sit, and where invoices go."""
        billing = self.billing.as_json() if self.billing else {}
        return places_of({"customer": self.customer.as_json(), "billing": billing})


def approval_rules() -> ApprovalRules:
    """What the operator decided; the defaults where nothing was changed yet. One statement."""
    return ApprovalRules.objects.filter(pk=1).first() or ApprovalRules(pk=1)


def holds_on(priced: PricedSelection, applicant: Applicant) -> list[Hold]:
    """The rules that an application meets, none: it opens at once. At most three statements."""
    rules = approval_rules()
    return [
        *_by_size(priced, rules),
        *_by_domain(applicant, rules),
        *(_by_neighbours(applicant, rules) if rules.holds_same_address else ()),
    ]


def waits_by_size(priced: PricedSelection) -> bool:
    """Whether it waits whoever applies, so that pages say so before they are told who."""
    return any(_by_size(priced, approval_rules()))


def _by_size(priced: PricedSelection, rules: ApprovalRules) -> Iterator[Hold]:
    if priced.selection.with_online and priced.selection.seats > MOST_SEATS:
        yield Hold(HoldRule.SEATS, str(priced.selection.seats))
    if rules.most_yen is not None and priced.sums.total_yen > rules.most_yen:
        yield Hold(HoldRule.SUM, str(rules.most_yen))


def _by_domain(applicant: Applicant, rules: ApprovalRules) -> Iterator[Hold]:
    if blocked := listed(applicant.domain, rules.blocked_domains.split()):
        yield Hold(HoldRule.BLOCKED, blocked)
    if rules.holds_free_mail and (free := listed(applicant.domain, rules.free_domains.split())):
        yield Hold(HoldRule.FREE_MAIL, free)


def _by_neighbours(applicant: Applicant, rules: ApprovalRules) -> Iterator[Hold]:
    """Orders of the same address or mail domain that wait, or whose customer is overdue."""
    waiting = Order.objects.filter(status=OrderStatus.WAITING)
    if found := _nearest(waiting, applicant, rules):
        yield Hold(HoldRule.WAITING, found)
    for source in _overdue:
        late = Order.objects.filter(organisation_id__in=source(), status=OrderStatus.PLACED)
        if found := _nearest(late, applicant, rules):
            yield Hold(HoldRule.OVERDUE, found)


def _nearest(orders: QuerySet[Order], applicant: Applicant, rules: ApprovalRules) -> str:
    """The number of the newest of some orders that is of the same customer; one statement.

    A domain that everybody may have tells nothing.
    """
    places, domain = applicant.places, applicant.domain
    if listed(domain, rules.free_domains.split()):
        domain = ""
    postal = [place[:8] for place in places]
    near = Q(snapshot__customer__postal_code__in=postal)
    near |= Q(snapshot__billing__postal_code__in=postal)
    if domain:
        near |= Q(placed_by__email__iendswith=f"@{domain}")
    if applicant.by is not None:
        near |= Q(organisation_id=applicant.by.organisation_id)
    rows = orders.filter(near).select_related("placed_by").order_by("-id")[:_COMPARED]
    for order in rows:
        is_own = applicant.by is not None and order.organisation_id == applicant.by.organisation_id
        same_domain = domain and domain_of(order.placed_by.email or "") == domain
        if is_own or same_domain or places & places_of(order.snapshot):
            return order.number
    return ""


def places_of(snapshot: Mapping[str, Any]) -> frozenset[str]:
    """The addresses of an application: postal code and address, in one spelling."""
    sides = (snapshot.get("customer") or {}, snapshot.get("billing") or {})
    return frozenset(filter(None, map(_place, sides)))


def _place(side: Mapping[str, Any]) -> str:
    postal, address = side.get("postal_code") or "", side.get("address") or ""
    if not (postal and address):
        return ""
    plain = unicodedata.normalize("NFKC", address).casefold()
    return postal + "".join(sign for sign in plain if sign.isalnum())
