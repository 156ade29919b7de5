"""What a delta holds, and who may be given one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from ...accounts.models import Member
from ...catalogue.choices import RevisionKind
from ...catalogue.models import Course, Offer, Revision
from ...catalogue.pages import RevisionFacts, TocSlide
from ...catalogue.selectors import latest_revision, revision_text
from ..choices import EnrolmentKind
from ..legal_changes import legal_changes_between
from ..models import AssignmentMember, Enrolment
from ..scope import Scope, delta_of


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

    `counts` are the members by the revision that they completed. `offer` is the edition that they
    completed and that has changed; `None`: the default one, else the catalogue's.
    """

    course: Course
    revision: Revision
    language: str
    slides: tuple[TocSlide, ...]
    facts: RevisionFacts
    counts: Mapping[int, int]
    offer: Offer | None = None

    @property
    def title(self) -> str:
        """What the course is called."""
        return revision_text(self.revision.pk, self.language).title

    @property
    def name(self) -> str:
        """The title, with the name of the edition where it is a further one."""
        return f"{self.title}｜{self.offer.name}" if self.offer else self.title

    @property
    def query(self) -> str:
        """What the address of its page says of the edition."""
        return f"?edition={self.offer.uuid}" if self.offer else ""

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


def changed_course(
    officer: Member, course: Course, language: str, offer: Offer | None = None
) -> ChangedCourse | None:
    """What a delta of a course would hold and for how many; `None` when nobody needs one.

    Of those who completed an edition that is not the default one only where it is the `offer`.
    """
    newest = _newest(officer, course, offer)
    counts = _completed_counts(officer, course, newest, offer)
    found = _changed(course, newest, counts, language)
    return replace(found, offer=offer) if found else None


def _newest(officer: Member, course: Course, offer: Offer | None) -> Revision:
    return latest_revision(course, officer.organisation_id, offer.pk if offer else None)


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
    """Those of some courses and editions that have changed since somebody has completed them."""
    courses = list(courses)
    further = Offer.objects.filter(
        organisation_id=officer.organisation_id, course__in=courses, is_default=False
    )
    offers = list(further.select_related("course"))
    found = [changed_course(officer, one, language) for one in courses]
    found += [changed_course(officer, one.course, language, one) for one in offers]
    return [one for one in found if one is not None]


def members_to_relearn(
    officer: Member, course: Course, *, legal_only: bool = False, offer: Offer | None = None
) -> QuerySet[Any]:
    """The present members whose completed revision has changed, and who were not yet given it."""
    newest = _newest(officer, course, offer)
    counts = _completed_counts(officer, course, newest, offer)
    needed = [pk for pk in counts if delta_of(newest.pk, pk, legal_only).slides]
    return _completed_members(officer, course, newest, offer).filter(completed__in=needed)


def _completed_counts(
    officer: Member, course: Course, newest: Revision, offer: Offer | None
) -> dict[int, int]:
    """Revision completed last → how many members; one statement."""
    rows = _completed_members(officer, course, newest, offer).order_by().values_list("completed")
    return dict(rows.annotate(n=Count("pk")))


def _completed_members(
    officer: Member, course: Course, newest: Revision, offer: Offer | None
) -> QuerySet[Any]:
    """Present members with the revision they completed last, without those already given it.

    Only those whose revision is an older one of the offer, or of no further edition. Who has
    completed none of these is left out before anybody's last one is looked for.
    """
    of_default = Q(offer=None) | Q(offer__is_default=True)
    line = Revision.objects.filter(Q(offer=offer) if offer else of_default, course=course)
    older = line.exclude(pk=newest.pk).order_by().values("pk")
    completed = Enrolment.objects.filter(
        organisation_id=officer.organisation_id,
        assignment__course=course,
        completed_at__isnull=False,
    )
    runs = completed.filter(member=OuterRef("pk"))
    given = AssignmentMember.objects.filter(
        organisation_id=officer.organisation_id,
        member=OuterRef("pk"),
        assignment__course=course,
        assignment__kind=EnrolmentKind.DELTA,
        assignment__offer=offer,
        assignment__created_at__gte=newest.offered_at or newest.published_at,
    )
    last = runs.order_by("-completed_at", "-id").values("revision_id")[:1]
    return (
        Member.objects.present()
        .filter(organisation_id=officer.organisation_id)
        .filter(pk__in=completed.filter(revision__in=older).values("member"))
        .annotate(completed=Subquery(last))
        .filter(~Exists(given), completed__in=older)
    )
