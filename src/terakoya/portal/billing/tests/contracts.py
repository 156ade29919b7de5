"""Contracts as an application makes them, for tests of their pages."""

from __future__ import annotations

import datetime as dt
import itertools

from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course, Price, TaxRate
from terakoya.portal.common import clock
from terakoya.portal.learning.services import grant_access
from terakoya.portal.orders.models import Contract, ManuscriptLicence, Order, OrderLine
from terakoya.portal.orders.pricing import Line, month_end, sum_lines, term_end

_numbers = itertools.count(1)
NOON = dt.datetime(2026, 12, 1, 3, 0, tzinfo=dt.UTC)


def signed_in(member: Member) -> Client:
    """A browser in which a member is signed in."""
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    return client


def priced_course() -> Course:
    """A course of the catalogue without any revision, at the usual prices."""
    TaxRate.objects.get_or_create(valid_from=dt.date(2019, 10, 1), defaults={"per_mille": 100})
    for item, yen in ((Item.ONLINE, 1_000), (Item.MANUSCRIPT, 98_000)):
        Price.objects.get_or_create(
            course=None, item=item, valid_from=dt.date(2026, 1, 1), defaults={"yen": yen}
        )
    return Course.objects.get_or_create(slug="mihon-course")[0]


def _line(owner: Member, course: Course, line: Line, starts_on: dt.date) -> OrderLine:
    sums = sum_lines((line,), 100)
    billed = month_end(starts_on)
    order = Order.objects.create(
        organisation=owner.organisation,
        number=f"2026-9{next(_numbers):05d}",
        placed_by=owner.person,
        placed_at=clock.now(),
        subtotal_yen=sums.subtotal_yen,
        tax_per_mille=sums.tax_per_mille,
        tax_yen=sums.tax_yen,
        total_yen=sums.total_yen,
        snapshot={"billed_on": billed.isoformat(), "due_on": month_end(billed, 1).isoformat()},
    )
    return OrderLine.objects.create(
        organisation=owner.organisation,
        order=order,
        course=course,
        item=line.item,
        quantity=line.quantity,
        months=line.months,
        unit_yen=line.unit_yen,
        amount_yen=line.amount_yen,
    )


def make_contract(
    owner: Member, course: Course, *, seats: int = 10, starts_on: dt.date, months: int = 12
) -> Contract:
    """A contract with the grant of its seats."""
    line = _line(owner, course, Line(Item.ONLINE, 1_000, seats, months), starts_on)
    contract = Contract.objects.create(
        organisation=owner.organisation,
        number=f"K-2026-{next(_numbers):04d}",
        order_line=line,
        course=course,
        seats=seats,
        starts_on=starts_on,
        ends_on=term_end(starts_on, months),
    )
    grant_access(
        organisation=owner.organisation,
        course=course,
        seats=seats,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        source=contract.source,
    )
    return contract


def make_licence(owner: Member, course: Course, *, starts_on: dt.date) -> ManuscriptLicence:
    """A manuscript that was bought."""
    line = _line(owner, course, Line(Item.MANUSCRIPT, 98_000, 1, None), starts_on)
    return ManuscriptLicence.objects.create(
        organisation=owner.organisation,
        order_line=line,
        course=course,
        starts_on=starts_on,
        updates_until=term_end(starts_on, 12),
    )
