"""The list of 受講状況: who stands where, narrowed and in the order of any of its columns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ..accounts.models import is_on_leave
from ..common import clock
from ..learning.models import Assignment, Attendance, PaperResult
from ..learning.scope import Scope
from ..learning.selectors.standing import (
    COMPLETED,
    Narrowing,
    Standing,
    members_with_runs,
    narrowed,
    place_at_the_time,
)

PAGE: Final = 50
STATES: Final = ("all", "late", "running", "new", "leave", "completed")
KANA: Final = "kana"
IN_ORDER: Final = ("name_kana", "name", "id")
_FAR: Final = Case(
    When(COMPLETED, then=Value(1000)),
    default=Coalesce(F("run__slides_met"), Value(-1)),
    output_field=IntegerField(),
)
ORDERS: Final[Mapping[str, Any]] = {
    "number": F("employee_number"),
    "department": None,  # as of a day: `_dated`, as the state
    "state": None,
    "minutes": F("run__seconds_spent"),
    "percent": _FAR,
    "due": F("due"),
    "last": F("run__last_at"),
    "completed": F("run__completed_at"),
}


_ATTENDANCES: Final = Attendance.objects.filter(
    member=OuterRef("pk"), session__assignment=OuterRef("run__assignment_id"), slides__gt=0
)


@dataclass(frozen=True)
class StatusRow:
    """One member in the list."""

    uuid: uuid.UUID
    name: str
    kana: str
    employee_number: str
    department: str
    state: str
    percent: int
    due_on: dt.date | None
    days_late: int
    last_at: dt.datetime | None
    completed_at: dt.datetime | None
    certificate: Any
    is_group: bool  # 集合受講
    minutes: int | None  # learned, each moment once; None where nothing was counted
    is_on_paper: bool  # the test was passed on paper, as an officer has said

    @property
    def time_learned(self) -> str:
        """The minutes as the list shows them."""
        if self.minutes is None:
            return "–"
        return _("%(n)d分") % {"n": self.minutes} if self.minutes else _("1分未満")


@dataclass(frozen=True)
class Order:
    """By which column the list is, `KANA` by the reading of the name; and in which direction."""

    column: str = KANA
    descends: bool = False

    @property
    def text(self) -> str:
        """What the address says of it."""
        return f"-{self.column}" if self.descends else self.column

    def terms(self, on: dt.date | None = None) -> Sequence[Any]:
        """The order in the database; people alike stand by their reading."""
        if self.column == KANA:
            return [f"-{term}" if self.descends else term for term in IN_ORDER]
        term = ORDERS[self.column] or _dated(self.column, on)
        first = term.desc(nulls_last=True) if self.descends else term.asc(nulls_first=True)
        return [first, *IN_ORDER]


def _dated(column: str, on: dt.date | None) -> Any:
    """The order of a column that knows its day.

    Of states: 0 for who has not begun, 1 for who has, 2 on leave, 3 for who has completed it.
    """
    if column == "department":
        return place_at_the_time("name", on)
    standing = Standing(on)
    return Case(
        When(standing.completed, then=Value(3)),
        When(standing.on_leave, then=Value(2)),
        When(run__id__isnull=False, then=Value(1)),
        default=Value(0),
    )


def order_of(text: str) -> Order:
    """The order that an address names; what no page of ours says is that of readings."""
    column = text.removeprefix("-")
    return Order(column, text != column) if column in {KANA, *ORDERS} else Order()


@dataclass(frozen=True)
class Head:
    """The heading of a column: its words, what a click asks for, how it stands now."""

    label: str
    sort: str
    direction: str  # ascending, descending, or empty


def heads_of(labels: Mapping[str, str], order: Order) -> list[Head]:
    """The headings; a click on the present one turns the list round."""
    return [
        Head(
            label,
            f"-{column}" if column == order.column and not order.descends else column,
            "" if column != order.column else "descending" if order.descends else "ascending",
        )
        for column, label in labels.items()
    ]


class KnownPages(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Pages of a list whose length is known without counting."""

    def __init__(self, found: Any, per_page: int, length: int | None) -> None:
        super().__init__(found, per_page)
        self._length = length

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return len_of(self.object_list) if self._length is None else self._length


