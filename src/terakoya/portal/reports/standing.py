"""How many of an assignment stand where: in all, and in each department with those below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.http import QueryDict

from ..accounts.selectors import DepartmentNode, DepartmentTree
from ..learning.choices import EnrolmentKind
from ..learning.models import Assignment, Enrolment
from ..learning.scope import Scope
from ..learning.selectors_standing import Standing, members_with_runs, place_at_the_time
from .trend import Trend, completed_by, drawn_trend, trend_days

MOST_OPEN: Final = 40  # a longer tree is folded to begin with
MOST_TURNED: Final = 60


@dataclass(frozen=True)
class Funnel:
    """How far people have come; `learned` is through all slides, `None` where nobody can say.

    `all` is completed, running, new and on leave; who is on leave is not late.
    """

    all: int = 0
    started: int = 0
    completed: int = 0
    late: int = 0
    running: int = 0
    on_leave: int = 0
    learned: int | None = None

    @property
    def new(self) -> int:
        """Not begun, and at work."""
        return self.all - self.completed - self.running - self.on_leave

    @property
    def open(self) -> int:
        """Not completed, and at work."""
        return self.new + self.running

    @property
    def percent(self) -> int:
        """Completed, in whole percent."""
        return self.completed * 100 // self.all if self.all else 0

    def count(self, state: str) -> int:
        """How many a list shows that is narrowed to a state."""
        names = {"leave": "on_leave"} | {
            one: one for one in ("completed", "running", "new", "late")
        }
        return int(getattr(self, names.get(state, "all")))

    def __add__(self, other: Funnel) -> Funnel:
        """Both together."""
        learned = None
        if self.learned is not None and other.learned is not None:
            learned = self.learned + other.learned
        return Funnel(
            self.all + other.all,
            self.started + other.started,
            self.completed + other.completed,
            self.late + other.late,
            self.running + other.running,
            self.on_leave + other.on_leave,
            learned,
        )


NOBODY: Final = Funnel(learned=0)


@dataclass(frozen=True)
class Numbers:
    """The funnels of an assignment; the key `None` is the whole organisation."""

    funnels: Mapping[int | None, Funnel]
    trend: Trend | None = None

    @property
    def whole(self) -> Funnel:
        """All whom the assignment is for."""
        return self.funnels.get(None, NOBODY)

    def of(self, department: int | None) -> Funnel:
        """A department with those below it."""
        return self.funnels.get(department, NOBODY)


def numbers_of(assignment: Assignment, tree: DepartmentTree, on: dt.date | None = None) -> Numbers:
    """The numbers now, or at the end of a day, with their trend until then; two statements.

    One pass over the members makes them all: it is what 受講状況 costs in a large organisation.
    """
    days = trend_days(assignment, on)
    members = members_with_runs(assignment, on).order_by()
    places = members.annotate(place=place_at_the_time("id", on)).values_list("place")
    wanted = _wanted(assignment, on)
    totals: dict[int | None, Funnel] = {}
    completed = [0] * len(days)
    for key, *counts in places.annotate(**wanted, **completed_by(days)):
        own = Funnel(**dict(zip(wanted, counts, strict=False)))
        completed = [a + b for a, b in zip(completed, counts[len(wanted) :], strict=True)]
        for above in (None, *_with_those_above(tree, key)):
            totals[above] = totals[above] + own if above in totals else own
    whole = totals.get(None, NOBODY).all
    return Numbers(totals, drawn_trend(assignment, whole, days, completed))


def counts_of(standing: Standing) -> dict[str, Count]:
    """What is counted of `members_with_runs` for a funnel, by the names of its fields."""
    return {
        "all": Count("id"),
        "started": Count("run__id"),
        "completed": Count("id", filter=standing.completed),
        "late": Count("id", filter=standing.late),
        "running": Count("id", filter=standing.running),
        "on_leave": Count("id", filter=standing.on_leave),
    }


def _wanted(assignment: Assignment, on: dt.date | None) -> dict[str, Count]:
    """What is counted for a funnel of 受講状況."""
    wanted = counts_of(Standing(on))
    learned = _learned(assignment) if on is None else None
    return wanted if learned is None else wanted | {"learned": Count("id", filter=learned)}


def _with_those_above(tree: DepartmentTree, key: int | None) -> list[int]:
    """A department and those it stands in; none for who works in none."""
    node = tree.by_id.get(key or 0)
    return [int(one) for one in node.department.path.strip("/").split("/")] if node else []


def _learned(assignment: Assignment) -> Q | None:
    """Who has met every slide of their own revision; `None` for a delta, whose slides differ."""
    if assignment.kind == EnrolmentKind.DELTA:
        return None
    runs = Enrolment.objects.filter(assignment=assignment, continued_at=None)
    found = Q(run__completed_at__isnull=False)
    for revision in runs.order_by().values_list("revision_id", flat=True).distinct():
        slides = len(Scope(revision).text("ja").slides)
        found |= Q(run__revision=revision, run__slides_met__gte=slides)
    return found


@dataclass(frozen=True)
class DepartmentRow:
    """A department in the table; without a node: the whole organisation.

    `turned` is what the address says when its part of the tree is opened or folded.
    """

    node: DepartmentNode | None
    funnel: Funnel
    has_parts: bool = False
    is_open: bool = False
    turned: str = ""

    @property
    def level(self) -> int:
        """How deep it stands."""
        return self.node.level if self.node else 0


@dataclass(frozen=True)
class Folding:
    """Which parts of the tree are open: all or none of them, but for those that were turned."""

    is_open: bool
    turned: Collection[str] = ()

    def opens(self, node: DepartmentNode) -> bool:
        """Whether the departments below one are shown."""
        return self.is_open != (str(node.department.uuid) in self.turned)

    def turn(self, node: DepartmentNode) -> str:
        """What the address says once a part is turned."""
        key = str(node.department.uuid)
        rest = [one for one in self.turned if one != key]
        return ",".join(rest if key in self.turned else [*rest, key])


def folding_of(query: QueryDict, nodes: Sequence[DepartmentNode]) -> Folding:
    """How the address wants the tree; to begin with a short one is open, a long one folded."""
    wanted = query.get("tree")
    is_open = len(nodes) <= MOST_OPEN if wanted not in {"open", "shut"} else wanted == "open"
    return Folding(is_open, query.get("turn", "").split(",")[-MOST_TURNED:])


@dataclass(frozen=True)
class DepartmentTable:
    """The table of departments as far as it is open."""

    rows: Sequence[DepartmentRow]
    has_levels: bool
    is_open: bool


def department_table(numbers: Numbers, tree: DepartmentTree, query: QueryDict) -> DepartmentTable:
    """The departments in which anybody is to learn, in the order of the tree."""
    nodes = [node for node in tree.walk() if numbers.of(node.department.pk).all]
    folding = folding_of(query, nodes)
    rows = [DepartmentRow(None, numbers.whole)]
    hidden_below = -1
    for node in nodes:
        if 0 <= hidden_below < node.level:
            continue
        is_open = folding.opens(node)
        hidden_below = -1 if is_open else node.level
        rows.append(
            DepartmentRow(
                node,
                numbers.of(node.department.pk),
                has_parts=any(numbers.of(one.department.pk).all for one in node.children),
                is_open=is_open,
                turned=folding.turn(node),
            )
        )
    return DepartmentTable(rows, any(node.level for node in nodes), folding.is_open)


def funnel_of(assignment: Assignment) -> Funnel:
    """The funnel of an assignment; one statement."""
    return Funnel(**members_with_runs(assignment).aggregate(**counts_of(Standing())))
