"""受講の一覧 as a file: rows in batches, whatever their number, in the order of readings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ..accounts.models import DepartmentMembership
from ..accounts.selectors import DepartmentTree
from ..common import clock
from ..common.dates import day_of
from ..common.xlsx_stream import Cell, Column
from ..learning.models import Assignment, Attempt
from ..learning.selectors.standing import Narrowing, members_with_runs, narrowed
from .status_list import IN_ORDER, StatusRow, status_rows, status_values

BATCH: Final = 1000
Places = Mapping[int, Sequence[tuple[int, dt.date, dt.date | None]]]


def list_columns() -> list[Column]:
    """The headings of the list."""
    return [
        Column(_("社員番号"), 12),
        Column(_("氏名"), 18),
        Column(_("フリガナ"), 20),
        Column(_("部署（修了日か基準日の）"), 30),
        Column(_("状態"), 10),
        Column(_("進み具合（%）"), 10),
        Column(_("受講開始"), 17),
        Column(_("修了日時"), 17),
        Column(_("期限"), 12),
        Column(_("学習時間（分）"), 10),
        Column(_("受験回数"), 10),
        Column(_("合格時の正答率（%）"), 12),
        Column(_("修了番号"), 18),
        Column(_("版"), 10),
        Column(_("言語"), 8),
    ]


def list_rows(
    assignment: Assignment, wanted: Narrowing, tree: DepartmentTree
) -> Iterator[list[Cell]]:
    """The rows; three statements a thousand of them."""
    words = {"completed": _("修了"), "running": _("受講中"), "new": _("未開始")}
    words["leave"] = _("休職中")
    for some in _batches(assignment, wanted):
        attempts = _attempts([one["enrolled"] for one in some if one["enrolled"]], wanted.on)
        places = places_of([one["pk"] for one in some])
        for values, row in zip(some, status_rows(some, wanted.on), strict=True):
            day = day_of(row.completed_at) if row.completed_at else wanted.on or clock.today()
            tried, percent = attempts.get(values["enrolled"], (None, None))
            is_now = wanted.on is None or row.state == "completed"
            yield [
                row.employee_number,
                row.name,
                row.kana,
                tree.label_of(place_on(places.get(values["pk"], ()), day)),
                _state(words, row),
                row.percent if is_now else None,
                values["opened_at"],
                row.completed_at,
                row.due_on,
                row.minutes if is_now else None,
                tried,
                values["paper_percent"] if row.is_on_paper and row.completed_at else percent,
                _number(values, row),
                values["version"] or "",
                values["spoken"] or "",
            ]


def _batches(assignment: Assignment, wanted: Narrowing) -> Iterator[list[dict[str, Any]]]:
    members = narrowed(members_with_runs(assignment, wanted.on), wanted)
    rows = status_values(
        members,
        wanted.on,
        opened_at=F("run__opened_at"),
        version=F("run__revision__version"),
        spoken=F("run__language"),
        paper_percent=F("run__certificate__percent"),
        certified=Coalesce("run__certificate__number", "run__addendum__certificate__number"),
    )
    found = rows.order_by(*IN_ORDER).iterator(chunk_size=BATCH)
    while some := list(islice(found, BATCH)):
        yield some


def _state(words: Mapping[str, str], row: StatusRow) -> str:
    if row.is_on_paper and row.completed_at:
        return _("%(state)s（紙で受験）") % {"state": words[row.state]}
    return words[row.state]


def _number(values: Mapping[str, Any], row: StatusRow) -> str:
    return str(values["certified"] or "") if row.completed_at else ""


def _attempts(runs: Sequence[int], on: dt.date | None) -> dict[int, tuple[int, int | None]]:
    """Enrolment → how often the test was tried by then, and the score that passed."""
    tried = Attempt.objects.filter(enrolment__in=runs, submitted_at__isnull=False)
    if on is not None:
        tried = tried.filter(submitted_at__lt=clock.day_end(on))
    counted = tried.values_list("enrolment_id").annotate(
        n=Count("id"), percent=Max("percent", filter=Q(passed=True))
    )
    return {run: (number, percent) for run, number, percent in counted.order_by()}


def places_of(members: Sequence[int]) -> Places:
    """Member → the departments in which they have worked, each with its days."""
    found: dict[int, list[tuple[int, dt.date, dt.date | None]]] = defaultdict(list)
    rows = DepartmentMembership.objects.filter(member__in=members).order_by("-from_on", "-id")
    columns = ("member_id", "department_id", "from_on", "until_on")
    for member, department, first, last in rows.values_list(*columns):
        found[member].append((department, first, last))
    return found


def place_on(places: Sequence[tuple[int, dt.date, dt.date | None]], day: dt.date) -> int | None:
    """The department on a day; `None` where somebody worked in none."""
    for department, first, last in places:
        if first <= day and (last is None or day <= last):
            return department
    return None
