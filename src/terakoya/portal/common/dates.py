"""Days in words: 2026年11月24日（火）, 24 Nov 2026 (Tue). Moments are shown in Japan's time."""

from __future__ import annotations

import datetime as dt

from .clock import TOKYO, today
from .languages import current_language

_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_japanese() -> bool:
    """Whether the page being written is in Japanese."""
    return current_language().startswith("ja")


def day_of(value: dt.date | dt.datetime) -> dt.date:
    """The day in Japan; a naive moment counts as Japan's time."""
    if isinstance(value, dt.datetime):
        return (value.astimezone(TOKYO) if value.tzinfo else value).date()
    return value


def full_day(value: dt.date | dt.datetime) -> str:
    """A day with year and weekday."""
    day = day_of(value)
    if in_japanese():
        return f"{day.year}年{short_day(day)}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year} ({_WEEKDAYS['en'][day.weekday()]})"


def short_day(value: dt.date | dt.datetime) -> str:
    """A day of this year: month, day, weekday."""
    day = day_of(value)
    if in_japanese():
        return f"{day.month}月{day.day}日（{_WEEKDAYS['ja'][day.weekday()]}）"
    return f"{day.day} {_MONTHS[day.month - 1]} ({_WEEKDAYS['en'][day.weekday()]})"


def near_day(value: dt.date | dt.datetime) -> str:
    """A day for a narrow place: its year is left out where it is this one."""
    return short_day(value) if day_of(value).year == today().year else full_day(value)


def time_of_day(value: dt.datetime) -> str:
    """Hours and minutes, in Japan."""
    local = value.astimezone(TOKYO) if value.tzinfo else value
    return f"{local.hour}:{local.minute:02d}"


def full_moment(value: dt.datetime) -> str:
    """A day with year, weekday and time of day."""
    return f"{full_day(value)} {time_of_day(value)}"


def period(first: dt.date, last: dt.date) -> str:
    """From a day to a day; the year of the second is left out where it is the same."""
    if in_japanese():
        end = short_day(last) if first.year == last.year else full_day(last)
        return f"{full_day(first)}〜{end}"
    return f"{full_day(first)} – {full_day(last)}"


def short_period(first: dt.date, last: dt.date) -> str:
    """From a day to a day without weekdays, for a line with little room."""
    if in_japanese():
        year = "" if first.year == last.year else f"{last.year}年"
        start = f"{first.year}年{first.month}月{first.day}日"
        return f"{start}〜{year}{last.month}月{last.day}日"
    year = "" if first.year == last.year else f" {first.year}"
    start = f"{first.day} {_MONTHS[first.month - 1]}{year}"
    return f"{start} – {last.day} {_MONTHS[last.month - 1]} {last.year}"
