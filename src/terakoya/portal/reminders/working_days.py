"""The working days and hours of an organisation (docs/algorithms/reminders.md)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Final

from ..common.clock import TOKYO

WEEKDAYS: Final = frozenset(range(5))
FIRST_HOUR, LAST_HOUR = 9, 18
# So many days in a row without work are a mistake in the calendar, not a holiday.
LONGEST_CLOSURE = 60
DAY: Final = dt.timedelta(days=1)


@cache
def holidays_of_japan(year: int) -> frozenset[dt.date]:
    """祝日, with 振替休日 and 国民の休日."""
    from holidays.countries.japan import Japan  # 300 modules that few processes need

    return frozenset(Japan(years=year))


@dataclass(frozen=True)
class WorkCalendar:
    """When people of an organisation work; hours are those of Japan, `closes` excluded."""

    weekdays: frozenset[int] = WEEKDAYS
    keeps_holidays: bool = True
    closed_days: frozenset[dt.date] = frozenset()
    opens: int = FIRST_HOUR
    closes: int = LAST_HOUR

    def is_working(self, day: dt.date) -> bool:
        """Whether people work on a day."""
        if day.weekday() not in self.weekdays or day in self.closed_days:
            return False
        return not (self.keeps_holidays and day in holidays_of_japan(day.year))

    def shift(self, day: dt.date, number: int) -> dt.date:
        """So many working days after a day (negative: before it).

        With 0, the day itself or, where nobody works, the working day before.
        """
        if number <= 0:
            day = self._seek(day, -DAY)
        step = DAY if number > 0 else -DAY
        for _ in range(abs(number)):
            day = self._seek(day + step, step)
        return day

    def next_moment(self, moment: dt.datetime) -> dt.datetime:
        """The moment itself in working hours, else when these begin next."""
        local = moment.astimezone(TOKYO)
        day = local.date()
        if self.is_working(day) and local.hour < self.closes:
            return max(moment, _at(day, self.opens))
        return _at(self._seek(day + DAY, DAY), self.opens)

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether a moment is in working hours."""
        return self.next_moment(moment) == moment

    def _seek(self, day: dt.date, step: dt.timedelta) -> dt.date:
        """The first working day from a day on, in a direction."""
        for _ in range(LONGEST_CLOSURE):
            if self.is_working(day):
                return day
            day += step
        return day


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), TOKYO)
