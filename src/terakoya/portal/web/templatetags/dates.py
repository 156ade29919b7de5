"""Days on pages: `{{ due_on|day }}` is 2026年11月24日（火） or 24 Nov 2026 (Tue)."""

from __future__ import annotations

import datetime as dt

from django import template

from ...common import dates

register = template.Library()


@register.filter
def day(value: dt.date | None) -> str:
    """A day with year and weekday; nothing for None."""
    return dates.full_day(value) if value else ""


@register.filter
def short_day(value: dt.date | None) -> str:
    """A day without its year: 11月24日（火）; nothing for None."""
    return dates.short_day(value) if value else ""


@register.filter
def near_day(value: dt.date | None) -> str:
    """A day with its year where that is another one than this; nothing for None."""
    return dates.near_day(value) if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A day with year, weekday and time: 2026年11月24日（火） 14:32; nothing for None."""
    return dates.full_moment(value) if value else ""


@register.filter
def time_of_day(value: dt.datetime | None) -> str:
    """14:32; nothing for None."""
    return dates.time_of_day(value) if value else ""


@register.simple_tag
def period(first: dt.date, last: dt.date) -> str:
    """From a day to a day: 2026年11月24日（火）〜12月23日（水）."""
    return dates.period(first, last)
