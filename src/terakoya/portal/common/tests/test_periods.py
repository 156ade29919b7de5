"""Periods of years are over to the day, in Japan, leap years included."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.common import clock
from terakoya.portal.common.periods import end_of, last_day_over, years_after
from terakoya.portal.common.retention import moment_days_ago, moment_years_ago

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "years", "last"),
    [
        ("2026-12-31", 5, "2031-12-31"),
        ("2027-02-28", 5, "2032-02-28"),
        ("2028-02-29", 5, "2033-02-28"),
        ("2028-03-01", 5, "2033-03-01"),
        ("2028-02-29", 4, "2032-02-29"),
        ("2028-02-29", 1, "2029-02-28"),
        ("2026-01-31", 10, "2036-01-31"),
    ],
)
def test_worked_dates(day: str, years: int, last: str) -> None:
    begin, end = dt.date.fromisoformat(day), dt.date.fromisoformat(last)
    assert years_after(begin, years) == end
    assert last_day_over(end, years) < begin
    assert last_day_over(end + dt.timedelta(days=1), years) >= begin


@given(DAYS, st.sampled_from([1, 5, 10]))
def test_a_period_is_over_exactly_on_the_day_after(day: dt.date, years: int) -> None:
    over = years_after(day, years) + dt.timedelta(days=1)
    assert last_day_over(over, years) >= day
    assert last_day_over(over - dt.timedelta(days=1), years) < day


def test_moments_are_counted_by_the_days_of_japan() -> None:
    assert end_of(dt.date(2026, 12, 31)) == dt.datetime(2026, 12, 31, 15, tzinfo=dt.UTC)
    with clock.fixed_at(dt.datetime(2031, 12, 31, 14, 59, tzinfo=dt.UTC)):
        assert moment_years_ago(5) == dt.datetime(2026, 12, 30, 15, tzinfo=dt.UTC)
    with clock.fixed_at(dt.datetime(2031, 12, 31, 15, tzinfo=dt.UTC)):
        assert moment_years_ago(5) == dt.datetime(2026, 12, 31, 15, tzinfo=dt.UTC)
        assert moment_days_ago(30) == dt.datetime(2031, 12, 1, 15, tzinfo=dt.UTC)
