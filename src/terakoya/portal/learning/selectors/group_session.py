"""What the pages of a group session show, and what records say of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BigAutoField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from ...accounts.access import units_led_by
from ...accounts.models import Member
from ...catalogue.pages import TocSlide
from ...catalogue.selectors import revision_text
from ...common import clock
from ...common.dates import full_day
from ...common.prepared import Given, Prepared
from ..group_presence import Showing, presence
from ..models import Assignment, Attendance, Enrolment, GroupSession, PaperResult
from .progress import needs_of
from .standing import Narrowing, members_with_runs, narrowed

MOST_SHOWN: Final = 50


@dataclass(frozen=True)
class Screen:
    """A slide on the group's screen, with the ones beside it."""

    slides: tuple[TocSlide, ...]
    number: int  # from 0

    @property
    def before(self) -> TocSlide | None:
        """The slide before; `None` at the first."""
        return self.slides[self.number - 1] if self.number else None

    @property
    def after(self) -> TocSlide | None:
        """The slide after; `None` at the last."""
        return self.slides[self.number + 1] if self.number + 1 < len(self.slides) else None

    @property
    def counter(self) -> str:
        """Which one it is."""
        return f"{self.number + 1} / {len(self.slides)}"


def screen_of(session: GroupSession, slide: str) -> Screen | None:
    """The screen with a slide; `None` where the course has no such slide."""
    slides = revision_text(session.revision_id, session.language).slides
    number = next((n for n, one in enumerate(slides) if one.id == slide), None)
    return None if number is None else Screen(slides, number)


def sessions_of(leader: Member) -> QuerySet[Any, Any]:
    """The sessions that a leader may see, newest first: an officer all, others their own."""
    rows = GroupSession.objects.filter(organisation_id=leader.organisation_id)
    if not leader.is_officer:
        rows = rows.filter(led_by=leader)
    return (
        rows.select_related("assignment__course")
        .annotate(came=Count("attendances"))
        .order_by("-id")
    )


def attendances_of(session: GroupSession) -> QuerySet[Attendance]:
    """Who came, newest first."""
    return session.attendances.select_related("member").order_by("-id")


def missing_slides(session: GroupSession) -> list[TocSlide]:
    """The slides that were not shown for long enough to count, as things stand now."""
    now = clock.now()
    end = session.ended_at or min(now, session.closes_at)
    rows = session.showings.order_by("id").values_list("slide_id", "from_at", "until_at")
    showings = [
        Showing(slide, start.timestamp(), (until or end).timestamp())
        for slide, start, until in rows
    ]
    needs = needs_of(session.revision_id, session.assignment.min_seconds)
    shown = presence(showings, needs, session.opened_at.timestamp(), end.timestamp())
    text = revision_text(session.revision_id, session.language)
    return [one for one in text.slides if one.id not in shown]


def members_to_tick(leader: Member, session: GroupSession, words: str = "") -> QuerySet[Any, Any]:
    """Whom the leader may note as present: of the assignment, of their own unit, not noted yet."""
    members = narrowed(members_with_runs(session.assignment), Narrowing("all", words))
    members = members.filter(run__completed_at=None)
    members = members.exclude(pk__in=session.attendances.values("member"))
    if not leader.is_officer:
        below = Q(pk__in=[])
        for department in units_led_by(leader):
            below |= Q(home__department__path__startswith=department.path)
        members = members.filter(below)
    return members.order_by("name_kana", "name", "id")


def open_assignments(leader: Member) -> list[Assignment]:
    """What a session can be opened for, newest first."""
    today = clock.today()
    rows = Assignment.objects.filter(organisation_id=leader.organisation_id, kind="normal")
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=today))
    return list(rows.select_related("course").order_by("-id")[:200])


def own_attendance(member: Member, session: GroupSession) -> Attendance | None:
    """How a member is noted."""
    return Attendance.objects.filter(session=session, member=member).first()


@dataclass(frozen=True)
class GroupMark:
    """集合受講 on a record: when, where, who led."""

    on: dt.date
    place: str
    led_by: str

    @property
    def words(self) -> str:
        """集合受講（2026年11月28日（土）、本社3階、進行：山田 花子）."""
        return _("集合受講（%(day)s、%(place)s、進行：%(leader)s）") % {
            "day": full_day(self.on),
            "place": self.place,
            "leader": self.led_by,
        }


@dataclass(frozen=True)
class Way:
    """How somebody took a course, where it was not on their own screen alone."""

    group: GroupMark | None = None
    is_on_paper: bool = False  # the test was passed on a sheet that an officer sent


def counting_sessions(run: str = "") -> QuerySet[Attendance]:
    """The group sessions that count for a run, newest first; `run` leads to it from the query."""
    here = {
        "session__assignment": OuterRef(f"{run}assignment"),
        "member": OuterRef(f"{run}member"),
    }
    return Attendance.objects.filter(**here, slides__gt=0).order_by("-id")


def passed_on_paper(run: str = "") -> Exists:
    """Whether the test of a run was passed on paper; `run` leads to it from the query."""
    return Exists(PaperResult.objects.filter(enrolment=OuterRef(f"{run}pk"), passed=True))


def _ways() -> QuerySet[Enrolment, tuple[dt.datetime | None, str, str, bool]]:
    columns = [
        Subquery(counting_sessions().values(f"session__{name}")[:1])
        for name in ("opened_at", "place", "led_by_name")
    ]
    rows = Enrolment.objects.filter(pk=Given("run", BigAutoField()))
    return rows.values_list(*columns, passed_on_paper())


# Every look at a certificate makes this.
_WAY: Final = Prepared(_ways)


def way_of(enrolment: Enrolment) -> Way:
    """The newest group session that counts for a run, and whether its test was on paper; one
    statement.
    """
    ((at, place, leader, is_on_paper),) = _WAY.all(run=enrolment.pk)
    group = GroupMark(at.astimezone(clock.TOKYO).date(), place, leader) if at else None
    return Way(group, is_on_paper)


def group_marks(assignment_id: int) -> dict[int, list[GroupMark]]:
    """Member → the sessions that count for them in an assignment, in order; one statement.

    By member and not by run, since a run may go on on another revision.
    """
    rows = Attendance.objects.filter(session__assignment=assignment_id, slides__gt=0)
    found: dict[int, list[GroupMark]] = {}
    values = rows.order_by("id").values_list(
        "member_id", "session__opened_at", "session__place", "session__led_by_name"
    )
    for member, at, place, leader in values:
        on = at.astimezone(clock.TOKYO).date()
        found.setdefault(member, []).append(GroupMark(on, place, leader))
    return found
