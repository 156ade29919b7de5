"""One person's record: courses, movements, certificates, departments; of surveys nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from ..accounts.models import DepartmentMembership, Member
from ..accounts.selectors import DepartmentTree
from ..common import clock
from ..common.dates import full_day
from ..learning.models import Assignment, Attempt, Certificate, Enrolment, Exemption, SeatHolder
from ..learning.scope import scope_of
from ..learning.selectors.courses import assignment_title
from ..learning.selectors.progress import met_of_runs
from ..learning.starting_revision import starting_revisions
from ..reminders.choices import Channel, ReminderState
from ..reminders.models import Reminder

MOST_COURSES: Final = 50
MOST_MOVEMENTS: Final = 30


@dataclass(frozen=True)
class ChapterRecord:
    """How many slides of a chapter somebody has done."""

    number: int
    met: int
    slides: int

    @property
    def percent(self) -> int:
        """Of the chapter, in whole percent."""
        return self.met * 100 // (self.slides or 1)


@dataclass(frozen=True)
class CourseRecord:
    """How somebody stands in one assignment."""

    assignment: Assignment
    title: str
    run: Enrolment | None
    due_on: dt.date | None
    met: int
    slides: int
    tries: int
    score: int | None
    certificate: Certificate | None
    exempt_for: str
    is_away: bool  # 休職中 today
    chapters: Sequence[ChapterRecord]  # of a course under way

    @property
    def state(self) -> str:
        """completed, leave, running or new."""
        if self.run and self.run.completed_at:
            return "completed"
        if self.is_away:
            return "leave"
        return "running" if self.run else "new"

    @property
    def days_late(self) -> int:
        """How many days past the due date; 0 where it is completed or nobody waits for it."""
        today = clock.today()
        if self.state in {"completed", "leave"} or self.exempt_for or self.due_on is None:
            return 0
        return 0 if self.assignment.is_over(today) else max(0, (today - self.due_on).days)

    @property
    def percent(self) -> int:
        """How much of the slides is done."""
        return 100 if self.state == "completed" else self.met * 100 // (self.slides or 1)

    @property
    def is_open(self) -> bool:
        """Whether a reminder or another due date makes sense."""
        return self.state != "completed" and not self.exempt_for and not self.assignment.ended_on

    @property
    def name(self) -> str:
        """The assignment's own name before its title, where it has one."""
        own = self.assignment.name
        return f"{own}　{self.title}" if own else self.title


@dataclass(frozen=True)
class Place:
    """A department in which somebody has worked."""

    department: str
    from_on: dt.date
    until_on: dt.date | None


@dataclass(frozen=True)
class PersonRecord:
    """What the page of a person shows."""

    courses: Sequence[CourseRecord]
    movements: Sequence[tuple[dt.datetime, str]]
    places: Sequence[Place]
    seat_since: dt.date | None

    @property
    def completed(self) -> int:
        """How many courses are completed."""
        return sum(one.state == "completed" for one in self.courses)

    @property
    def certificates(self) -> list[Certificate]:
        """What was earned."""
        return [one.certificate for one in self.courses if one.certificate]


def person_record(member: Member, tree: DepartmentTree, language: str) -> PersonRecord:
    """Nine statements, whatever somebody has done; one more where a course is under way."""
    courses = _courses(member, language)
    places = DepartmentMembership.objects.filter(member=member).order_by("-from_on", "-id")
    seat = SeatHolder.objects.filter(member=member, until_on=None).order_by("from_on").first()
    return PersonRecord(
        courses=courses,
        movements=sorted(_movements(member, courses), key=lambda one: one[0], reverse=True)[
            :MOST_MOVEMENTS
        ],
        places=[
            Place(tree.label_of(one.department_id), one.from_on, one.until_on) for one in places
        ],
        seat_since=seat.from_on if seat else None,
    )


