"""Sums of documents: once per rate, towards zero; what goes into a row comes back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.documents.content import (
    Addressee,
    Content,
    Line,
    RateTotal,
    from_json,
    last_day_of,
    rate_totals,
    split_by_seats,
    subtotal_of,
    tax_of,
    to_json,
    total_of,
)

from .examples import INVOICE

RATES = st.sampled_from([0, 80, 100, 105])
AMOUNTS = st.integers(-(10**12), 10**12)
LINES = st.lists(
    st.builds(Line, st.just("a"), tax_per_mille=RATES, amount_yen=AMOUNTS), max_size=30
).map(tuple)


def of(*amounts: int, rate: int = 100, includes_tax: bool = False) -> Content:
    lines = tuple(Line("a", tax_per_mille=rate, amount_yen=one) for one in amounts)
    return replace(INVOICE, lines=lines, includes_tax=includes_tax)


def test_mock_up_adds_up() -> None:
    assert rate_totals(INVOICE) == (RateTotal(100, 2_978_000, 297_800),)
    assert total_of(INVOICE) == 3_275_800


def test_tax_is_rounded_once_per_rate_and_not_by_line() -> None:
    assert tax_of(of(5, 5)) == 1  # by line it would be 0
    assert tax_of(of(9)) == 0


def test_each_rate_has_a_sum_of_its_own_the_highest_first() -> None:
    lines = (
        Line("a", tax_per_mille=80, amount_yen=19),
        Line("b", tax_per_mille=100, amount_yen=15),
        Line("c", tax_per_mille=0, amount_yen=7),
        Line("d", tax_per_mille=80, amount_yen=19),
    )
    content = replace(INVOICE, lines=lines)
    assert rate_totals(content) == (
        RateTotal(100, 15, 1), RateTotal(80, 38, 3), RateTotal(0, 7, 0),
    )  # fmt: skip
    assert (subtotal_of(content), tax_of(content), total_of(content)) == (60, 4, 64)


def test_tax_is_taken_out_of_amounts_that_include_it() -> None:
    assert rate_totals(of(660, includes_tax=True)) == (RateTotal(100, 600, 60),)
    assert rate_totals(of(659, includes_tax=True)) == (RateTotal(100, 600, 59),)


@given(LINES, st.booleans())
def test_sums_hold_for_all_lines(lines: tuple[Line, ...], includes_tax: bool) -> None:
    content = replace(INVOICE, lines=lines, includes_tax=includes_tax)
    amount = sum(one.amount_yen for one in lines)
    assert total_of(content) == subtotal_of(content) + tax_of(content)
    assert (total_of(content) if includes_tax else subtotal_of(content)) == amount
    for one in rate_totals(content):
        exact = Fraction(one.subtotal_yen * one.tax_per_mille, 1000)
        if includes_tax:
            exact = Fraction(one.total_yen * one.tax_per_mille, 1000 + one.tax_per_mille)
        assert abs(one.tax_yen) <= abs(exact) < abs(one.tax_yen) + 1
        assert one.tax_yen * exact >= 0


@given(LINES)
def test_order_of_lines_changes_no_sum(lines: tuple[Line, ...]) -> None:
    backwards = replace(INVOICE, lines=lines[::-1])
    assert rate_totals(backwards) == rate_totals(replace(INVOICE, lines=lines))


@given(LINES)
def test_a_document_taken_back_line_by_line_comes_to_the_same_sum(lines: tuple[Line, ...]) -> None:
    back = tuple(replace(one, amount_yen=-one.amount_yen) for one in lines)
    assert total_of(replace(INVOICE, lines=back)) == -total_of(replace(INVOICE, lines=lines))


@given(AMOUNTS, st.lists(st.integers(0, 10**6), max_size=40))
def test_split_adds_up_to_the_yen_and_is_nearly_even(total: int, seats: list[int]) -> None:
    rows = split_by_seats(total, [(f"部署{n}", number) for n, number in enumerate(seats)])
    whole = sum(seats)
    assert sum(one.amount_yen for one in rows) == (total if whole else 0)
    assert [one.seats for one in rows] == (seats if whole else [])
    assert all(abs(one.amount_yen - Fraction(total * one.seats, whole)) < 1 for one in rows)


def test_split_gives_what_is_left_to_the_largest_remainders() -> None:
    rows = split_by_seats(100, [("営業部", 1), ("人事部", 1), ("総務部", 1)])
    assert [one.amount_yen for one in rows] == [34, 33, 33]


DAYS = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
CONTENTS = st.builds(
    Content,
    st.sampled_from(["ja", "en"]),
    st.builds(Addressee),
    st.text(),
    lines=st.lists(st.builds(Line, details=st.lists(st.text()).map(tuple)), max_size=3).map(tuple),
    due_on=DAYS,
    payable_on=DAYS,
    valid_until=DAYS,
    traded_on=DAYS,
)


@given(CONTENTS)
def test_what_goes_into_a_row_comes_back(content: Content) -> None:
    assert from_json(json.loads(json.dumps(to_json(content)))) == content


def test_a_row_of_an_older_version_is_read() -> None:
    kept = to_json(INVOICE)
    del kept["facts"], kept["terms"], kept["annex"], kept["includes_tax"]
    assert from_json(kept) == INVOICE


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({}, dt.date(2027, 8, 31)),
        ({"lines": ()}, dt.date(2026, 11, 2)),
        ({"lines": (), "payable_on": None}, dt.date(2026, 10, 31)),
        ({"lines": (), "payable_on": None, "due_on": None, "traded_on": None}, None),
    ],
)
def test_last_day_is_the_last_one_named(changes: dict[str, Any], last: dt.date | None) -> None:
    assert last_day_of(replace(INVOICE, **changes)) == last
