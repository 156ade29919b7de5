"""Assignments as officers see them: for whom, until when, how far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ...catalogue.selectors import latest_revision_ids, revision_text
from ...common import clock
from ...common.dates import full_day
from ..models import Assignment, Recurrence
from ..starting_revision import starting_revisions
from .courses import assignment_title, first_days
from .standing import numbers_of


@dataclass(frozen=True)
class AssignmentRow:
    """An assignment with its numbers."""

    assignment: Assignment
    title: str
    places: str
    all: int
    completed: int
    late: int
    running: int
    new: int

    @property
    def days(self) -> str:
        """From when until when, or that it has ended."""
        one = self.assignment
        if one.ended_on is not None:
            return _("%(day)sに終了") % {"day": full_day(one.ended_on)}
        if one.starts_on is None:
            return full_day(one.due_on) if one.due_on else _("期限はありません")
        start = full_day(one.starts_on)
        if one.due_on is None:
            return _("%(start)sから、期限はありません") % {"start": start}
        return _("%(start)sから%(due)sまで") % {"start": start, "due": full_day(one.due_on)}

    @property
    def progress(self) -> str:
        """How many of all have completed."""
        return f"{self.completed} / {self.all}"

    @property
    def heading(self) -> str:
        """Its own name, else the course."""
        return self.assignment.name or self.title

    @property
    def arrivals(self) -> str:
        """Until when those have time who are meant later."""
        days = self.assignment.arrival_days
        if days is None:
            return _("ほかの人と同じ期限です。")
        return _(
            "対象になった日から%(n)d日後です。ほかの人の期限のほうが遅ければ、その日です。"
        ) % {"n": days}

    @property
    def is_ended(self) -> bool:
        """Whether nobody is asked any more."""
        return self.assignment.is_over(clock.today())


def coming_courses(officer: Member, language: str) -> list[tuple[str, dt.date]]:
    """Titles of courses whose contract is to come, each with its first day, the nearest first."""
    days = first_days(officer)
    newest = latest_revision_ids(days)
    titled = ((revision_text(newest[pk], language).title, day) for pk, day in days.items())
    return sorted(titled, key=lambda one: one[::-1])


def assignments_of(officer: Member) -> QuerySet[Assignment]:
    """The organisation's assignments, newest first."""
    rows = Assignment.objects.filter(organisation_id=officer.organisation_id)
    return rows.select_related("course", "offer").order_by("-id")


def titled_assignments(member: Member, language: str) -> list[tuple[Assignment, str]]:
    """The organisation's assignments with their titles, newest first; two statements."""
    assignments = list(assignments_of(member))
    newest = starting_revisions(assignments)
    return [(one, assignment_title(one, newest[one.pk], language)) for one in assignments]


def first_shown(titled: Sequence[tuple[Assignment, str]]) -> tuple[Assignment, str] | None:
    """Which of them a page shows unasked: the newest that has not ended, else the newest."""
    today = clock.today()
    going = (pair for pair in titled if not pair[0].is_over(today))
    return next(going, titled[0] if titled else None)


def assignment_texts(given: Iterable[Assignment], language: str) -> list[AssignmentRow]:
    """Some assignments with their numbers, each counted over all whom it is for.

    Where titles are enough, `titled_assignments` gives them.
    """
    assignments = list(given)
    prefetch_related_objects(assignments, "departments__department", "groups__group")
    newest = starting_revisions(assignments)
    numbers = numbers_of(assignments)
    return [
        AssignmentRow(
            assignment=one,
            title=assignment_title(one, newest[one.pk], language),
            places=_places(one),
            **numbers[one.pk],
        )
        for one in assignments
    ]


def _places(assignment: Assignment) -> str:
    """The departments or groups that it is for."""
    names = [place.department.name for place in assignment.departments.all()]
    names += [place.group.name for place in assignment.groups.all()]
    return "、".join(names)


@dataclass(frozen=True)
class RecurrenceTexts:
    """How an assignment comes round, for its page."""

    recurrence: Recurrence
    rounds: Sequence[Assignment]

    @property
    def is_running(self) -> bool:
        """Whether more rounds are made."""
        return self.recurrence.stopped_at is None

    @property
    def next_text(self) -> str:
        """When the next round is made, or why none is."""
        found = self.recurrence
        if found.stopped_at is not None:
            return _("%(day)sに止めました。") % {"day": full_day(found.stopped_at)}
        if found.next_on <= clock.today():
            return _("研修の契約がないので、次の回を作らずに待っています。")
        return _("次の回は、%(day)sに作ります。") % {"day": full_day(found.next_on)}


def recurrence_of(assignment: Assignment) -> RecurrenceTexts | None:
    """The rounds of an assignment, newest first; `None` where it does not come round."""
    if assignment.recurrence is None:
        return None
    rounds = assignment.recurrence.rounds.order_by("-round")
    return RecurrenceTexts(assignment.recurrence, list(rounds))
