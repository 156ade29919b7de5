"""Terms and sums (product.md §4.4, §5)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.orders.pricing import (
    Line,
    RatePart,
    Sums,
    added_seats,
    month_end,
    remaining_months,
    sum_by_rate,
    sum_lines,
    term_end,
    whole_months,
    with_tax,
)
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


def test_added_seats_make_a_line_and_are_refused_after_the_end() -> None:
    start, end = dt.date(2027, 1, 31), dt.date(2027, 4, 29)
    line = added_seats(1000, 5, starts_on=start, ends_on=end, on=dt.date(2027, 3, 1))
    assert (line, line.amount_yen) == (Line("online", 1000, 5, 2), 10_000)
    for seats, day in ((0, dt.date(2027, 3, 1)), (5, dt.date(2027, 4, 30))):
        with pytest.raises(ValueError):
            added_seats(1000, seats, starts_on=start, ends_on=end, on=day)


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
        line = added_seats(unit, seats, starts_on=start, ends_on=end, on=on)
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
