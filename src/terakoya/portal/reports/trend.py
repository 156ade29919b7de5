"""Completions over time, as a line and as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ..common import clock
from ..common.dates import day_of, short_day
from ..learning.models import Assignment
from ..learning.selectors.standing import members_with_runs

POINTS: Final = 8
WEEK: Final = dt.timedelta(days=7)
WIDTH, HEIGHT, LEFT, TOP = 760, 200, 44, 20  # of the chart's field, in its own units


@dataclass(frozen=True)
class TrendPoint:
    """How many had completed at the end of a day, and where the chart has it."""

    day: dt.date
    completed: int
    x: int
    y: int
    is_minor: bool = False  # narrow screens have no room for its day

    @property
    def anchor(self) -> str:
        """Which part of its day stands at its place, so that the chart cuts none off."""
        return {LEFT: "start", WIDTH: "end"}.get(self.x, "middle")


@dataclass(frozen=True)
class Trend:
    """Completions over time; `this_week` are those of the last seven days."""

    points: Sequence[TrendPoint]
    this_week: int
    whole: int
    due_x: int | None = None  # where the due date stands, if within the chart

    @property
    def line(self) -> str:
        """The path of the line."""
        return "M" + "L".join(f"{one.x} {one.y}" for one in self.points)

    @property
    def is_due_early(self) -> bool:
        """Whether the due date stands where the number of people is else written."""
        return self.due_x is not None and self.due_x < (LEFT + WIDTH) // 2

    @property
    def whole_x(self) -> int:
        """Where the number of people is written: at the end that the due date leaves free."""
        return WIDTH if self.is_due_early else LEFT

    @property
    def finding(self) -> str:
        """What the chart says, for who does not see it."""
        first, last = self.points[0], self.points[-1]
        return _(
            "修了者の推移。%(first)sの%(a)d名から、%(last)sの%(b)d名へ。対象は%(all)d名です。"
        ) % {
            "first": short_day(first.day),
            "a": first.completed,
            "last": short_day(last.day),
            "b": last.completed,
            "all": self.whole,
        }


def trend_days(assignment: Assignment, on: dt.date | None = None) -> list[dt.date]:
    """The days whose counts a trend needs, the last a week before its end; none on day one."""
    first, last = day_of(assignment.created_at), on or clock.today()
    span = (last - first).days
    if span <= 0:
        return []
    steps = min(POINTS - 1, span)
    days = [first + dt.timedelta(days=round(n * span / steps)) for n in range(steps + 1)]
    return [*days, last - WEEK]


def completed_by(days: Sequence[dt.date]) -> dict[str, Count]:
    """What counts, of `members_with_runs`, who had completed it at the end of each day."""
    return {
        f"by_{n}": Count("run__id", filter=Q(run__completed_at__lt=clock.day_end(day)))
        for n, day in enumerate(days)
    }


def trend_of(assignment: Assignment, whole: int) -> Trend | None:
    """The trend until today; one statement. `None` on day one, and where nobody is to learn."""
    days = trend_days(assignment)
    if not days or not whole:
        return None
    counts = members_with_runs(assignment).aggregate(**completed_by(days))
    return drawn_trend(assignment, whole, days, list(counts.values()))


def drawn_trend(
    assignment: Assignment, whole: int, days: Sequence[dt.date], counts: Sequence[int]
) -> Trend | None:
    """The trend of counted days; `None` where there are none, or nobody is to learn."""
    if not days or not whole:
        return None
    shown, first, last = days[:-1], days[0], days[-2]
    points = [
        TrendPoint(
            day=day,
            completed=count,
            x=_x(day, first, last),
            y=TOP + round((1 - count / whole) * (HEIGHT - TOP)),
            is_minor=day != last and (n % 2 == 1 or n == len(shown) - 2),
        )
        for n, (day, count) in enumerate(zip(shown, counts[:-1], strict=True))
    ]
    due = assignment.due_on
    return Trend(
        points=points,
        this_week=counts[-2] - counts[-1],
        whole=whole,
        due_x=_x(due, first, last) if due and first <= due <= last else None,
    )


def _x(day: dt.date, first: dt.date, last: dt.date) -> int:
    return LEFT + round((day - first).days / (last - first).days * (WIDTH - LEFT))
