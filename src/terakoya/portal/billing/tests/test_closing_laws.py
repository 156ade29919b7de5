"""The pure rules of closing a month (docs/algorithms/closing.md)."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.billing.bank_days import bank_day_from, due_day, is_bank_day
from terakoya.portal.billing.portions import (
    AFTER_ACCEPTANCE,
    MONTHLY,
    WHOLE_TERM,
    Billable,
    Portion,
    due_portions,
    month_before,
    month_of,
    next_month,
    portions_of,
    share,
    tax_within,
)
from terakoya.portal.billing.reminder_steps import DAYS_BETWEEN, step_due
from terakoya.portal.billing.revenue import earned_until, monthly_sales, recognised
from terakoya.portal.orders.pricing import term_end


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


STARTS = st.dates(dt.date(2026, 1, 1), dt.date(2040, 12, 31))
AMOUNTS = st.integers(0, 10**12)
SIGNED = st.integers(-(10**12), 10**12)
TERMS = st.sampled_from([WHOLE_TERM, MONTHLY, AFTER_ACCEPTANCE])


@st.composite
def billables(draw: st.DrawFn) -> Billable:
    start = draw(STARTS)
    months = draw(st.none() | st.integers(1, 36))
    return Billable(
        amount_yen=draw(AMOUNTS),
        tax_per_mille=draw(st.sampled_from([80, 100])),
        months=months,
        first=start,
        last=start if months is None else term_end(start, months),
        terms=draw(TERMS),
        accepted_on=start + dt.timedelta(draw(st.integers(0, 90))),
    )


TEN_SEATS = Billable(30_000, 100, 3, day("2027-01-31"), day("2027-04-30"))
MANUSCRIPT = Billable(98_000, 100, None, day("2027-01-05"), day("2027-01-05"))


def test_whole_term_is_billed_at_the_first_month_end() -> None:
    assert portions_of(TEN_SEATS) == (
        Portion(0, day("2027-01-01"), day("2027-01-31"), day("2027-04-30"), 30_000, 100),
    )
    assert [one.month for one in portions_of(MANUSCRIPT)] == [day("2027-01-01")]


def test_monthly_terms_bill_each_month_in_which_one_begins() -> None:
    monthly = Billable(30_001, 100, 3, day("2027-01-31"), day("2027-04-30"), terms=MONTHLY)
    assert portions_of(monthly) == (
        Portion(0, day("2027-01-01"), day("2027-01-31"), day("2027-02-28"), 10_000, 100),
        Portion(1, day("2027-03-01"), day("2027-03-01"), day("2027-03-30"), 10_000, 100),
        Portion(2, day("2027-03-01"), day("2027-03-31"), day("2027-04-30"), 10_001, 100),
    )


def test_nothing_is_billed_before_acceptance_nor_of_what_was_cancelled() -> None:
    waiting = Billable(30_000, 100, 3, day("2027-01-31"), day("2027-04-30"), AFTER_ACCEPTANCE)
    accepted = Billable(
        30_000, 100, 3, day("2027-01-31"), day("2027-04-30"), AFTER_ACCEPTANCE, day("2027-03-10")
    )
    cancelled = Billable(30_000, 100, 3, day("2027-01-31"), day("2027-04-30"), is_cancelled=True)
    assert (portions_of(waiting), portions_of(cancelled)) == ((), ())
    assert [one.month for one in portions_of(accepted)] == [day("2027-03-01")]


def test_what_was_missed_is_billed_at_the_next_closing() -> None:
    assert due_portions(TEN_SEATS, day("2026-12-31"), frozenset()) == ()
    assert due_portions(TEN_SEATS, day("2027-02-10"), frozenset()) == portions_of(TEN_SEATS)
    assert due_portions(TEN_SEATS, day("2027-02-10"), frozenset({0})) == ()


@given(billables())
def test_portions_sum_to_the_amount_and_cover_the_service(billable: Billable) -> None:
    parts = portions_of(billable)
    assert sum(one.amount_yen for one in parts) == billable.amount_yen
    assert (parts[0].first, parts[-1].last) == (billable.first, billable.last)
    assert [one.number for one in parts] == list(range(len(parts)))
    assert all(one.first <= one.last for one in parts)
    gaps = itertools.pairwise(parts)
    assert all(later.first == one.last + dt.timedelta(days=1) for one, later in gaps)


@given(billables(), st.lists(st.integers(-2, 40), max_size=12))
def test_closings_in_any_order_bill_each_portion_once(
    billable: Billable, closings: list[int]
) -> None:
    billed: list[int] = []
    months = [*closings, 45]
    for number in months:
        month = month_of(billable.first)
        for _ in range(number):
            month = next_month(month)
        billed += [one.number for one in due_portions(billable, month, frozenset(billed))]
    assert sorted(billed) == [one.number for one in portions_of(billable)]


@given(AMOUNTS, st.integers(1, 120))
def test_shares_differ_by_a_yen_at_most(amount: int, of: int) -> None:
    parts = [share(amount, number, of) for number in range(of)]
    assert sum(parts) == amount
    assert max(parts) - min(parts) <= 1


@given(STARTS)
def test_month_before_undoes_the_next(start: dt.date) -> None:
    month = month_of(start)
    assert month_before(next_month(month)) == month


# -- tax


@given(AMOUNTS, st.sampled_from([80, 100]))
def test_tax_within_a_total_is_the_tax_that_made_it(amount: int, per_mille: int) -> None:
    tax = amount * per_mille // 1000
    assert tax_within(amount + tax, per_mille) in {tax, tax + 1}


# -- days


@pytest.mark.parametrize(
    ("closed", "due", "payable"),
    [
        ("2026-09-30", "2026-10-31", "2026-11-02"),
        ("2026-11-30", "2026-12-31", "2027-01-04"),
        ("2027-03-01", "2027-04-30", "2027-04-30"),
        ("2027-01-31", "2027-02-28", "2027-03-01"),
    ],
)
def test_due_day_moves_to_a_bank_day(closed: str, due: str, payable: str) -> None:
    found = due_day(day(closed))
    assert (found.due_on, found.payable_on) == (day(due), day(payable))


@given(STARTS)
def test_payable_day_is_the_first_bank_day_from_the_due_day(start: dt.date) -> None:
    found = due_day(start)
    assert (found.due_on + dt.timedelta(days=1)).day == 1
    assert is_bank_day(found.payable_on)
    assert 0 <= (found.payable_on - found.due_on).days <= 6
    assert bank_day_from(found.payable_on) == found.payable_on


# -- sales


def test_deferred_revenue_is_earned_by_days() -> None:
    assert monthly_sales(30_000, day("2027-01-31"), day("2027-04-30")) == {
        day("2027-01-01"): 333,
        day("2027-02-01"): 9_333,
        day("2027-03-01"): 10_334,
        day("2027-04-01"): 10_000,
    }
    assert recognised(30_000, day("2027-01-31"), day("2027-04-30"), day("2027-03-31")) == {
        day("2027-03-01"): 20_000,
        day("2027-04-01"): 10_000,
    }


@given(SIGNED, STARTS, st.integers(0, 1200), st.integers(-400, 800))
def test_months_of_sales_sum_to_the_amount(
    amount: int, first: dt.date, days: int, billed_after: int
) -> None:
    last = first + dt.timedelta(days)
    billed = first + dt.timedelta(billed_after)
    booked = recognised(amount, first, last, billed)
    assert sum(monthly_sales(amount, first, last).values()) == amount
    assert sum(booked.values()) == amount
    assert all(month >= month_of(billed) for month in booked)
    assert all(yen * amount >= 0 for yen in booked.values())  # never one way and back


@given(SIGNED, STARTS, st.integers(0, 400), st.integers(0, 500))
def test_taking_back_mirrors_earning(amount: int, first: dt.date, days: int, on: int) -> None:
    last, at = first + dt.timedelta(days), first + dt.timedelta(on)
    assert earned_until(amount, first, last, at) == -earned_until(-amount, first, last, at)


# -- reminders


def test_first_step_comes_three_days_after_and_waits_for_banks() -> None:
    payable = day("2027-03-31")
    assert step_due(payable, day("2027-04-02"), []) is None
    assert step_due(payable, day("2027-04-03"), []) is None  # a Saturday
    assert step_due(payable, day("2027-04-05"), []) == 1
    assert step_due(payable, day("2027-04-14"), [(1, day("2027-04-05"))]) == 2
    sent = [(1, day("2027-04-05")), (2, day("2027-04-14"))]
    assert step_due(payable, day("2027-04-29"), sent) is None
    assert step_due(payable, day("2027-04-30"), sent) == 3
    assert step_due(payable, day("2027-12-01"), [*sent, (3, day("2027-04-30"))]) is None


@given(STARTS, st.sets(st.integers(0, 200)))
def test_steps_come_in_order_and_apart_whenever_somebody_looks(
    start: dt.date, looks: set[int]
) -> None:
    payable = bank_day_from(start)
    sent: list[tuple[int, dt.date]] = []
    for after in sorted(looks):
        today = payable + dt.timedelta(after)
        step = step_due(payable, today, sent)
        if step is not None:
            sent.append((step, today))
    assert [step for step, _ in sent] == [1, 2, 3][: len(sent)]
    assert all(is_bank_day(on) for _, on in sent)
    apart = itertools.pairwise(sent)
    assert all((later - one).days >= DAYS_BETWEEN for (_, one), (_, later) in apart)
