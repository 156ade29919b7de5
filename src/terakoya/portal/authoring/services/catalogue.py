"""カタログに出す: what an operator made of a deck becomes a course of the catalogue."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from terakoya.courseware.model import Course, CourseMeta, CourseText, Material, Reviewer

from ...accounts.models import Member
from ...catalogue.choices import RevisionKind
from ...catalogue.models import Revision
from ...catalogue.selectors import revision_material
from ...catalogue.services import list_course, publish_deck_material
from ...common import clock
from ...editions.selectors import offered_of
from ..errors import CatalogueRefused
from ..models import OwnCourse

LONGEST_SLUG: Final = 64
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OF_OWN_COURSES: Final = "own-"


@dataclass(frozen=True)
class CatalogueDetails:
    """What the storefront says of a course that a deck became, and who sees it there.

    `slug` names it in its address and holds for good. `has_sample`: anybody may play its first
    chapter. A change of the law has its day, and who reviewed it as a lawyer, and when.
    """

    slug: str
    description: str = ""
    audience: str = ""
    has_sample: bool = False
    is_listed: bool = False
    kind: RevisionKind = RevisionKind.IMPROVEMENT
    effective_on: dt.date | None = None
    reviewer: str = ""
    capacity: str = ""
    reviewed_on: dt.date | None = None


@transaction.atomic
def publish_to_catalogue(
    *, by: Member, own_course: OwnCourse, details: CatalogueDetails
) -> Revision:
    """Publish the revision that is on offer in the seller's organisation to every organisation.

    Raises `CatalogueRefused` where nothing was published yet or the name cannot be, and
    `SlugTaken`.
    """
    found = OwnCourse.objects.select_for_update(of=("self",)).get(
        pk=own_course.pk, organisation_id=by.organisation_id, organisation__is_house=True
    )
    assert found.edition_id is not None
    published = offered_of([found.edition_id]).get(found.edition_id)
    if published is None:
        raise CatalogueRefused(_("先に、下書きを公開してください。"))
    if found.catalogue_course is None:
        _refuse_slug(details.slug)
    elif found.catalogue_course.slug != details.slug:
        raise CatalogueRefused(_("カタログに出したあとは、名前を変えられません。"), field="slug")
    others = OwnCourse.objects.exclude(pk=found.pk)
    if others.filter(catalogue_course__slug=details.slug).exists():
        raise CatalogueRefused(_("この名前は、ほかの教材が使っています。"), field="slug")
    _refuse_unreviewed(details, is_new=found.catalogue_course is None)
    material = revision_material(published.revision)
    course = _for_catalogue(material.course, details)
    revision = publish_deck_material(
        by=by.person, material=Material(course, material.media), kind=details.kind
    )
    found.catalogue_course = revision.course
    found.save(update_fields=["catalogue_course"])
    if revision.course.is_listed != details.is_listed:
        list_course(by=by.person, course=revision.course, is_listed=details.is_listed)
    return revision


def _refuse_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG or slug.startswith(_OF_OWN_COURSES):
        raise CatalogueRefused(
            _(
                "半角の英小文字、数字、ハイフンで、%(most)d字までで入力してください。"
                "own- では始められません。"
            )
            % {"most": LONGEST_SLUG},
            field="slug",
        )


def _refuse_unreviewed(details: CatalogueDetails, *, is_new: bool) -> None:
    """A change of the law names its day and its reviewer; a reviewer is named whole or not."""
    is_legal = not is_new and details.kind == RevisionKind.LEGAL
    if is_legal and details.effective_on is None:
        raise CatalogueRefused(
            _("法改正の版には、施行日を入力してください。"), field="effective_on"
        )
    named = {
        "reviewer": details.reviewer,
        "capacity": details.capacity,
        "reviewed_on": details.reviewed_on,
    }
    if not is_legal and not any(named.values()):
        return
    for field, value in named.items():
        if not value:
            raise CatalogueRefused(
                _("法務の確認をした人の氏名、資格か役職、確認日を、そろえて入力してください。"),
                field=field,
            )
    if details.reviewed_on is not None and details.reviewed_on > clock.today():
        raise CatalogueRefused(
            _("確認日は、今日か、今日より前の日を入力してください。"), field="reviewed_on"
        )


def _for_catalogue(course: Course, details: CatalogueDetails) -> Course:
    return course.model_copy(
        update={
            "meta": _meta(course, details),
            "texts": tuple(_with_sample(text, details.has_sample) for text in course.texts),
        }
    )


def _meta(course: Course, details: CatalogueDetails) -> CourseMeta:
    meta, language = course.meta, course.source.language
    return meta.model_copy(
        update={
            "id": details.slug,
            "description": {**meta.description, language: details.description},
            "audience": {**meta.audience, language: details.audience},
            "effective_on": details.effective_on,
            "reviewers": _reviewers(details),
        }
    )


def _reviewers(details: CatalogueDetails) -> tuple[Reviewer, ...]:
    if details.reviewed_on is None:
        return ()
    return (
        Reviewer(name=details.reviewer, capacity=details.capacity, reviewed_on=details.reviewed_on),
    )


def _with_sample(text: CourseText, has_sample: bool) -> CourseText:
    """The first chapter alone may be played by anybody, or none."""
    chapters = tuple(
        one.model_copy(update={"sample": has_sample and at == 0})
        for at, one in enumerate(text.chapters)
    )
    return text.model_copy(update={"chapters": chapters})
