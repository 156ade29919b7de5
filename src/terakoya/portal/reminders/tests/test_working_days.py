"""Working days and hours of organisations."""

from __future__ import annotations

import datetime as dt

import pytest

from terakoya.portal.common.clock import TOKYO
from terakoya.portal.reminders.working_days import WorkCalendar, holidays_of_japan

USUAL = WorkCalendar()


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "is_holiday"),
    [
        ("2026-11-23", True),  # 勤労感謝の日
        ("2026-11-24", False),
        ("2026-09-22", True),  # 国民の休日, between two others
        ("2026-05-06", True),  # 振替休日
        ("2027-03-22", True),  # 振替休日 of 春分の日
        ("2026-12-31", False),  # no holiday by law: 年末年始 are the company's own days
    ],
)
def test_holidays_are_those_of_the_law(text: str, is_holiday: bool) -> None:
    assert (day(text) in holidays_of_japan(day(text).year)) is is_holiday
    assert USUAL.is_working(day(text)) is not is_holiday


@pytest.mark.parametrize(
    ("due", "offset", "found"),
    [
        ("2026-11-27", 0, "2026-11-27"),
        ("2026-11-29", 0, "2026-11-27"),  # a Sunday: the Friday before
        ("2026-11-24", -1, "2026-11-20"),  # over 勤労感謝の日 and the weekend
        ("2026-11-20", 1, "2026-11-24"),
        ("2026-11-27", -5, "2026-11-19"),
        ("2026-11-22", 3, "2026-11-26"),
    ],
)
def test_shift_counts_working_days(due: str, offset: int, found: str) -> None:
    assert USUAL.shift(day(due), offset) == day(found)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-11-24 08:59", "2026-11-24 09:00"),
        ("2026-11-24 09:00", "2026-11-24 09:00"),
        ("2026-11-24 17:59", "2026-11-24 17:59"),
        ("2026-11-24 18:00", "2026-11-25 09:00"),
        ("2026-11-20 18:00", "2026-11-24 09:00"),
        ("2026-11-21 12:00", "2026-11-24 09:00"),
    ],
)
def test_next_moment_is_in_working_hours(now: str, found: str) -> None:
    assert USUAL.next_moment(at(now)) == at(found)
    assert USUAL.is_open(at(now)) is (now == found)


def test_an_organisation_has_days_and_hours_of_its_own() -> None:
    shop = WorkCalendar(
        weekdays=frozenset({0, 2, 3, 4, 5, 6}),
        keeps_holidays=False,
        closed_days=frozenset({day("2026-11-25")}),
        opens=11,
        closes=21,
    )
    assert shop.next_moment(at("2026-11-23 20:59")) == at("2026-11-23 20:59")
    assert shop.next_moment(at("2026-11-23 21:00")) == at("2026-11-26 11:00")


def test_a_calendar_without_any_working_day_ends() -> None:
    closed = frozenset(day("2026-11-24") + dt.timedelta(days=n) for n in range(100))
    assert WorkCalendar(closed_days=closed).shift(day("2026-11-24"), 1) > day("2026-11-24")
