"""Quotes as they are read: by their code, and what may be ordered by one."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet

from ...accounts.models import Member
from ...common import clock
from ..choices import LicenceKind, QuotePurpose, QuoteState
from ..models import Order, Quote
from ..pricing import MOST_SEATS
from ..specs import LicenceTerms, Selection, Units
from .contracts import price_added_seats, price_next_term
from .pricing import PricedSelection, price_selection

MOST_SHOWN = 20


def quote_by_code(code: str) -> Quote | None:
    """The quote that this code opens, while its document is kept."""
    quotes = Quote.objects.select_related(
        "document__organisation", "course", "contract__course", "contract__organisation", "order"
    )
    return quotes.filter(code=code).exclude(document=None).first()


def is_valid(quote: Quote) -> bool:
    """Whether its prices still hold: through the whole of its last day in Japan."""
    return clock.today() <= quote.valid_until


def quote_state(quote: Quote) -> QuoteState:
    """Whether something may be ordered by it today; its order has to be read with it."""
    if getattr(quote, "order", None) is not None:
        return QuoteState.ORDERED
    return QuoteState.VALID if is_valid(quote) else QuoteState.EXPIRED


def can_renew(quote: Quote) -> bool:
    """Whether anybody may make it anew: what the seller alone sells, the seller makes anew."""
    is_small = not quote.with_online or quote.seats <= MOST_SEATS
    return is_small and quote.licence_kind == LicenceKind.ENTITY


def order_of_quote(quote: Quote) -> Order | None:
    """The order that was placed by it, if any."""
    return Order.objects.filter(quote=quote).first()


def selection_of(quote: Quote) -> Selection:
    """What it offers, as an application selects it."""
    return Selection(
        quote.course.slug,
        quote.seats,
        quote.months,
        quote.with_online,
        quote.with_manuscript,
        quote.starts_on,
    )


def selection_now(quote: Quote) -> Selection:
    """The same as somebody would select it today: a first day that is over counts no more."""
    offered = selection_of(quote)
    is_over = offered.starts_on is not None and offered.starts_on < clock.today()
    return replace(offered, starts_on=None) if is_over else offered


def licence_of(quote: Quote) -> LicenceTerms:
    """Who may use the manuscript that it offers."""
    return LicenceTerms(quote.licence_kind, quote.licensed_for)


def units_of(quote: Quote) -> Units:
    """Its unit prices."""
    return Units(quote.online_yen, quote.manuscript_yen)


def priced_quote(quote: Quote) -> PricedSelection:
    """The lines and sums of a quote if it began on its first day, or on the day it was made."""
    made_on = quote.created_at.astimezone(clock.TOKYO).date()
    return price_selection(quote.course, selection_of(quote), made_on, units=units_of(quote))


def priced_today(quote: Quote) -> PricedSelection:
    """What ordering by a quote about a contract costs today; the months that are left count."""
    assert quote.contract is not None
    if quote.purpose == QuotePurpose.SEATS:
        return price_added_seats(quote.contract, quote.seats, units_of(quote))
    return price_next_term(quote.contract, quote.seats, quote.months, units_of(quote))


def quotes_of(officer: Member) -> list[Quote]:
    """The quotes of the officer's organisation, the newest first. One statement.

    Those by which it ordered, which may have been made before there was an account, are among
    them, and those made for the officer's own address, as far as it is proven.
    """
    of_organisation = officer.organisation_id
    own = Q(document__organisation_id=of_organisation) | Q(order__organisation_id=of_organisation)
    person = officer.person
    if person.email and person.email_confirmed_at:
        own |= Q(document__organisation=None, email=person.email.lower())
    found = Quote.objects.filter(own).exclude(document=None)
    return list(found.select_related("document", "order", "contract").order_by("-id")[:MOST_SHOWN])


def latest_quotes() -> QuerySet[Quote]:
    """The quotes made last, as the operator reads them. One statement."""
    quotes = Quote.objects.select_related("document", "order").exclude(document=None)
    return quotes.order_by("-id")[:MOST_SHOWN]