def _courses(member: Member, language: str) -> list[CourseRecord]:
    """What is assigned and what was begun, the newest first."""
    runs = {
        run.assignment_id: run
        for run in Enrolment.objects.filter(member=member, continued_at=None)
        .select_related("assignment__course", "revision", "certificate", "addendum__certificate")
        .order_by("id")
    }
    exempt = dict(Exemption.objects.filter(member=member).values_list("assignment_id", "reason"))
    meant = Assignment.objects.meant_for(member).values("pk")
    wanted = Assignment.objects.with_due_date(member).filter(
        Q(pk__in=meant) | Q(pk__in=[*runs, *exempt]), organisation_id=member.organisation_id
    )
    assignments = list(wanted.select_related("course", "offer").order_by("-id")[:MOST_COURSES])
    newest = starting_revisions(assignments)
    tries = {run: (n, percent) for run, n, percent in _tries(member)}
    met = met_of_runs(run for run in runs.values() if run.completed_at is None)
    found = []
    for one in assignments:
        run = runs.get(one.pk)
        revision = run.revision_id if run else newest[one.pk]
        n, percent = tries.get(run.pk, (0, None)) if run else (0, None)
        found.append(
            CourseRecord(
                assignment=one,
                title=assignment_title(one, revision, language),
                run=run,
                due_on=getattr(one, "member_due_on", one.due_on),
                met=run.slides_met if run else 0,
                slides=len(scope_of(run).text("ja").slides) if run else 0,
                tries=n,
                score=percent,
                certificate=_certificate(run),
                exempt_for=exempt.get(one.pk, ""),
                is_away=member.is_on_leave,
                chapters=_chapters(run, met[run.pk]) if run and run.pk in met else (),
            )
        )
    return found


def _chapters(run: Enrolment, met: frozenset[str]) -> list[ChapterRecord]:
    """How far a run has come in each chapter; no statement once its list is in memory."""
    return [
        ChapterRecord(number, sum(one.id in met for one in chapter.slides), len(chapter.slides))
        for number, chapter in enumerate(scope_of(run).text("ja").chapters, 1)
    ]


def _tries(member: Member) -> Any:
    """Enrolment, how often the test was tried, and the score that passed."""
    tried = Attempt.objects.filter(enrolment__member=member, submitted_at__isnull=False)
    return (
        tried.order_by()
        .values_list("enrolment_id")
        .annotate(n=Count("id"), best=Max("percent", filter=Q(passed=True)))
    )


def _certificate(run: Enrolment | None) -> Certificate | None:
    if run is None:
        return None
    if hasattr(run, "certificate"):
        return run.certificate
    return run.addendum.certificate if hasattr(run, "addendum") else None


def _movements(
    member: Member, courses: Sequence[CourseRecord]
) -> Iterator[tuple[dt.datetime, str]]:
    """What has happened, each with its moment."""
    yield from _reminded(member)
    for one in courses:
        words = {"title": one.name}
        yield (
            max(one.assignment.created_at, member.created_at),
            _("「%(title)s」の割り当てに入りました") % words,
        )
        if one.run is None:
            continue
        yield one.run.opened_at, _("「%(title)s」の受講を始めました") % words
        if one.run.last_at and not one.run.completed_at:
            far = _("「%(title)s」を%(n)d枚まで終えました") % {"title": one.name, "n": one.met}
            yield one.run.last_at, far
        if one.run.completed_at:
            yield one.run.completed_at, _("「%(title)s」を修了しました") % words
    if member.joined_at:
        yield member.joined_at, _("参加しました")


def _reminded(member: Member) -> Iterator[tuple[dt.datetime, str]]:
    """What was sent, and what is to be: a notice of tomorrow is on its way like a mail."""
    reminders = Reminder.objects.filter(member=member).exclude(state=ReminderState.DROPPED)
    for reminder in reminders.select_related("run").order_by("-id")[:MOST_MOVEMENTS]:
        way = _("メール") if reminder.channel == Channel.MAIL else _("マイ研修のお知らせ")
        if reminder.sent_at is not None and reminder.sent_at <= clock.now():
            yield reminder.sent_at, _("受講の案内を送りました（%(way)s）") % {"way": way}
        else:
            words = _("受講の案内を送る予定です（%(way)s）") % {"way": way}
            yield reminder.sent_at or reminder.run.send_at, words


def place_text(place: Place) -> str:
    """From when until when somebody worked there."""
    if place.until_on is None:
        return _("%(from)sから") % {"from": full_day(place.from_on)}
    days = {"from": full_day(place.from_on), "until": full_day(place.until_on)}
    return _("%(from)sから%(until)sまで") % days
