"""How many of an assignment stand where: in all, and in each department with those below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import add
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from ..accounts.selectors import DepartmentNode, DepartmentTree
from ..catalogue.models import Revision
from ..common.prepared import plain_rows
from ..learning.choices import EnrolmentKind
from ..learning.models import Assignment, Enrolment
from ..learning.scope import Scope
from ..learning.selectors.standing import DONE, members_by_code, place_at_the_time
from .trend import Trend, drawn_trend, trend_days

MOST_OPEN: Final = 40  # a longer tree is folded to begin with
MOST_TURNED: Final = 60
# In one number: department × SPAN, LEARNED for who is through all slides, `Standing.code`.
LEARNED: Final = 16
SPAN: Final = 32
NOBODY: Final = (0,) * (DONE + 1)


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


def funnel_by_code(counts: Sequence[int], learned: int | None = None) -> Funnel:
    """The funnel of numbers by `Standing.code`."""
    new, running, new_late, running_late, new_away, running_away, completed = counts
    everyone = sum(counts)
    return Funnel(
        all=everyone,
        started=everyone - new - new_late - new_away,
        completed=completed,
        late=new_late + running_late,
        running=running + running_late,
        on_leave=new_away + running_away,
        learned=learned,
    )


@dataclass(frozen=True)
class Numbers:
    """Numbers by code of the departments of an assignment in which anybody is to learn.

    Each with those below it; the key `None` is the whole organisation.
    """

    counts: Mapping[int | None, Sequence[int]]
    learned: int | None = None
    trend: Trend | None = None

    @cached_property
    def whole(self) -> Funnel:
        """All whom the assignment is for."""
        return funnel_by_code(self.counts.get(None, NOBODY), self.learned)

    def of(self, department: int | None) -> Funnel:
        """A department with those below it."""
        return funnel_by_code(self.counts.get(department, NOBODY))

    def has_anyone(self, node: DepartmentNode) -> bool:
        """Whether anybody of a department, or below it, is to learn."""
        return node.department.pk in self.counts


def numbers_of(assignment: Assignment, tree: DepartmentTree, on: dt.date | None = None) -> Numbers:
    """The numbers now, or at the end of a day, with their trend until then; two statements.

    One pass over the members makes them all: it is what 受講状況 costs in a large organisation.
    They are grouped by one number, of department, code, and whether all slides are met.
    """
    days = trend_days(assignment, on)
    ends = sorted(set(days))
    learned = _learned(assignment) if on is None else None
    key: Any = Coalesce(place_at_the_time("id", on), Value(0)) * Value(SPAN) + F("code")
    if learned is not None:
        key += Case(When(learned, then=Value(LEARNED)), default=Value(0))
    grouped = members_by_code(assignment, on, ends).annotate(key=key).values_list("key")
    own: dict[int | None, list[int]] = {}
    completed = [0] * (len(ends) + 1)
    number_learned = 0
    for number, count in plain_rows(grouped.annotate(count=Count("*"))):
        place, code = divmod(number, SPAN)
        if code >= LEARNED:
            number_learned += count
            code -= LEARNED
        if code >= DONE:
            completed[code - DONE] += count
            code = DONE
        own.setdefault(place if place in tree.by_id else None, [*NOBODY])[code] += count
    counts = _with_those_below(own, tree)
    by_end = dict(zip(ends, accumulate(completed), strict=False))
    whole = sum(counts.get(None, NOBODY))
    return Numbers(
        counts,
        None if learned is None else number_learned + sum(completed),
        drawn_trend(assignment, whole, days, [by_end[day] for day in days]),
    )


def _with_those_below(
    own: Mapping[int | None, list[int]], tree: DepartmentTree
) -> dict[int | None, list[int]]:
    """The numbers of departments with those below added, and of all."""
    counts = dict(own)
    for key in reversed(tree.by_id):  # parents stand before their children
        if (numbers := counts.get(key)) is not None:
            above = tree.by_id[key].department.parent_id
            counts[above] = [*map(add, counts.get(above, NOBODY), numbers)]
    return counts


def _learned(assignment: Assignment) -> Q | None:
    """Who has met every slide of their own revision, but has not completed it.

    `None` for a delta, whose slides differ from person to person.
    """
    if assignment.kind == EnrolmentKind.DELTA:
        return None
    runs = Enrolment.objects.filter(assignment=assignment, revision=OuterRef("pk"))
    revisions = Revision.objects.filter(Exists(runs), course=assignment.course_id)
    found = Q(pk__in=[])
    for revision in revisions.order_by("pk").values_list("pk", flat=True):
        slides = len(Scope(revision).text("ja").slides)
        found |= Q(run__revision=revision, run__slides_met__gte=slides)
    return Q(run__completed_at=None) & found


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


def folding_of(query: QueryDict, length: int) -> Folding:
    """How the address wants the tree; to begin with a short one is open, a long one folded."""
    wanted = query.get("tree")
    is_open = length <= MOST_OPEN if wanted not in {"open", "shut"} else wanted == "open"
    return Folding(is_open, query.get("turn", "").split(",")[-MOST_TURNED:])


@dataclass(frozen=True)
class DepartmentTable:
    """The table of departments as far as it is open."""

    rows: Sequence[DepartmentRow]
    has_levels: bool
    is_open: bool


def department_table(numbers: Numbers, tree: DepartmentTree, query: QueryDict) -> DepartmentTable:
    """The departments in which anybody is to learn, in the order of the tree, as far as open."""
    found = [node for node in tree.by_id.values() if numbers.has_anyone(node)]
    folding = folding_of(query, len(found))
    rows = [DepartmentRow(None, numbers.whole), *_shown(tree.roots, numbers, folding)]
    return DepartmentTable(rows, any(node.level for node in found), folding.is_open)


def _shown(
    nodes: Sequence[DepartmentNode], numbers: Numbers, folding: Folding
) -> Iterator[DepartmentRow]:
    """The rows of some departments and of what is open below them; nobody looks further down."""
    for node in filter(numbers.has_anyone, nodes):
        is_open = folding.opens(node)
        yield DepartmentRow(
            node,
            numbers.of(node.department.pk),
            has_parts=any(map(numbers.has_anyone, node.children)),
            is_open=is_open,
            turned=folding.turn(node),
        )
        if is_open:
            yield from _shown(node.children, numbers, folding)


def funnel_of(assignment: Assignment) -> Funnel:
    """The funnel of an assignment; one statement."""
    return funnel_by_members(members_by_code(assignment))


def funnel_by_members(members: QuerySet[Any, Any]) -> Funnel:
    """The funnel of some of `members_by_code`; one statement."""
    counts = [*NOBODY]
    for code, count in members.values_list("code").annotate(count=Count("*")):
        counts[code] = count
    return funnel_by_code(counts)
