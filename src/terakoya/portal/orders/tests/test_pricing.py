"""Terms and sums (product.md §4.4, §5)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.orders.pricing import Line, Sums, month_end, sum_lines, term_end, with_tax


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
