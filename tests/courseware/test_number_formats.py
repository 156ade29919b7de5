"""Numbers and dates of cells, as people see them."""

from __future__ import annotations

import datetime as dt

import pytest

from terakoya.courseware.formats.xlsx.reading.number_formats import shown_day, shown_number

DAY = dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (9, '"およそ"0"割"', "およそ9割"),
        (9, "0割", "9割"),
        (117, '#,##0"件";[Red]-#,##0"件"', "117件"),
        (7, 'General"件"', "7件"),
        (1234567, "#,##0", "1,234,567"),
        (5000, r"\¥#,##0", "¥5,000"),
        (1234, "[$¥-411]#,##0", "¥1,234"),
        (0.108, "0.0%", "10.8%"),
        (0.8, "0%", "80%"),
        (5, "000", "005"),
        (5.5, "0.00", "5.50"),
        (12.34, "0.0#", "12.34"),
        (2.5, "0", "3"),
        (1234000, '#,##0,"千円"', "1,234千円"),
        (-3, "0;△0", "△3"),
        (-5, "0", "-5"),
        (0, '0;-0;"なし"', "なし"),
        (1, '"○";;', "○"),
        (80, "0_ ", "80"),
        (9, ";;;", ""),
        (1.5, "General", "1.5"),
        (3, "@", "3"),
    ],
)
def test_a_number_is_what_its_cell_shows(value: float, number_format: str, shown: str) -> None:
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize("number_format", ["# ?/?", "0.00E+00", "h:mm", "yyyy/m/d", "[h]:mm"])
def test_a_format_that_nobody_knows_leaves_the_plain_number(number_format: str) -> None:
    assert shown_number(0.5, number_format) == "0.5"


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ('yyyy"年"m"月"d"日"', "2026年10月1日"),
        (r"yyyy\-mm\-dd", "2026-10-01"),
        ("yyyy/m/d;@", "2026/10/1"),
        ('[$-411]ggge"年"m"月"d"日"', "令和8年10月1日"),
        ("ge.m.d", "R8.10.1"),
        ("m/d(aaa)", "10/1(木)"),
        ("d/m/yy", "1/10/26"),
        ("mm-dd-yy", "2026/10/1"),
        ("General", "2026/10/1"),
        ("yyyy/m/d h:mm", "2026/10/1"),
        ("dddd, mmmm dd, yyyy", "2026/10/1"),
    ],
)
def test_a_day_is_what_its_cell_shows(number_format: str, shown: str) -> None:
    assert shown_day(DAY, number_format) == shown


def test_days_before_an_era_belong_to_the_one_before() -> None:
    assert shown_day(dt.date(2019, 4, 30), "ggge") == "平成31"
    assert shown_day(dt.date(2019, 5, 1), "ggge") == "令和1"
