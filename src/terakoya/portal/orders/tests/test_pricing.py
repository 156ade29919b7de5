"""Terms and sums (product.md §4.4, §5)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course, Price, TaxRate
from terakoya.portal.common import clock
from terakoya.portal.orders.models import Contract
from terakoya.portal.orders.pricing import (
    Line,
    RatePart,
    Sums,
    month_end,
    remaining_months,
    sum_by_rate,
    sum_lines,
    term_end,
    whole_months,
    with_tax,
)
from terakoya.portal.orders.selectors import pricing
from terakoya.portal.orders.selectors.contracts import price_added_seats, price_next_term
from terakoya.portal.orders.selectors.pricing import PricedSelection, list_units, price_selection
from terakoya.portal.orders.services.quotes import issue_quote, price_quote
from terakoya.portal.orders.specs import Asker, Selection, Units
from tests.courseware.laws import at_least

STARTS = st.dates(dt.date(2026, 1, 1), dt.date(2100, 1, 1))
MONTHS = st.integers(1, 60)
YEN = st.integers(0, 10**6)
RATES = st.sampled_from((0, 80, 100, 105, 120))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 11, 25), 1, (2026, 12, 24)),
        ((2026, 11, 1), 1, (2026, 11, 30)),
        ((2027, 1, 31), 1, (2027, 2, 28)),
        ((2028, 1, 31), 1, (2028, 2, 29)),
        ((2027, 1, 30), 1, (2027, 2, 28)),
        ((2027, 1, 28), 1, (2027, 2, 27)),
        ((2026, 12, 15), 12, (2027, 12, 14)),
    ],
)
def test_term_end_counts_as_the_civil_code_does(
    start: tuple[int, int, int], months: int, end: tuple[int, int, int]
) -> None:
    assert term_end(dt.date(*start), months) == dt.date(*end)


@given(st.dates(dt.date(2026, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 60))
def test_terms_leave_no_gap_in_ordinary_months(start: dt.date, months: int) -> None:
    if start.day <= 28:
        assert term_end(start, months) + dt.timedelta(days=1) == start.replace(
            year=start.year + (start.month - 1 + months) // 12,
            month=(start.month - 1 + months) % 12 + 1,
        )


def test_sum_lines_rounds_the_tax_down_once() -> None:
    lines = (Line("online", 1005, 1, 1), Line("manuscript", 98_004, 1, None))
    assert sum_lines(lines, 100) == Sums(99_009, 100, 9_900, 108_909)
    assert sum(with_tax(line.amount_yen, 100) for line in lines) == 108_909


def test_month_end_finds_the_last_day() -> None:
    assert month_end(dt.date(2026, 11, 25)) == dt.date(2026, 11, 30)
    assert month_end(dt.date(2026, 12, 31), 2) == dt.date(2027, 2, 28)


@pytest.mark.parametrize(
    ("on", "months"),
    [
        ((2026, 11, 1), 12),  # before it begins
        ((2026, 11, 25), 12),
        ((2026, 12, 24), 12),  # the last day of the first contract month
        ((2026, 12, 25), 11),
        ((2027, 10, 25), 1),
        ((2027, 11, 24), 1),  # the last day of all
        ((2027, 11, 25), 0),
    ],
)
def test_added_seats_pay_from_the_current_contract_month(
    on: tuple[int, int, int], months: int
) -> None:
    start, end = dt.date(2026, 11, 25), dt.date(2027, 11, 24)
    assert remaining_months(start, end, dt.date(*on)) == months


@at_least(200)
@given(STARTS, MONTHS, st.integers(0, 1900))
def test_months_left_and_months_over_make_the_term(start: dt.date, months: int, later: int) -> None:
    end, on = term_end(start, months), start + dt.timedelta(days=later)
    left = remaining_months(start, end, on)
    assert whole_months(start, end) == months
    assert left == sum(term_end(start, one) >= on for one in range(1, months + 1))


@at_least(200)
@given(STARTS, MONTHS, st.integers(0, 1900), st.integers(1, 100), YEN)
def test_added_seats_never_cost_more_than_the_whole_term(
    start: dt.date, months: int, later: int, seats: int, unit: int
) -> None:
    end, on = term_end(start, months), start + dt.timedelta(days=later)
    if on <= end:
        line = Line("online", unit, seats, remaining_months(start, end, on))
        assert unit * seats <= line.amount_yen <= Line("online", unit, seats, months).amount_yen


def test_sum_by_rate_rounds_each_rate_down_once() -> None:
    totals = sum_by_rate([(1005, 100), (1004, 100), (1009, 80)])
    assert totals.parts == (RatePart(100, 2009, 200), RatePart(80, 1009, 80))
    assert (totals.subtotal_yen, totals.tax_yen, totals.total_yen) == (3018, 280, 3298)


@at_least(200)
@given(st.lists(st.tuples(YEN, RATES), max_size=12))
def test_sums_are_those_of_the_lines_and_round_once_a_rate(amounts: list[tuple[int, int]]) -> None:
    totals = sum_by_rate(amounts)
    assert totals.subtotal_yen == sum(yen for yen, _rate in amounts)
    assert totals == sum_by_rate(reversed(amounts))
    exact = sum(yen * rate for yen, rate in amounts)
    assert 0 <= exact - totals.tax_yen * 1000 < 1000 * max(1, len(totals.parts))
    assert totals.tax_yen >= sum(yen * rate // 1000 for yen, rate in amounts)


@at_least(200)
@given(st.lists(YEN, min_size=1, max_size=6), RATES)
def test_sums_of_one_rate_are_the_same_both_ways(amounts: list[int], rate: int) -> None:
    lines = tuple(Line("online", yen, 1, None) for yen in amounts)
    one, totals = sum_lines(lines, rate), sum_by_rate((yen, rate) for yen in amounts)
    assert (one.subtotal_yen, one.tax_yen, one.total_yen) == (
        totals.subtotal_yen,
        totals.tax_yen,
        totals.total_yen,
    )


@at_least(200)
@given(YEN, st.integers(1, 10**6), MONTHS, RATES)
def test_more_seats_or_months_never_cost_less(
    unit: int, seats: int, months: int, rate: int
) -> None:
    def total(count: int, term: int) -> int:
        return sum_lines((Line("online", unit, count, term),), rate).total_yen

    assert total(seats, months) <= total(seats + 1, months)
    assert total(seats, months) <= total(seats, months + 1)


@given(YEN, RATES)
def test_a_credit_gives_back_the_tax_that_was_charged(yen: int, rate: int) -> None:
    assert sum_by_rate([(-yen, rate)]).total_yen == -sum_by_rate([(yen, rate)]).total_yen


DAYS = st.dates(dt.date(2026, 12, 1), dt.date(2028, 12, 31))
DAY = dt.timedelta(days=1)


@pytest.fixture
def course(db: None) -> Course:
    """A course with a price of its own, beside a general one, and a rate that rises in 2028."""
    long_ago = dt.date(2019, 10, 1)
    TaxRate.objects.create(per_mille=100, valid_from=long_ago)
    TaxRate.objects.create(per_mille=120, valid_from=dt.date(2028, 1, 1))
    for item, yen in ((Item.ONLINE, 1000), (Item.MANUSCRIPT, 98_000)):
        Price.objects.create(item=item, yen=yen, valid_from=long_ago)
    course = Course.objects.create(slug="first-aid", position=9)
    Price.objects.create(course=course, item=Item.ONLINE, yen=1201, valid_from=dt.date(2027, 6, 1))
    return course


def large_is_cheaper(course: Course, selection: Selection, on: dt.date | None = None) -> Units:
    """A rule with two conditions: 50 seats or more, for half a year or longer, cost 900 yen."""
    units = list_units(course, selection, on)
    is_large = selection.seats >= 50 and selection.months >= 6
    return Units(900, units.manuscript_yen) if is_large else units


def ways(course: Course, seats: int, months: int, day: dt.date) -> dict[str, PricedSelection]:
    """The same seats for the same months from the same day, bought in each way."""
    selection = Selection(course.slug, seats, months)
    contract = Contract(course=course, seats=1, starts_on=day, ends_on=term_end(day, months))
    before = Contract(course=course, seats=1, starts_on=day - 31 * DAY, ends_on=day - DAY)
    units = pricing.list_units(course, selection)
    last = day + 30 * DAY
    sellers = price_quote(course=course, selection=selection, units=units, valid_until=last)
    return {
        "order": price_selection(course, selection),
        "added seats": price_added_seats(contract, seats),
        "next term": price_next_term(before, seats, months),
        "quote of the seller's": sellers,
    }


@pytest.mark.parametrize("rule", [list_units, large_is_cheaper])
@settings(at_least(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seats=st.integers(1, 100), months=st.integers(1, 12), day=DAYS)
def test_the_same_costs_the_same_in_whatever_way_it_is_bought(
    rule: object, course: Course, seats: int, months: int, day: dt.date
) -> None:
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=clock.TOKYO)
    with clock.fixed_at(noon), pytest.MonkeyPatch.context() as patch:
        patch.setattr(pricing, "list_units", rule)
        found = ways(course, seats, months, day)
        quote = issue_quote(
            course=course,
            selection=Selection(course.slug, seats, months),
            asker=Asker("株式会社みほん商事"),
            key=uuid.uuid4(),
        )
    ordered = found["order"]
    assert all((one.lines, one.sums) == (ordered.lines, ordered.sums) for one in found.values())
    assert all(one.ends_on == term_end(day, months) for one in found.values())
    assert (quote.total_yen, quote.online_yen) == (ordered.sums.total_yen, ordered.units.online_yen)
    unit = (
        900
        if rule is large_is_cheaper and seats >= 50 and months >= 6
        else ordered.units.online_yen
    )
    assert ordered.lines == (Line("online", unit, seats, months),)


def test_no_seat_and_no_month_left_are_not_priced(course: Course) -> None:
    contract = Contract(course=course, starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2027, 3, 31))
    with clock.fixed_at(dt.datetime(2027, 3, 31, 12, tzinfo=clock.TOKYO)):
        assert price_added_seats(contract, 5).lines == (Line("online", 1000, 5, 1),)
        with pytest.raises(ValueError):
            price_added_seats(contract, 0)
    with clock.fixed_at(dt.datetime(2027, 4, 1, 0, tzinfo=clock.TOKYO)), pytest.raises(ValueError):
        price_added_seats(contract, 5)
