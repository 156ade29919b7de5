"""Periods of years on the calendar of Japan: when one is over, to the day."""

from __future__ import annotations

import datetime as dt

from .clock import TOKYO


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years on; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def last_day_over(today: dt.date, years: int) -> dt.date:
    """The last day whose period of years is over today: the day after the same day, years on."""
    try:
        same = today.replace(year=today.year - years)
    except ValueError:  # 29 February
        same = dt.date(today.year - years, 3, 1)
    return same - dt.timedelta(days=1)


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after a day in Japan."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), TOKYO)