def len_of(found: Any) -> int:
    """How many rows a query has; one statement."""
    return int(found.count())


def status_keys(assignment: Assignment, wanted: Narrowing, order: Order) -> QuerySet[Any, Any]:
    """The members of a list in order, by their keys alone: wide rows are read for a page."""
    members = narrowed(members_with_runs(assignment, wanted.on), wanted)
    return members.order_by(*order.terms(wanted.on)).values_list("pk", flat=True)


def rows_of_keys(
    assignment: Assignment, keys: Sequence[int], on: dt.date | None = None
) -> list[StatusRow]:
    """The rows of some members, in the order of their keys; one statement."""
    members = members_with_runs(assignment, on).filter(pk__in=keys)
    values = {row["pk"]: row for row in status_values(members, on)}
    return list(status_rows((values[key] for key in keys if key in values), on))


def status_members(assignment: Assignment, wanted: Narrowing | None = None) -> QuerySet[Any, Any]:
    """The rows of a whole list as values."""
    wanted = wanted or Narrowing()
    return status_values(narrowed(members_with_runs(assignment, wanted.on), wanted), wanted.on)


def status_values(
    members: QuerySet[Any, Any], on: dt.date | None = None, **more: Any
) -> QuerySet[Any, Any]:
    """What `status_rows` needs of some of `members_with_runs`, and what else is wanted."""
    return members.order_by(*IN_ORDER).values(
        "pk",
        "uuid",
        "name",
        "name_kana",
        "employee_number",
        "due",
        "late_after",
        department=place_at_the_time("name", on),
        is_away=Case(When(is_on_leave(on or clock.today()), then=True), default=False),
        enrolled=F("run__id"),
        met=F("run__slides_met"),
        last_at=F("run__last_at"),
        completed_at=F("run__completed_at"),
        seconds=F("run__seconds_spent"),
        certificate=Coalesce("run__certificate__uuid", "run__addendum__certificate__uuid"),
        revision=F("run__revision_id"),
        compared=F("run__compared_with_id"),
        legal_only=F("run__legal_only"),
        on_paper=Exists(PaperResult.objects.filter(enrolment=OuterRef("run__id"), passed=True)),
        is_group=Exists(_ATTENDANCES),
        **more,
    )


def status_rows(
    values: Iterable[Mapping[str, Any]], on: dt.date | None = None
) -> Iterator[StatusRow]:
    """The rows as a page shows them; how far a run has come is told by its own slides."""
    today = on or clock.today()
    until = clock.day_end(today)
    for row in values:
        at = row["completed_at"]
        done = at is not None and (on is None or at < until)
        due = row["due"]
        is_away = not done and row["is_away"]
        is_late = not done and not is_away and row["late_after"] and row["late_after"] < today
        yield StatusRow(
            uuid=row["uuid"],
            name=row["name"],
            kana=row["name_kana"],
            employee_number=row["employee_number"] or "",
            department=row["department"] or "",
            state="completed" if done else "leave" if is_away else _open_state(row),
            percent=100 if done else _percent(row),
            due_on=due,
            days_late=(today - due).days if is_late else 0,
            last_at=row["last_at"],
            completed_at=at if done else None,
            certificate=row["certificate"] if done else None,
            is_group=row["is_group"],
            minutes=row["seconds"] // 60 if row["seconds"] else None,
            is_on_paper=row["on_paper"],
        )


def _open_state(row: Mapping[str, Any]) -> str:
    return "running" if row["enrolled"] else "new"


def _percent(row: Mapping[str, Any]) -> int:
    """How much of the slides of a run is done; no statement once they are in memory."""
    met = int(row["met"] or 0)
    if not met:
        return 0
    slides = Scope(row["revision"], row["compared"], row["legal_only"]).text("ja").slides
    return min(100, met * 100 // len(slides))
