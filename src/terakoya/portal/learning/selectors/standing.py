"""Who an assignment is for, and where each of them stands."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Lower

from ...accounts.models import (
    ConcurrentPost,
    Department,
    DepartmentMembership,
    Member,
    is_on_leave,
)
from ...accounts.names import katakana
from ...catalogue.models import Course, Offer
from ...common import clock
from ...common.days_in_sql import DayInJapan
from ..choices import Audience, EnrolmentKind
from ..models import (
    Assignment,
    AssignmentDepartment,
    Enrolment,
    Exemption,
    Extension,
    Group,
)
from .groups import fits, in_groups_of, read_group_rules, works_below

MOST_WORDS: Final = 5
MOST_EXEMPT: Final = 200
A_STATEMENT: Final = 100  # assignments counted in one
COUNTED: Final = ("all", "completed", "late", "running", "new")
DONE: Final = 6
COUNTED_AS: Final = (  # by `Standing.code`
    ("all", "new"),
    ("all", "running"),
    ("all", "new", "late"),
    ("all", "running", "late"),
    ("all", "new"),
    ("all", "running"),
    ("all", "completed"),
)
NEW: Final = Q(run__id=None)
COMPLETED: Final = Q(run__completed_at__isnull=False)
RUNNING: Final = Q(run__id__isnull=False, run__completed_at=None)


def assigned_members(assignment: Assignment, on: dt.date | None = None) -> QuerySet[Member]:
    """The members an assignment is for, present on a day (today when left out), none exempt.

    Whoever has begun stays, whatever department or group they are in by now. An assignment for
    groups costs three more statements the first time, which read its rules.
    """
    members = Member.objects.present(on).filter(organisation_id=assignment.organisation_id)
    members = members.exclude(pk__in=assignment.exemptions.values("member_id"))
    if assignment.audience == Audience.EVERYONE:
        return members
    if assignment.audience == Audience.CHOSEN:
        return members.filter(pk__in=assignment.chosen.values("member_id"))
    by_departments = assignment.audience == Audience.DEPARTMENTS
    meant = _in_departments_of(assignment) if by_departments else in_groups_of(assignment)
    begun = Enrolment.objects.filter(assignment=assignment, member=OuterRef("pk"))
    return members.filter(meant | Exists(begun))


def _in_departments_of(assignment: Assignment) -> Q:
    """The members who work in or below its departments today, or hold a post there beside."""
    works = Exists(_places_in(assignment, DepartmentMembership))
    return Q(works | Exists(_places_in(assignment, ConcurrentPost)))


def _places_in(
    assignment: Assignment, kind: type[DepartmentMembership | ConcurrentPost]
) -> QuerySet[Any, Any]:
    """Where a member works now, if that is in or below a department of the assignment."""
    given = AssignmentDepartment.objects.filter(assignment=assignment).annotate(
        place=ExpressionWrapper(OuterRef("department__path"), output_field=CharField())
    )
    above = given.filter(place__startswith=F("department__path"))
    places: QuerySet[Any, Any] = kind._default_manager.filter(
        Exists(above), member=OuterRef("pk"), until_on=None
    )
    return places


def members_with_runs(assignment: Assignment, on: dt.date | None = None) -> QuerySet[Any, Any]:
    """The members of an assignment with `run`, `home` (where they work), `due` and `late_after`.

    `late_after` is the day after which somebody is late: `due`, and null once the assignment has
    ended, when nobody is asked any more. With a day: as it was at its end, but for exemptions and
    due dates, of which there is no past.
    """
    due = Coalesce(F("extended__due_on"), Value(assignment.due_on, output_field=DateField()))
    is_over = assignment.is_over(on or clock.today())
    late_after = Value(None, output_field=DateField()) if is_over else due
    members: QuerySet[Any, Any] = _with_runs(assignment, on).annotate(
        due=due, late_after=late_after
    )
    return members


def members_by_code(
    assignment: Assignment, on: dt.date | None = None, days: Sequence[dt.date] = ()
) -> QuerySet[Any, Any]:
    """The members of an assignment with `code`, `run` and `home`, to be counted; in no order.

    Nobody's own due date is read: `code` looks for those who were given another one.
    """
    standing = Standing(on)
    code = standing.code(days, _late_by_extensions(assignment, standing.day))
    members: QuerySet[Any, Any] = _with_runs(assignment, on).order_by().annotate(code=code)
    return members


def _late_by_extensions(assignment: Assignment, day: dt.date) -> Q:
    """Past their own due date, as `late_after` would tell; one list of the few with another one."""
    if assignment.is_over(day):
        return Q(pk__in=[])
    extensions = Extension.objects.filter(assignment=assignment)
    if assignment.due_on is not None and assignment.due_on < day:
        return ~Q(pk__in=extensions.filter(due_on__gte=day).values("member"))
    return Q(pk__in=extensions.filter(due_on__lt=day).values("member"))


def _with_runs(assignment: Assignment, on: dt.date | None) -> QuerySet[Any, Any]:
    run = Q(enrolments__continued_at=None)
    home = Q(departments__until_on=None)
    members = assigned_members(assignment, on)
    if on is not None:
        until = clock.day_end(on)
        run |= Q(enrolments__continued_at__gte=until)
        run &= Q(enrolments__opened_at__lt=until)
        home |= Q(departments__until_on__gte=on)
        home &= Q(departments__from_on__lte=on)
        members = members.filter(created_at__lt=until)
    return members.annotate(
        run=FilteredRelation("enrolments", condition=run & Q(enrolments__assignment=assignment)),
        home=FilteredRelation("departments", condition=home),
        extended=FilteredRelation("extensions", condition=Q(extensions__assignment=assignment)),
    )


def members_by_number(organisation_id: int, words: Sequence[str]) -> dict[str, Member]:
    """Present members by employee number or roster address, as typed in small letters."""
    wanted = {word.casefold() for word in words}
    rows = (
        Member.objects.present()
        .filter(organisation_id=organisation_id)
        .annotate(number=Lower("employee_number"))
        .filter(Q(number__in=wanted) | Q(email__in=wanted))
    )
    found: dict[str, Member] = {}
    for member in rows.order_by("id"):
        for key in (member.employee_number, member.email):
            if key and key.casefold() in wanted:
                found.setdefault(key.casefold(), member)
    return found


def numbers_of(assignments: Sequence[Assignment]) -> dict[int, dict[str, int]]:
    """Assignment → how many it is for, have completed and are late; one statement a hundred.

    Three more read the rules of groups, where there are any.
    """
    read_group_rules(assignments)
    numbers = {one.pk: dict.fromkeys(COUNTED, 0) for one in assignments}
    for start in range(0, len(assignments), A_STATEMENT):
        first, *others = map(_counted, assignments[start : start + A_STATEMENT])
        for row in first.union(*others, all=True):
            for name in COUNTED_AS[row["code"]]:
                numbers[row["of"]][name] += row["count"]
    return numbers


def number_with_open(
    organisation_id: int,
    course: Course,
    audience: Audience,
    *,
    departments: Sequence[Department] = (),
    groups: Sequence[Group] = (),
    members: Sequence[Member] = (),
) -> int:
    """How many of some people have the course to take by an assignment that has not ended.

    Whoever has completed that one does not count. One statement for the assignments and one for
    the people, and those of the rules of groups.
    """
    going = list(
        Assignment.objects.going(clock.today()).filter(
            organisation_id=organisation_id, course=course, kind=EnrolmentKind.NORMAL
        )
    )
    read_group_rules(going)
    have_it = Q(pk__in=[])
    for one in going:
        done = Enrolment.objects.filter(assignment=one, completed_at__isnull=False)
        meant = assigned_members(one).order_by().exclude(pk__in=done.values("member"))
        have_it |= Q(pk__in=meant.values("pk"))
    asked = Member.objects.present().filter(have_it, organisation_id=organisation_id)
    if audience == Audience.CHOSEN:
        asked = asked.filter(pk__in=[one.pk for one in members])
    elif audience == Audience.DEPARTMENTS:
        asked = asked.filter(works_below(one.path for one in departments))
    elif audience == Audience.GROUPS:
        chosen = list(groups)
        prefetch_related_objects(chosen, "conditions__department")
        in_some = Q(pk__in=[])
        for group in chosen:
            in_some |= fits(group.conditions.all())
        asked = asked.filter(in_some)
    return asked.count()


def people_of(assignments: Sequence[Assignment]) -> tuple[int, int]:
    """How many have completed one of some assignments, and how many any is for; each once.

    One statement for one organisation's assignments, and those of the rules of groups.
    """
    read_group_rules(assignments)
    meant, done = Q(pk__in=[]), Q(pk__in=[])
    for one in assignments:
        members = assigned_members(one).order_by().values("pk")
        runs = Enrolment.objects.filter(
            assignment=one, continued_at=None, completed_at__isnull=False
        )
        meant |= Q(pk__in=members)
        done |= Q(pk__in=members) & Q(pk__in=runs.values("member"))
    counts = Member.objects.filter(meant).aggregate(
        completed=Count("pk", filter=done), everyone=Count("pk")
    )
    return counts["completed"], counts["everyone"]


def _counted(assignment: Assignment) -> QuerySet[Any, Any]:
    of = Value(assignment.pk, output_field=IntegerField())
    grouped = members_by_code(assignment).annotate(of=of).values("of", "code")
    counted: QuerySet[Any, Any] = grouped.annotate(count=Count("*"))
    return counted


def exempt_members_of(assignment: Assignment) -> list[Exemption]:
    """Who is exempt and why, newest first, at most 200."""
    rows = Exemption.objects.filter(assignment=assignment).select_related("member")
    return list(rows.order_by("-id")[:MOST_EXEMPT])


def late(on: dt.date | None = None) -> Q:
    """Past their own due date, not completed and not on leave."""
    day = on or clock.today()
    return Q(late_after__lt=day, run__completed_at=None) & ~is_on_leave(day)


@dataclass(frozen=True)
class Standing:
    """The conditions of where `members_with_runs` stand: now, or at the end of a day.

    Everybody has completed it, is on leave (休職), has begun or has not: one of the four. Who is
    on leave is not late.
    """

    on: dt.date | None = None

    @property
    def day(self) -> dt.date:
        """The day that is looked at."""
        return self.on or clock.today()

    @property
    def completed(self) -> Q:
        """Have completed it."""
        return COMPLETED if self.on is None else Q(run__completed_at__lt=clock.day_end(self.on))

    @property
    def is_open(self) -> Q:
        """Have not; true for who has no run as well."""
        if self.on is None:
            return Q(run__completed_at=None)
        return Q(run__completed_at=None) | Q(run__completed_at__gte=clock.day_end(self.on))

    @property
    def late(self) -> Q:
        """Past their own due date, not completed and not on leave."""
        return Q(late_after__lt=self.day) & self.is_open & ~is_on_leave(self.day)

    @property
    def on_leave(self) -> Q:
        """Have not completed it and are on leave, whether they had begun or not."""
        return self.is_open & is_on_leave(self.day)

    @property
    def running(self) -> Q:
        """Have begun, have not completed it and are at work."""
        return Q(run__id__isnull=False) & self.is_open & ~is_on_leave(self.day)

    @property
    def new(self) -> Q:
        """Have not begun and are at work."""
        return NEW & ~is_on_leave(self.day)

    def code(self, days: Sequence[dt.date] = (), late: Q | None = None) -> Case:
        """Where somebody stands, and who is late, as one number.

        0 not begun, 1 begun, 2 and 3 the same and late, 4 and 5 the same and on leave,
        6 (`DONE`) completed; with days in order: 6 by the end of the first, 7 by that of the
        next, and so on. Grouped by it, each member is looked at once, not once for each count.
        `late`: past the due date, if members are without `late_after`.
        """
        apart = Case(
            When(is_on_leave(self.day), then=Value(4)),
            When(late or Q(late_after__lt=self.day), then=Value(2)),
            default=Value(0),
        )
        begun = Case(When(run__id__isnull=False, then=Value(1)), default=Value(0))
        by_day = (
            When(run__completed_at__lt=clock.day_end(day), then=Value(DONE + n))
            for n, day in enumerate(days)
        )
        return Case(
            When(self.is_open, then=apart + begun),
            *by_day,
            default=Value(DONE + len(days)),
            output_field=IntegerField(),
        )

    @property
    def has_moved(self) -> Q:
        """Have completed it, and work elsewhere since."""
        later = Q(home__from_on__gt=DayInJapan("run__completed_at"))
        # Never later than the day in Japan, and told without a function: most end here.
        later = Q(home__from_on__gt=F("run__completed_at")) & later
        return self.completed & (Q(home__id=None) | later)

    def state(self, name: str) -> Q:
        """Those of a state; anything else is everybody."""
        known = {
            "completed": self.completed,
            "running": self.running,
            "new": self.new,
            "late": self.late,
            "leave": self.on_leave,
        }
        return known.get(name, Q())


def place_at_the_time(column: str, on: dt.date | None = None) -> Case:
    """A column of the department that a record is counted in.

    Where a member worked on the day of completion; before that, where they work on the day that
    is looked at (`home`). Only for who has moved since is the history of departments read.
    """
    completed_at = ExpressionWrapper(OuterRef("run__completed_at"), output_field=DateTimeField())
    completed_on = DayInJapan(completed_at)
    then = DepartmentMembership.objects.filter(
        Q(until_on=None) | Q(until_on__gte=completed_on),
        member=OuterRef("pk"),
        from_on__lte=completed_on,
    ).order_by("-from_on", "-id")
    moved = When(Standing(on).has_moved, then=Subquery(then.values(f"department__{column}")[:1]))
    field = BigIntegerField() if column == "id" else CharField()
    return Case(moved, default=F(f"home__department__{column}"), output_field=field)


@dataclass(frozen=True)
class Narrowing:
    """What a list of the members of an assignment is narrowed to, perhaps as of a day."""

    state: str = "all"
    words: str = ""
    department: Department | None = None
    on: dt.date | None = None


def narrowed(members: QuerySet[Any, Any], wanted: Narrowing) -> QuerySet[Any, Any]:
    """Those of `members_with_runs` in a state, of a department at the time, who bear words."""
    members = members.filter(Standing(wanted.on).state(wanted.state))
    if wanted.department is not None:
        path = wanted.department.path
        # Who never worked there is left out before anybody's place at the time is looked for.
        worked = DepartmentMembership.objects.filter(department__path__startswith=path)
        members = members.alias(place=place_at_the_time("path", wanted.on))
        members = members.filter(pk__in=worked.values("member"), place__startswith=path)
    for word in unicodedata.normalize("NFKC", wanted.words).split()[:MOST_WORDS]:
        members = members.filter(
            Q(name__icontains=word)
            | Q(name_kana__icontains=katakana(word))
            | Q(employee_number__icontains=word)
        )
    return members


@dataclass(frozen=True)
class CourseUse:
    """How many people of an organisation are where in a course, over its assignments."""

    running: int
    not_started: int
    completed: int


def course_use(organisation_id: int, course_id: int, offer: Offer | None = None) -> CourseUse:
    """Whom a new revision of a course would meet; two statements for up to a hundred assignments.

    By the assignments of a further edition (`offer`), else by those without one. Of assignments
    that have ended nobody is left to start. Groups cost three more.
    """
    today = clock.today()
    without_choice = Q(offer=None) | Q(offer__is_default=True)
    rows = Assignment.objects.filter(
        without_choice if offer is None or offer.is_default else Q(offer=offer),
        organisation_id=organisation_id,
        course_id=course_id,
        kind=EnrolmentKind.NORMAL,
    )
    assignments = list(rows)
    numbers = numbers_of(assignments)
    going = [one.pk for one in assignments if one.ended_on is None or one.ended_on > today]
    return CourseUse(
        running=sum(one["running"] for one in numbers.values()),
        not_started=sum(numbers[key]["new"] for key in going),
        completed=sum(one["completed"] for one in numbers.values()),
    )
