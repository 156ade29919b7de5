"""Opening editions and naming them; learners see nothing of one until it is published."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.edition import EditionSettings

from ...accounts.models import Member
from ...catalogue.models import Course, Offer, Revision
from ...catalogue.selectors import latest_revision, revision_source
from ...common import clock
from ...learning.selectors.courses import contracted_courses
from ..errors import NameNotUsable, NoCourseAccess
from ..models import FIRST_NAME, Draft, Edition, EditionRevision
from ..selectors.lists import offered_of
from ..storage import content_of, stored
from .drafts import Change, offer_for, record_by

MOST_EDITIONS: Final = 50  # of a course in an organisation
LONGEST_NAME: Final = 60


@transaction.atomic
def open_edition(*, by: Member, course: Course) -> Edition:
    """The organisation's default edition of a course; a new one begins as the vendor's newest.

    Nothing changes for learners. Raises `NoCourseAccess`.
    """
    _refuse_without_access(by, course)
    known = _default_of(by, course)
    if known is not None:
        return known
    offer, _is_new = Offer.objects.get_or_create(
        organisation=by.organisation,
        course=course,
        is_default=True,
        defaults={"name": _free_name(by, course, FIRST_NAME)},
    )
    faster = Edition.objects.filter(offer=offer).first()  # than we, by a moment
    if faster is not None:
        return faster
    base = latest_revision(course)
    start = Content(
        course=revision_source(base.pk), settings=EditionSettings(base=base.revision_id)
    )
    return _create(by, offer, base, start)


@transaction.atomic
def open_further_edition(
    *, by: Member, course: Course, name: str, change: Change | None = None
) -> Edition:
    """One more edition of a course, under a name of its own.

    It begins as what learners have of the default edition, else as the vendor's newest revision;
    `change` is made to that at once. Learners get it where an assignment chooses it. Raises
    `NoCourseAccess` and `NameNotUsable`.
    """
    _refuse_without_access(by, course)
    name = _usable_name(by, course, name)
    base, start = _starting_point(by, course)
    offer = Offer.objects.create(organisation=by.organisation, course=course, name=name)
    return _create(by, offer, base, change(start) if change else start)


@transaction.atomic
def rename_edition(*, by: Member, edition: Edition, name: str) -> None:
    """Give an edition another name. Raises `NameNotUsable`."""
    found = Edition.objects.select_for_update(of=("self",)).get(
        pk=edition.pk, organisation_id=by.organisation_id
    )
    offer = offer_for(found)
    name = _usable_name(by, edition.course, name, offer)
    if name == offer.name:
        return
    before, offer.name = offer.name, name
    offer.save(update_fields=["name"])
    edition.offer = offer
    record_by(by, "editions.renamed", edition, {"before": before, "after": name})


def free_name(*, by: Member, course: Course, wanted: str) -> str:
    """The name, with a number behind it where the organisation has an edition called so."""
    return _free_name(by, course, wanted)


def _refuse_without_access(by: Member, course: Course) -> None:
    if _default_of(by, course) is None and not contracted_courses(by).filter(pk=course.pk).exists():
        raise NoCourseAccess(_("この研修の契約がありません。「契約・請求書」を見てください。"))


def _default_of(by: Member, course: Course) -> Edition | None:
    found = Edition.objects.filter(organisation_id=by.organisation_id, course=course)
    editions = found.select_related("offer", "course", "base", "draft")
    return next((one for one in editions if one.is_default), None)


def starting_content(*, by: Member, course: Course) -> Content:
    """What a further edition begins as."""
    return _starting_point(by, course)[1]


def _starting_point(by: Member, course: Course) -> tuple[Revision, Content]:
    default = _default_of(by, course)
    offered = offered_of([default.pk]).get(default.pk) if default else None
    if offered is not None:
        return offered.base, content_of(EditionRevision.objects.get(pk=offered.pk))
    base = latest_revision(course)
    settings = EditionSettings(base=base.revision_id)
    return base, Content(course=revision_source(base.pk), settings=settings)


@transaction.atomic
def open_own_edition(*, by: Member, base: Revision, start: Content, key: uuid.UUID) -> Edition:
    """The draft of an own course, under the public id `key`; it begins as `start`.

    An own course is worked on, published and gone back to like an edition, and has only this one.
    """
    name = start.course.meta.title[start.course.source.language][:LONGEST_NAME]
    offer = Offer.objects.create(
        organisation=by.organisation, course=base.course, name=name or FIRST_NAME, is_default=True
    )
    return _create(by, offer, base, start, key)


def _create(
    by: Member, offer: Offer, base: Revision, start: Content, key: uuid.UUID | None = None
) -> Edition:
    edition = Edition.objects.create(
        uuid=key or uuid.uuid4(),
        organisation=by.organisation,
        course=offer.course,
        offer=offer,
        base=base,
        created_at=clock.now(),
    )
    columns = stored(start)
    Draft.objects.create(
        organisation=by.organisation,
        edition=edition,
        content=columns.content,
        settings=columns.settings,
        saved_at=clock.now(),
        saved_by=by,
    )
    record_by(by, "editions.opened", edition, {"base": base.revision_id, "name": offer.name})
    return edition


def _usable_name(by: Member, course: Course, name: str, own: Offer | None = None) -> str:
    """The name without spaces around it; raises `NameNotUsable` for one that is taken."""
    name = " ".join(name.split())
    if not name:
        raise NameNotUsable(_("自社版の名前を入力してください。"), field="name")
    if len(name) > LONGEST_NAME:
        raise NameNotUsable(
            _("名前は%(most)d字までで入力してください。") % {"most": LONGEST_NAME}, field="name"
        )
    others = Offer.objects.filter(organisation_id=by.organisation_id, course=course)
    if own is not None:
        others = others.exclude(pk=own.pk)
    taken = set(others.values_list("name", flat=True))
    if name in taken:
        raise NameNotUsable(
            _("「%(name)s」という自社版は、もうあります。ほかの名前にしてください。")
            % {"name": name},
            field="name",
        )
    if own is None and len(taken) >= MOST_EDITIONS:
        raise NameNotUsable(
            _("自社版は、1つの研修に%(most)dまで作れます。") % {"most": MOST_EDITIONS}, field="name"
        )
    return name


def _free_name(by: Member, course: Course, wanted: str) -> str:
    offers = Offer.objects.filter(organisation_id=by.organisation_id, course=course)
    taken = set(offers.values_list("name", flat=True))
    wanted = wanted[: LONGEST_NAME - 4]
    names = [wanted, *(f"{wanted} {number}" for number in range(2, MOST_EDITIONS + 2))]
    return next(one for one in names if one not in taken)
