"""What a delta holds, and who may be given one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from ..accounts.models import Member
from ..catalogue.choices import RevisionKind
from ..catalogue.models import Course, Revision
from ..catalogue.pages import RevisionFacts, TocSlide
from ..catalogue.selectors import latest_revision, revision_text
from .choices import EnrolmentKind
from .legal_changes import legal_changes_between
from .models import AssignmentMember, Enrolment
from .scope import Scope, delta_of


def last_completed(member: Member, course_ids: Collection[int]) -> dict[int, Enrolment]:
    """Course → the member's run that was completed last, of either kind; one statement."""
    runs = (
        Enrolment.objects.filter(
            member=member,
            organisation_id=member.organisation_id,
            assignment__course_id__in=course_ids,
            completed_at__isnull=False,
        )
        .select_related("assignment", "revision")
        .order_by("completed_at", "id")
    )
    return {one.assignment.course_id: one for one in runs}


# -- for the officer ----------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangedCourse:
    """A course that has changed since some have completed it; `slides` of the widest delta.

    `counts` are the members by the revision that they completed.
    """

    course: Course
    revision: Revision
    language: str
    slides: tuple[TocSlide, ...]
    facts: RevisionFacts
    counts: Mapping[int, int]

    @property
    def title(self) -> str:
        """What the course is called."""
        return revision_text(self.revision.pk, self.language).title

    @property
    def members(self) -> int:
        """For how many it is."""
        return sum(self.counts.values())

    @cached_property
    def legal_on(self) -> dt.date | None:
        """From when on the law asks for what changed; `None` where it does not."""
        days = (legal_changes_between(pk, self.revision.pk).effective_on for pk in self.counts)
        return min((one for one in days if one), default=None)

    @property
    def is_legal(self) -> bool:
        """Whether the law asks for some of it."""
        return self.revision.kind == RevisionKind.LEGAL or self.legal_on is not None

    @cached_property
    def legal(self) -> ChangedCourse | None:
        """What the law changed alone; `None` where that is nothing, or all that changed."""
        found = _changed(self.course, self.revision, self.counts, self.language, legal_only=True)
        return found if found and found.slides != self.slides else None

    @property
    def minutes(self) -> int:
        """About how long it takes, the test included."""
        return self.facts.minutes["test"] + round(sum(one.seconds for one in self.slides) / 60)


def changed_course(officer: Member, course: Course, language: str) -> ChangedCourse | None:
    """What a delta of a course would hold and for how many; `None` when nobody needs one."""
    newest = latest_revision(course, officer.organisation_id)
    counts = _completed_counts(officer, course, newest)
    return _changed(course, newest, counts, language)


def _changed(
    course: Course,
    newest: Revision,
    counts: Mapping[int, int],
    language: str,
    *,
    legal_only: bool = False,
) -> ChangedCourse | None:
    deltas = {pk: delta_of(newest.pk, pk, legal_only) for pk in counts}
    needed = [pk for pk, delta in deltas.items() if delta.slides]
    if not needed:
        return None
    widest = max(needed, key=lambda pk: (len(deltas[pk].slides), pk))
    scope = Scope(newest.pk, widest, legal_only)
    return ChangedCourse(
        course=course,
        revision=newest,
        language=language,
        slides=scope.text(language).slides,
        facts=scope.facts(),
        counts={pk: counts[pk] for pk in needed},
    )


def changed_courses(
    officer: Member, courses: Iterable[Course], language: str
) -> list[ChangedCourse]:
    """Those of some courses that have changed since somebody has completed them."""
    found = (changed_course(officer, one, language) for one in courses)
    return [one for one in found if one is not None]


def members_to_relearn(
    officer: Member, course: Course, *, legal_only: bool = False
) -> QuerySet[Any]:
    """The present members whose completed revision has changed, and who were not yet given it."""
    newest = latest_revision(course, officer.organisation_id)
    counts = _completed_counts(officer, course, newest)
    needed = [pk for pk in counts if delta_of(newest.pk, pk, legal_only).slides]
    return _completed_members(officer, course, newest).filter(completed__in=needed)


def _completed_counts(officer: Member, course: Course, newest: Revision) -> dict[int, int]:
    """Revision completed last → how many members; one statement."""
    rows = _completed_members(officer, course, newest).order_by().values_list("completed")
    return dict(rows.annotate(n=Count("pk")))


def _completed_members(officer: Member, course: Course, newest: Revision) -> QuerySet[Any]:
    """Present members with the revision they completed last, without those already given it."""
    runs = Enrolment.objects.filter(
        organisation_id=officer.organisation_id,
        assignment__course=course,
        member=OuterRef("pk"),
        completed_at__isnull=False,
    )
    given = AssignmentMember.objects.filter(
        organisation_id=officer.organisation_id,
        member=OuterRef("pk"),
        assignment__course=course,
        assignment__kind=EnrolmentKind.DELTA,
        assignment__created_at__gte=newest.offered_at or newest.published_at,
    )
    last = runs.order_by("-completed_at", "-id").values("revision_id")[:1]
    return (
        Member.objects.present()
        .filter(organisation_id=officer.organisation_id)
        .annotate(completed=Subquery(last))
        .filter(~Exists(given), completed__isnull=False)
    )
