"""Editions of an organisation, what they offer, and the updates that wait."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ...catalogue.models import Revision
from ...catalogue.selectors import latest_revision_ids, revision_text
from ...common import clock
from ...learning.selectors.courses import contracted_courses
from ..choices import ReleaseState, UpdateState
from ..models import Edition, EditionRevision, EditionUpdate, Release


@dataclass(frozen=True)
class EditionRow:
    """An edition in the list of 自社版: what learners have of it, and the vendor's update."""

    edition: Edition
    offered: EditionRevision | None
    update: EditionUpdate | None

    @property
    def state(self) -> str:
        """Which revision of it learners start on."""
        if self.offered is None:
            return _("まだ公開していません")
        return _("公開中（%(version)s）") % {"version": self.offered.revision.version}

    @property
    def use(self) -> str:
        """Whom it is for."""
        if self.edition.is_default:
            return _("版を選ばない割り当てで使います。")
        return _("割り当てで、この版を選んだときに使います。")

    @property
    def news(self) -> str:
        """How far it is with the vendor's update; empty where there is none."""
        if self.update is None:
            return ""
        version = {"version": self.update.revision.version}
        if self.update.state == UpdateState.KEPT:
            return _("提供元の更新（%(version)s）は、取り込まないことにしました。") % version
        return _("提供元の更新（%(version)s）が届いています。") % version


@dataclass(frozen=True)
class CourseRow:
    """A course of the organisation in the list of 自社版, with its editions."""

    slug: str
    title: str
    editions: tuple[EditionRow, ...]
    vendor_version: str

    @property
    def has_usual(self) -> bool:
        """Whether there is an edition for those who were given none by choice."""
        return any(one.edition.is_default for one in self.editions)

    @property
    def in_use(self) -> str:
        """Which revision learners start on where no edition was chosen."""
        usual = (one.offered for one in self.editions if one.edition.is_default)
        offered = next((one for one in usual if one is not None), None)
        if offered is not None:
            return _("自社版を公開中（%(version)s）") % {"version": offered.revision.version}
        return _("提供元の版を使用中（%(version)s）") % {"version": self.vendor_version}


def course_rows(officer: Member, language: str) -> list[CourseRow]:
    """The courses that the organisation may run or has editions of; seven statements."""
    found = Edition.objects.filter(
        organisation_id=officer.organisation_id, course__owner__isnull=True
    )
    editions = list(found.select_related("course", "base", "offer").order_by("id"))
    courses = {one.pk: one for one in contracted_courses(officer)}
    courses |= {one.course_id: one.course for one in editions}
    newest = latest_revision_ids(courses)
    vendor = Revision.objects.in_bulk(newest.values())
    offered = offered_of([one.pk for one in editions])
    updates = _newest_updates(editions)
    rows = [EditionRow(one, offered.get(one.pk), updates.get(one.pk)) for one in editions]
    rows.sort(key=lambda row: not row.edition.is_default)
    return [
        CourseRow(
            slug=course.slug,
            title=revision_text(newest[pk], language).title,
            editions=tuple(row for row in rows if row.edition.course_id == pk),
            vendor_version=vendor[newest[pk]].version,
        )
        for pk, course in sorted(courses.items())
        if pk in newest
    ]


def _newest_updates(editions: list[Edition]) -> dict[int, EditionUpdate]:
    """Edition → its newest update where that is open or was kept out; one statement."""
    found = EditionUpdate.objects.filter(edition__in=editions).select_related("revision")
    newest = {one.edition_id: one for one in found.order_by("id")}
    told = (UpdateState.OPEN, UpdateState.KEPT)
    return {pk: one for pk, one in newest.items() if one.state in told}


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
        .select_related("revision", "edition__offer")
        .order_by(F("legal_on").asc(nulls_last=True), "pk")
    )
    return [UpdateNews(one, _title_of(one, language)) for one in found]


def _title_of(update: EditionUpdate, language: str) -> str:
    """The course's title, with the edition's name where it is a further one."""
    title = revision_text(update.revision_id, language).title
    return title if update.edition.is_default else f"{title}｜{update.edition.name}"


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
