"""Editions of an organisation, what they offer, and the updates that wait."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ...catalogue.models import Revision
from ...catalogue.selectors import latest_revision_ids, revision_text
from ...common import clock
from ...learning.selectors import assignable_courses
from ..choices import ReleaseState, UpdateState
from ..models import Edition, EditionRevision, EditionUpdate, Release


@dataclass(frozen=True)
class CourseRow:
    """A course of the organisation in the list of 自社版."""

    slug: str
    title: str
    edition: Edition | None
    offered: EditionRevision | None
    vendor_version: str

    @property
    def in_use(self) -> str:
        """Which revision learners start on."""
        if self.offered is not None:
            version = self.offered.revision.version
            return _("自社版を公開中（%(version)s）") % {"version": version}
        return _("提供元の版を使用中（%(version)s）") % {"version": self.vendor_version}


def course_rows(officer: Member, language: str) -> list[CourseRow]:
    """The courses that the organisation may run or has an edition of; six statements."""
    editions = {
        one.course_id: one
        for one in Edition.objects.filter(organisation_id=officer.organisation_id).select_related(
            "course", "base"
        )
    }
    courses = {one.pk: one for one in assignable_courses(officer)}
    courses |= {pk: one.course for pk, one in editions.items()}
    newest = latest_revision_ids(courses)
    vendor = Revision.objects.in_bulk(newest.values())
    offered = offered_of([one.pk for one in editions.values()])
    return [
        CourseRow(
            slug=course.slug,
            title=revision_text(newest[pk], language).title,
            edition=editions.get(pk),
            offered=offered.get(editions[pk].pk) if pk in editions else None,
            vendor_version=vendor[newest[pk]].version,
        )
        for pk, course in sorted(courses.items())
        if pk in newest
    ]


def offered_of(edition_pks: list[int]) -> dict[int, EditionRevision]:
    """Edition → what its new learners start on; those that offer nothing are left out."""
    rows = (
        EditionRevision.objects.filter(edition__in=edition_pks, revision__offered_at__isnull=False)
        .select_related("revision")
        .defer("content")
        .order_by("revision__offered_at", "revision_id")
    )
    return {row.edition_id: row for row in rows}


def newest_update_of(edition: Edition) -> EditionUpdate | None:
    """The update that is open or was kept out, as long as no later one has come."""
    newest = edition.updates.select_related("revision").first()
    if newest is not None and newest.state in (UpdateState.OPEN, UpdateState.KEPT):
        return newest
    return None


@dataclass(frozen=True)
class UpdateNews:
    """An update on the officer's home: which course, and what it asks."""

    update: EditionUpdate
    title: str

    @property
    def warns(self) -> bool:
        """Whether the law asks for it, and its date has not passed or it is still open."""
        return self.update.legal_on is not None


def update_news(officer: Member, language: str) -> list[UpdateNews]:
    """The updates that officers should know of: open ones, and legal ones kept out until their
    date; one statement when the courses were shown before."""
    later = EditionUpdate.objects.filter(edition=OuterRef("edition"), pk__gt=OuterRef("pk"))
    kept = Q(state=UpdateState.KEPT, legal_on__gt=clock.today())
    found = (
        EditionUpdate.objects.filter(organisation_id=officer.organisation_id)
        .filter(Q(state=UpdateState.OPEN) | kept)
        .exclude(Exists(later))
        .select_related("revision")
        .order_by(F("legal_on").asc(nulls_last=True), "pk")
    )
    return [UpdateNews(one, revision_text(one.revision_id, language).title) for one in found]


def approvals_for(officer: Member) -> list[Release]:
    """What waits for the officer's word, the earliest due date first; one statement."""
    return list(
        Release.objects.filter(
            organisation_id=officer.organisation_id,
            approver=officer,
            state=ReleaseState.WAITING,
        )
        .select_related("author")
        .defer("content")
        .order_by(F("decide_by").asc(nulls_last=True), "pk")
    )
