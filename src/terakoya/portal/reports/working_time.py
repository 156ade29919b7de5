"""学習した時間, a row a person and day: when it began and ended, and how many minutes it was.

What is counted is docs/algorithms/working-time.md.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _

from ..accounts.selectors import DepartmentTree
from ..common import clock
from ..common.xlsx_stream import Cell, Column
from ..learning.models import Assignment, Attempt, SlideProgress
from ..learning.ranges import Range, Ranges, seconds_in, union, within
from ..learning.selectors.standing import Narrowing, members_with_runs, narrowed
from .exports import place_on, places_of
from .status_list import IN_ORDER

BATCH: Final = 500
LONGEST_TEST: Final = dt.timedelta(hours=1)  # a test that was left open is not work all night


@dataclass(frozen=True)
class Days:
    """From the first of these days to the last, both included."""

    first: dt.date
    last: dt.date

    @property
    def span(self) -> Range:
        """The moments between, in seconds since 1970."""
        begin = clock.day_end(self.first - dt.timedelta(days=1)).timestamp()
        return begin, clock.day_end(self.last).timestamp()


@dataclass(frozen=True)
class WorkedDay:
    """What somebody did for a course on one day."""

    day: dt.date
    begin: dt.datetime
    end: dt.datetime
    on_slides: int  # whole minutes, begun ones counted
    in_test: int
    in_all: int


def day_columns() -> list[Column]:
    """The headings of the table."""
    return [
        Column(_("社員番号"), 12),
        Column(_("氏名"), 18),
        Column(_("フリガナ"), 20),
        Column(_("部署（その日の）"), 30),
        Column(_("日付"), 12),
        Column(_("開始時刻"), 17),
        Column(_("終了時刻"), 17),
        Column(_("合計（分）"), 10),
        Column(_("スライド（分）"), 10),
        Column(_("テスト（分）"), 10),
    ]


def day_rows(
    assignment: Assignment, wanted: Narrowing, tree: DepartmentTree, days: Days
) -> Iterator[list[Cell]]:
    """The rows, by reading and day; four statements five hundred people."""
    members = narrowed(members_with_runs(assignment), wanted).filter(run__id__isnull=False)
    found = (
        members.order_by(*IN_ORDER)
        .values("pk", "name", "name_kana", "employee_number")
        .iterator(chunk_size=BATCH)
    )
    while some := list(islice(found, BATCH)):
        keys = [one["pk"] for one in some]
        slides, tests = _on_slides(assignment, keys), _in_tests(assignment, keys)
        places = places_of(keys)
        for one in some:
            key = one["pk"]
            for worked in worked_days(slides.get(key, ()), tests.get(key, ()), days):
                yield [
                    one["employee_number"] or "",
                    one["name"],
                    one["name_kana"],
                    tree.label_of(place_on(places.get(key, ()), worked.day)),
                    worked.day,
                    worked.begin,
                    worked.end,
                    worked.in_all,
                    worked.on_slides,
                    worked.in_test,
                ]


def worked_days(slides: Iterable[Range], tests: Iterable[Range], days: Days) -> Iterator[WorkedDay]:
    """Each day on which something was done; work over midnight is divided there."""
    on_slides, in_tests = (within(union(one), *days.span) for one in (slides, tests))
    both = union(on_slides, in_tests)
    for day in sorted({one for some in both for one in _days_of(some)}):
        span = Days(day, day).span
        here = within(both, *span)
        yield WorkedDay(
            day=day,
            begin=_moment(here[0][0]),
            end=_moment(here[-1][1]),
            on_slides=_minutes(on_slides, span),
            in_test=_minutes(in_tests, span),
            in_all=_minutes(both, span),
        )


def _days_of(one: Range) -> Iterator[dt.date]:
    """The days of Japan that a range touches; one that ends at midnight does not touch the next."""
    day = _moment(one[0]).date()
    while clock.day_end(day).timestamp() < one[1]:
        yield day
        day += dt.timedelta(days=1)
    yield day


def _minutes(ranges: Ranges, span: Range) -> int:
    return math.ceil(round(seconds_in(ranges, *span), 3) / 60)


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=clock.TOKYO)


def _on_slides(assignment: Assignment, members: Sequence[int]) -> Mapping[int, list[Range]]:
    """Member → when slides were shown or heard, in every run of the assignment."""
    rows = SlideProgress.objects.filter(
        enrolment__assignment=assignment, enrolment__member__in=members
    ).values_list(F("enrolment__member_id"), "heard_at", "read")
    found: dict[int, list[Range]] = defaultdict(list)
    for member, heard, read in rows.iterator(chunk_size=2000):
        found[member] += _pairs(heard)
        found[member] += _pairs(read)
    return found


def _pairs(ranges: Sequence[Any]) -> Iterator[Range]:
    return ((float(begin), float(end)) for begin, end in ranges)


def _in_tests(assignment: Assignment, members: Sequence[int]) -> Mapping[int, list[Range]]:
    """Member → when tests were taken, each an hour at most."""
    rows = Attempt.objects.filter(
        enrolment__assignment=assignment,
        enrolment__member__in=members,
        submitted_at__isnull=False,
    ).values_list(F("enrolment__member_id"), "started_at", "submitted_at")
    found: dict[int, list[Range]] = defaultdict(list)
    for member, begin, end in rows:
        until = min(end, begin + LONGEST_TEST)
        found[member].append((begin.timestamp(), until.timestamp()))
    return found
