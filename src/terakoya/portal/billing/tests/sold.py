"""Orders as they were delivered, made in one line each for the tests of billing."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from terakoya.portal.accounts.models import Member
from terakoya.portal.billing.choices import PaymentTerms
from terakoya.portal.billing.models import Invoice, OrderTerms
from terakoya.portal.billing.services.closing import Outcome, ask_closing, close_month
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.documents.models import SellerDetails
from terakoya.portal.orders.models import Contract, ManuscriptLicence, Order, OrderLine
from terakoya.portal.orders.pricing import term_end
from tests.factories import make_organisation, make_owner

_numbers = itertools.count(1)


def day(text: str) -> dt.date:
    """A day in its usual writing."""
    return dt.date.fromisoformat(text)


def noon(text: str) -> dt.datetime:
    """Noon of a day in Japan."""
    return dt.datetime.combine(day(text), dt.time(12), clock.TOKYO)


def with_bank(since: dt.date) -> None:
    """Enter the seller's details with a bank account, from a day on."""
    SellerDetails.objects.create(
        valid_from=since,
        name="株式会社れいだい教育",
        postal_code="100-0000",
        address="東京都千代田区れいだい町1",
        phone="03-0000-0000",
        email="seikyu@reidai.example",
        representative="例題 一",
        bank_name="れいだい銀行",
        account_type="ordinary",
        account_number="1234567",
        account_holder="カ）レイダイキヨウイク",
        created_at=clock.now(),
    )


def customer(name: str = "株式会社みほん商事") -> Member:
    """The contract holder of an organisation of its own."""
    return make_owner(make_organisation(name))


def sold(
    owner: Member,
    starts: str,
    *,
    seats: int = 10,
    months: int = 3,
    unit: int = 1000,
    manuscript: int = 0,
    per_mille: int = 100,
    terms: PaymentTerms | None = None,
    **snapshot: Any,
) -> Order:
    """An order of seats (none: 0) and of a manuscript at a price (none: 0), delivered on a day."""
    course, _new = Course.objects.get_or_create(slug="ordered")
    own = {"organisation": owner.organisation}
    online = seats * months * unit
    subtotal = online + manuscript
    tax = subtotal * per_mille // 1000
    order = Order.objects.create(
        **own, number=f"T-{next(_numbers)}", placed_by=owner.person, placed_at=noon(starts),
        subtotal_yen=subtotal, tax_per_mille=per_mille, tax_yen=tax, total_yen=subtotal + tax,
        snapshot=snapshot,
    )  # fmt: skip
    if seats:
        line = OrderLine.objects.create(
            **own, order=order, course=course, item=Item.ONLINE, quantity=seats, months=months,
            unit_yen=unit, amount_yen=online,
        )  # fmt: skip
        Contract.objects.create(
            **own, order_line=line, course=course, seats=seats, starts_on=day(starts),
            ends_on=term_end(day(starts), months),
        )  # fmt: skip
    if manuscript:
        line = OrderLine.objects.create(
            **own, order=order, course=course, item=Item.MANUSCRIPT, quantity=1,
            unit_yen=manuscript, amount_yen=manuscript,
        )  # fmt: skip
        ManuscriptLicence.objects.create(
            **own, order_line=line, course=course, starts_on=day(starts),
            updates_until=term_end(day(starts), 12),
        )  # fmt: skip
    if terms is not None:
        OrderTerms.objects.create(**own, order=order, kind=terms)
    return order


def close(month: str, on: str | None = None) -> Outcome:
    """Close a month (2027-01) on a day, usually the first of the next."""
    first = day(f"{month}-01")
    after = (first + dt.timedelta(days=31)).replace(day=1)
    with clock.fixed_at(noon(on or after.isoformat())):
        ask_closing(by=None, month=first)
        return close_month(month=first)


def invoiced(owner: Member, month: str = "2027-01", **order: Any) -> Invoice:
    """An invoice of a month for an order that began on its 10th."""
    sold(owner, f"{month}-10", **order)
    close(month)
    return Invoice.objects.get(organisation=owner.organisation, month=day(f"{month}-01"))
