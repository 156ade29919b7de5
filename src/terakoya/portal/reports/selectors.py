"""Who has done what, read in few statements whatever the size of the organisation."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ..accounts.models import Member
from ..accounts.selectors import DepartmentNode, DepartmentTree
from ..common import clock
from ..learning.models import AccessGrant, Assignment, SeatHolder
from ..learning.scope import Scope
from ..learning.selectors import assignment_title
from ..learning.selectors_standing import COMPLETED, Narrowing, late, members_with_runs, narrowed
from ..learning.starting_revision import starting_revision
from ..surveys.models import Wave

EVERYBODY = Narrowing()
STATES = ("all", "late", "running", "new", "completed")


@dataclass(frozen=True)
class Funnel:
    """How far the people of an assignment have come."""

    all: int
    started: int
    completed: int
    late: int

    @property
    def new(self) -> int:
        """Not begun."""
        return self.all - self.started

    @property
    def running(self) -> int:
        """Begun and not completed."""
        return self.started - self.completed

    @property
    def percent(self) -> int:
        """Completed, in whole percent."""
        return self.completed * 100 // self.all if self.all else 0


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
    minutes: int | None  # learned, each moment once; None where nothing was counted

    @property
    def time_learned(self) -> str:
        """The minutes as the list shows them."""
        if self.minutes is None:
            return "–"
        return _("%(n)d分") % {"n": self.minutes} if self.minutes else _("1分未満")


@dataclass(frozen=True)
class DepartmentRow:
    """One department in the table, with those below it; without a node: the whole organisation."""

    node: DepartmentNode | None
    all: int
    completed: int
    late: int

    @property
    def level(self) -> int:
        """How deep it stands."""
        return self.node.level if self.node else 0

    @property
    def percent(self) -> int:
        """Completed, in whole percent."""
        return self.completed * 100 // self.all if self.all else 0


def assignments_of(officer: Member) -> list[Assignment]:
    """The organisation's assignments, newest first."""
    return list(
        Assignment.objects.filter(organisation_id=officer.organisation_id)
        .select_related("course")
        .order_by("-id")
    )


def title_of(assignment: Assignment, language: str) -> str:
    """The title of an assignment, by the newest revision of its course."""
    revision = starting_revision(assignment)
    return assignment_title(assignment, revision.pk, language)


def funnel_of(assignment: Assignment) -> Funnel:
    """The funnel of an assignment; one statement."""
    counts = members_with_runs(assignment).aggregate(
        all=Count("id"),
        started=Count("run__id"),
        completed=Count("id", filter=COMPLETED),
        late=Count("id", filter=late()),
    )
    return Funnel(**counts)


def department_rows(assignment: Assignment, tree: DepartmentTree) -> list[DepartmentRow]:
    """Completion by department in the order of the tree, each with those below; one statement."""
    counts = (
        members_with_runs(assignment)
        .order_by()
        .values_list("home__department")
        .annotate(
            all=Count("id"),
            completed=Count("id", filter=COMPLETED),
            late=Count("id", filter=late()),
        )
    )
    totals: dict[int | None, list[int]] = {}
    for key, *numbers in counts:
        for above in (None, *_with_those_above(tree, key)):
            known = totals.setdefault(above, [0, 0, 0])
            totals[above] = [a + b for a, b in zip(known, numbers, strict=True)]
    nodes = [node for node in tree.walk() if node.department.pk in totals]
    whole = DepartmentRow(None, *totals.get(None, [0, 0, 0]))
    return [whole, *(DepartmentRow(node, *totals[node.department.pk]) for node in nodes)]


def _with_those_above(tree: DepartmentTree, key: int | None) -> list[int]:
    """A department and those it stands in; none for who works in none."""
    node = tree.by_id.get(key or 0)
    return [int(one) for one in node.department.path.strip("/").split("/")] if node else []


def status_members(assignment: Assignment, wanted: Narrowing = EVERYBODY) -> QuerySet[Any, Any]:
    """The rows of the list as values, to be divided into pages."""
    return status_values(narrowed(members_with_runs(assignment), wanted))


def status_values(members: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """What `status_rows` needs of some of `members_with_runs`."""
    return members.order_by("name_kana", "name", "id").values(
        "uuid",
        "name",
        "name_kana",
        "employee_number",
        "due",
        department=F("home__department__name"),
        enrolled=F("run__id"),
        met=F("run__slides_met"),
        last_at=F("run__last_at"),
        completed_at=F("run__completed_at"),
        seconds=F("run__seconds_spent"),
        certificate=Coalesce("run__certificate__uuid", "run__addendum__certificate__uuid"),
        revision=F("run__revision_id"),
        compared=F("run__compared_with_id"),
        legal_only=F("run__legal_only"),
    )


def status_rows(values: Any) -> Iterator[StatusRow]:
    """The rows as a page shows them; how far a run has come is told by its own slides."""
    today = clock.today()
    for row in values:
        done = row["completed_at"] is not None
        due = row["due"]
        is_late = not done and due is not None and due < today
        state = "completed" if done else "running" if row["enrolled"] else "new"
        yield StatusRow(
            uuid=row["uuid"],
            name=row["name"],
            kana=row["name_kana"],
            employee_number=row["employee_number"] or "",
            department=row["department"] or "",
            state=state,
            percent=100 if done else _percent(row),
            due_on=due,
            days_late=(today - due).days if is_late else 0,
            last_at=row["last_at"],
            completed_at=row["completed_at"],
            certificate=row["certificate"],
            minutes=row["seconds"] // 60 if row["seconds"] else None,
        )


def _percent(row: dict[str, Any]) -> int:
    """How much of the slides of a run is done; no statement once they are in memory."""
    met = int(row["met"] or 0)
    if not met:
        return 0
    slides = Scope(row["revision"], row["compared"], row["legal_only"]).text("ja").slides
    return min(100, met * 100 // len(slides))


@dataclass(frozen=True)
class SeatUse:
    """How many of the running seats are taken, and until when they run."""

    seats: int
    taken: int
    ends_on: dt.date


def seat_use(officer: Member) -> list[SeatUse]:
    """The running grants of the organisation; two statements."""
    today = clock.today()
    grants = AccessGrant.objects.filter(
        organisation_id=officer.organisation_id, starts_on__lte=today, ends_on__gte=today
    ).order_by("ends_on")
    taken = dict(
        SeatHolder.objects.filter(seat__grant__in=grants, until_on=None)
        .values_list("seat__grant_id")
        .annotate(n=Count("id"))
    )
    return [SeatUse(grant.seats, taken.get(grant.pk, 0), grant.ends_on) for grant in grants]


@dataclass(frozen=True)
class SetupStep:
    """A line of the setup checklist: words, where to do it, done or not."""

    key: str
    url_name: str
    is_done: bool


def setup_steps(officer: Member) -> list[SetupStep]:
    """What a new organisation has to do, in order; three statements."""
    organisation = officer.organisation
    members = Member.objects.present().filter(organisation=organisation).count()
    assignments = Assignment.objects.filter(organisation=organisation).count()
    waves = Wave.objects.filter(organisation=organisation).exists()
    return [
        SetupStep("applied", "orders:order-list", True),
        SetupStep("email", "accounts:account", bool(officer.person.email_confirmed_at)),
        SetupStep("members", "accounts:invite", members > 1),
        SetupStep("desk", "accounts:organisation-settings", bool(organisation.variables)),
        SetupStep("assigned", "learning:assignment-list", assignments > 0),
        SetupStep("survey", "surveys:wave-list", waves),
    ]
