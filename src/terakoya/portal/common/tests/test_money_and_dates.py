"""Money and days in both languages."""

import datetime as dt

from django.utils import translation

from .. import clock
from ..dates import full_day, full_moment, near_day, period, short_day, time_of_day
from ..money import percent, yen, yen_both_ways

TUESDAY = dt.date(2026, 11, 24)
LATE_UTC = dt.datetime(2026, 11, 23, 15, 5, tzinfo=dt.UTC)


def test_yen_in_both_languages() -> None:
    with translation.override("ja"):
        assert (yen(107800), yen_both_ways(1100, 1000)) == ("107,800円", "1,100円（税抜1,000円）")
    with translation.override("en"):
        assert (yen(-1100), yen_both_ways(1100, 1000)) == ("-¥1,100", "¥1,100 (¥1,000 before tax)")


def test_percent_of_per_mille() -> None:
    assert (percent(100), percent(85)) == ("10%", "8.5%")


def test_days_in_both_languages() -> None:
    with translation.override("ja"):
        assert full_day(TUESDAY) == "2026年11月24日（火）"
        assert short_day(TUESDAY) == "11月24日（火）"
    with translation.override("en"):
        assert full_day(TUESDAY) == "24 Nov 2026 (Tue)"
        assert short_day(TUESDAY) == "24 Nov (Tue)"


def test_year_is_named_where_it_is_another_one() -> None:
    with translation.override("ja"), clock.fixed_at(LATE_UTC):
        assert near_day(TUESDAY) == "11月24日（火）"
        assert near_day(dt.date(2020, 1, 1)) == "2020年1月1日（水）"
    with translation.override("en"), clock.fixed_at(LATE_UTC):
        assert near_day(dt.date(2027, 1, 23)) == "23 Jan 2027 (Sat)"


def test_moments_are_shown_in_japan() -> None:
    with translation.override("ja"):
        assert full_moment(LATE_UTC) == "2026年11月24日（火） 0:05"
    assert time_of_day(dt.datetime(2026, 11, 24, 14, 32)) == "14:32"


def test_period_names_the_year_of_the_end_only_where_it_differs() -> None:
    with translation.override("ja"):
        assert period(TUESDAY, dt.date(2026, 12, 23)) == "2026年11月24日（火）〜12月23日（水）"
        assert period(TUESDAY, dt.date(2027, 1, 23)) == "2026年11月24日（火）〜2027年1月23日（土）"
    with translation.override("en"):
        assert period(TUESDAY, dt.date(2026, 12, 23)) == "24 Nov 2026 (Tue) – 23 Dec 2026 (Wed)"
