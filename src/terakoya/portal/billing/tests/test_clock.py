"""Clocks over a month's end and over a change of the tax rate, in Japan's time."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.billing.models import Invoice
from terakoya.portal.billing.services.closing import close_due_months
from terakoya.portal.catalogue.models import TaxRate
from terakoya.portal.common import clock
from terakoya.portal.documents.content import from_json, rate_totals
from terakoya.portal.orders.models import Contract
from terakoya.portal.orders.selectors.contracts import price_added_seats
from terakoya.portal.orders.services.contracts import Confirmed, add_seats

from .contracts import make_contract, priced_course
from .sold import close, customer, day, sold

pytestmark = pytest.mark.django_db
MIDNIGHT = dt.datetime(2027, 2, 1, tzinfo=clock.TOKYO)
SECOND = dt.timedelta(seconds=1)


def test_a_month_is_closed_from_midnight_in_japan_on_and_dated_its_last_day(bank: None) -> None:
    sold(customer(), "2027-01-31")
    with clock.fixed_at(MIDNIGHT - SECOND):
        close_due_months()
    assert not Invoice.objects.exists()
    with clock.fixed_at(MIDNIGHT):
        close_due_months()
    invoice = Invoice.objects.get()
    assert (invoice.month, invoice.issued_on) == (day("2027-01-01"), day("2027-01-31"))


def seats_added(owner: Member, contract: Contract, at: dt.datetime) -> None:
    """Three seats, added at a moment by the click on a summary of the same moment."""
    with clock.fixed_at(at):
        total = price_added_seats(contract, 3).sums.total_yen
        confirmed = Confirmed(key=uuid.uuid4(), seats=3, total_yen=total)
        add_seats(by=owner, contract=contract, confirmed=confirmed)


def test_seats_added_a_second_before_and_after_midnight_are_of_two_months(owner: Member) -> None:
    with clock.fixed_at(MIDNIGHT - dt.timedelta(days=20)):
        contract = make_contract(owner, priced_course(), starts_on=day("2027-01-12"), months=3)
    seats_added(owner, contract, MIDNIGHT - SECOND)
    seats_added(owner, contract, MIDNIGHT)
    close("2027-01")
    close("2027-02")
    found = [
        [(one.first.isoformat(), one.amount_yen) for one in invoice.lines.all()]
        for invoice in Invoice.objects.order_by("month")
    ]
    # The second contract month began on 12 January, so both pay for what is left of it.
    assert found == [
        [("2027-01-12", 30_000), ("2027-01-31", 9_000)],
        [("2027-02-01", 9_000)],
    ]


def test_a_new_tax_rate_holds_from_midnight_in_japan_on(owner: Member) -> None:
    with clock.fixed_at(MIDNIGHT - dt.timedelta(days=20)):
        contract = make_contract(owner, priced_course(), starts_on=day("2027-01-12"), months=3)
    TaxRate.objects.create(valid_from=day("2027-02-01"), per_mille=120)
    seats_added(owner, contract, MIDNIGHT - SECOND)
    seats_added(owner, contract, MIDNIGHT)
    close("2027-02")  # January was forgotten: one invoice holds both rates
    document = Invoice.objects.get().document
    said = [
        (one.tax_per_mille, one.subtotal_yen, one.tax_yen)
        for one in rate_totals(from_json(document.content))
    ]
    assert said == [(120, 9_000, 1_080), (100, 39_000, 3_900)]
