"""Publishing: everything a page will show is checked and rendered once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.checks import blocks_publishing, check_loaded
from terakoya.courseware.formats.folder.reading import load_folder
from terakoya.courseware.formats.web import (
    answers_of,
    draw_slide,
    draw_transcript,
    slide_title,
    values_of,
)
from terakoya.courseware.inline import variables_in
from terakoya.courseware.kit import kit_of
from terakoya.courseware.model import (
    AnySlide,
    CaseSlide,
    ContactSlide,
    Course,
    CourseText,
    Material,
)
from terakoya.courseware.revision import RevisionTree, picture_names, revision_tree
from terakoya.courseware.texts import texts_of
from terakoya.courseware.times import CourseTimes, course_times

from ..accounts.models import Organisation, Person
from ..audit.services import record
from ..common import clock
from . import models
from .blobs import keep_blob, keep_files
from .choices import Item, OwnCourseAccess, RevisionKind
from .errors import NotPublishable, SlugTaken, TermsInThePast
from .fact_days import renew_days, write_facts
from .kits import publish_kit
from .recordings import publish_recordings
from .selectors import forget_published, media_url, revision_source

# They stand where a slide's id stands in addresses (/learn/<enrolment>/test/).
RESERVED_IDS = frozenset({"events", "notes", "test"})
STARTING_PRICES = {Item.ONLINE: 1000, Item.MANUSCRIPT: 98_000}
STARTING_TAX = 100
SINCE = dt.date(2026, 1, 1)
SLIDES_KEPT: Final = 512  # drawn ones of some ten kilobytes: five languages of a course

Pairs = frozenset[tuple[str, str]]


def publish_course(*, folder: Path, kind: RevisionKind | None = None) -> models.Revision:
    """Publish a course folder; the same content again changes nothing but what stands
    beside it: recordings and the kit.

    Raises `NotPublishable` when `terakoya check` finds errors in it.
    """
    loaded = load_folder(folder)
    findings = check_loaded(loaded, on=clock.today())
    errors = list(map(str, filter(blocks_publishing, findings)))
    if errors or loaded.material is None:
        raise _not_publishable(folder.name, errors)
    return publish_material(material=loaded.material, kind=kind)


@transaction.atomic
def publish_material(*, material: Material, kind: RevisionKind | None = None) -> models.Revision:
    """Publish a checked material as the newest revision of its course."""
    source = material.course
    _refuse_reserved_ids(source)
    course, is_new = models.Course.objects.get_or_create(slug=source.meta.id)
    set_starting_prices(course=course)
    publish_kit(course=course, kit=kit_of(material))
    tree = revision_tree(source)
    known = course.revisions.filter(organisation=None, revision_id=tree.id).first()
    if known is not None:
        publish_recordings(revision=known, material=material)
        renew_days(known, source)
        return known
    revision = models.Revision(
        course=course,
        version=source.meta.version,
        kind=kind or (RevisionKind.FIRST if is_new else _kind_of(course, source)),
    )
    _publish(revision, material, tree)
    record_publishing(revision)
    return revision


@transaction.atomic
def publish_deck_material(*, by: Person, material: Material, kind: RevisionKind) -> models.Revision:
    """Publish what an operator's deck became as the newest revision of its course.

    A new course is not listed yet. Content that was published before is offered anew. Raises
    `SlugTaken` for a name that no deck gave to its course.
    """
    source = material.course
    _refuse_reserved_ids(source)
    course, is_new = models.Course.objects.get_or_create(
        slug=source.meta.id, defaults={"is_listed": False, "is_from_deck": True}
    )
    if not course.is_from_deck:
        raise SlugTaken(_("この名前は、ほかの研修が使っています。"), field="slug")
    set_starting_prices(course=course)
    tree = revision_tree(source)
    revision = course.revisions.filter(organisation=None, revision_id=tree.id).first()
    if revision is None:
        revision = models.Revision(
            course=course,
            version=source.meta.version,
            kind=RevisionKind.FIRST if is_new else kind,
        )
        _publish(revision, material, tree)
    else:
        offer_revision(revision=revision)
        publish_recordings(revision=revision, material=material)
    record_publishing(revision, by)
    return revision


@transaction.atomic
def list_course(*, by: Person, course: models.Course, is_listed: bool) -> None:
    """Show a course of the catalogue on the storefront, or no longer; who has seats keeps them."""
    if not models.Course.objects.filter(pk=course.pk, owner=None).update(is_listed=is_listed):
        return
    record(
        organisation_uuid=None,
        actor_uuid=by.uuid,
        verb="catalogue.listed" if is_listed else "catalogue.unlisted",
        data={"course": course.slug},
    )


def record_publishing(revision: models.Revision, by: Person | None = None) -> None:
    """Write into the audit log that a revision of the catalogue was published."""
    record(
        organisation_uuid=None,
        actor_uuid=by.uuid if by else None,
        verb="catalogue.published",
        target=str(revision.uuid),
        data={
            "course": revision.course.slug,
            "version": revision.version,
            "id": revision.revision_id,
        },
    )


@transaction.atomic
def publish_own_material(
    *,
    material: Material,
    offer: models.Offer,
    version: str,
    kind: RevisionKind,
) -> models.Revision:
    """Publish a state of an organisation's edition; its new learners start on it from now on.

    The same content again is the same revision, offered anew, with the voices that it names now.
    The caller writes the audit entry.
    """
    _refuse_reserved_ids(material.course)
    tree = revision_tree(material.course)
    known = offer.revisions.filter(revision_id=tree.id).first()
    if known is not None:
        offer_revision(revision=known)
        publish_recordings(revision=known, material=material)
        return known
    revision = models.Revision(
        course=offer.course,
        organisation=offer.organisation,
        offer=offer,
        version=version,
        kind=kind,
    )
    _publish(revision, material, tree)
    return revision


@transaction.atomic
def open_own_course(
    *, material: Material, organisation: Organisation, version: str
) -> models.Revision:
    """A course of an organisation's own, in no list, with what its first draft is derived from.

    That revision is not offered: learners see nothing until one of the draft is published. The
    caller writes the audit entry.
    """
    _refuse_reserved_ids(material.course)
    course = models.Course.objects.create(
        slug=material.course.meta.id, owner=organisation, is_listed=False
    )
    revision = models.Revision(
        course=course, organisation=organisation, version=version, kind=RevisionKind.FIRST
    )
    _publish(revision, material, revision_tree(material.course))
    revision.offered_at = None
    revision.save(update_fields=["offered_at"])
    return revision


@transaction.atomic
def set_own_course_terms(*, by: Person, access: OwnCourseAccess, valid_from: dt.date) -> None:
    """Say who may take own courses from a day on; the same day again replaces what was said.

    Raises `TermsInThePast`: what held on a day that is over stays on record.
    """
    if valid_from < clock.today():
        raise TermsInThePast(_("今日か、今日より後の日を入力してください。"), field="valid_from")
    models.OwnCourseTerms.objects.update_or_create(
        valid_from=valid_from, defaults={"access": access}
    )
    record(
        organisation_uuid=None,
        actor_uuid=by.uuid,
        verb="catalogue.own_course_terms_set",
        data={"access": access.value, "valid_from": valid_from.isoformat()},
    )


def offer_revision(*, revision: models.Revision) -> None:
    """Let new learners start on a revision from now on, also on one that was offered before."""
    revision.offered_at = clock.now()
    revision.save(update_fields=["offered_at"])


def withdraw_revisions(*, offer: models.Offer) -> int:
    """Offer nothing of an edition any more: new learners start on what comes next.

    How many revisions are no longer offered; who has started on one of them goes on.
    """
    return offer.revisions.filter(offered_at__isnull=False).update(offered_at=None)


def _publish(revision: models.Revision, material: Material, tree: RevisionTree) -> None:
    """Write a revision that is not known yet, with all that its pages show."""
    forget_published()
    source, moment = material.course, clock.now()
    revision.revision_id = tree.id
    revision.effective_on = source.meta.effective_on
    revision.published_at = revision.offered_at = moment
    revision.meta = source.meta.model_dump(mode="json")
    revision.source = keep_blob(tree.file(), "application/json")
    revision.save()
    models.RevisionMedia.objects.bulk_create(
        models.RevisionMedia(revision=revision, name=name, blob_id=digest)
        for name, digest in keep_files(material.media).items()
    )
    write_facts(revision, source)
    for text in source.texts:
        _publish_text(revision, material, text, tree.slide_hashes(text.language))
    publish_recordings(revision=revision, material=material)


def _not_publishable(name: str, findings: list[str]) -> NotPublishable:
    return NotPublishable(
        _("%(course)s は公開できません。terakoya check の指摘を直してください。")
        % {"course": name},
        findings=findings,
    )


def _refuse_reserved_ids(source: Course) -> None:
    taken = sorted({slide.id for _chapter, slide in source.source.slides()} & RESERVED_IDS)
    if taken:
        raise _not_publishable(
            source.meta.id,
            [
                f"{source.meta.id}: the slide id `{one}` is a word of the player's addresses "
                "→ choose another id"
                for one in taken
            ],
        )


def _kind_of(course: models.Course, source: Course) -> RevisionKind:
    before = course.revisions.filter(organisation=None).order_by("-pk").first()
    changes = source.changes_since(revision_source(before.pk)) if before else source.changes
    kinds = {change.kind for change in changes}
    if "legal" in kinds:
        return RevisionKind.LEGAL
    return RevisionKind.TYPO if kinds == {"typo"} else RevisionKind.IMPROVEMENT


def _publish_text(
    revision: models.Revision, material: Material, text: CourseText, hashes: Mapping[str, str]
) -> None:
    course = material.course
    times = course_times(course, text.language)
    models.RevisionText.objects.create(
        revision=revision,
        language=text.language,
        title=course.meta.title[text.language],
        subtitle=course.meta.subtitle[text.language],
        toc=_toc(course, text, times, hashes),
        survey=text.survey.model_dump(mode="json"),
        glossary=[
            {"term": term.term[text.language], "text": term.text[text.language]}
            for term in course.glossary
        ],
    )
    models.RevisionTest.objects.create(
        revision=revision, language=text.language, pool=text.test.model_dump(mode="json")
    )
    models.RevisionSlide.objects.bulk_create(_slides(revision, course, text, hashes))


def _toc(
    course: Course, text: CourseText, times: CourseTimes, hashes: Mapping[str, str]
) -> list[dict[str, Any]]:
    of_slide = {one.slide: one for one in times.slides}
    return [
        {
            "id": chapter.id,
            "title": chapter.title,
            "sample": chapter.sample,
            "slides": [
                {
                    "id": slide.id,
                    "title": slide_title(slide, course=course, language=text.language),
                    "layout": slide.layout,
                    "hash": hashes[slide.id],
                    "listen": round(of_slide[slide.id].narration),
                    "read": round(of_slide[slide.id].reading),
                    "extra": round(of_slide[slide.id].case + of_slide[slide.id].check),
                    "required": slide.required,
                    "skippable": isinstance(slide, CaseSlide) and bool(slide.harsh),
                    **({"later": True} if slide.has_later_look else {}),
                }
                for slide in chapter.slides
            ],
        }
        for chapter in text.chapters
    ]


def _slides(
    revision: models.Revision, course: Course, text: CourseText, hashes: Mapping[str, str]
) -> list[models.RevisionSlide]:
    language = text.language
    values = frozenset(values_of(course, language, None).items())
    return [
        models.RevisionSlide(
            revision=revision,
            language=language,
            slide_id=slide.id,
            slide_hash=hashes[slide.id],
            position=position,
            html=_drawn_slide(slide, chapter.title, language, values, _media_of(slide, course)),
            transcript=_drawn_transcript(slide, language, values),
            answers=answers_of(slide, course=course, language=language),
            fillable=slide.model_dump(mode="json") if _uses_variables(slide) else None,
        )
        for position, (chapter, slide) in enumerate(text.slides())
    ]


def _media_of(slide: AnySlide, course: Course) -> Pairs:
    """The pictures of a slide: name and SHA-256."""
    return frozenset((name, course.media[name]) for name in picture_names(slide))


# A publish changes few slides of many: what this process has drawn is not drawn again.


@lru_cache(SLIDES_KEPT)
def _drawn_slide(slide: AnySlide, heading: str, language: str, values: Pairs, media: Pairs) -> str:
    digests = dict(media)
    return draw_slide(
        slide,
        heading=heading,
        language=language,
        values=dict(values),
        media_url=lambda name: media_url(digests[name], name),
    )


@lru_cache(SLIDES_KEPT)
def _drawn_transcript(slide: AnySlide, language: str, values: Pairs) -> str:
    return draw_transcript(slide, language=language, values=dict(values))


def _uses_variables(slide: AnySlide) -> bool:
    return isinstance(slide, ContactSlide) or any(
        variables_in(words) for _, words in texts_of(slide)
    )


def set_starting_prices(*, course: models.Course) -> None:
    """The prices and the tax of product.md §5, where none are set; an operator changes them."""
    known = set(
        models.Price.objects.filter(Q(course=course) | Q(course=None)).values_list(
            "item", flat=True
        )
    )
    models.Price.objects.bulk_create(
        models.Price(course=course, item=item, yen=yen, valid_from=SINCE)
        for item, yen in STARTING_PRICES.items()
        if item not in known
    )
    if not models.TaxRate.objects.exists():
        models.TaxRate.objects.create(per_mille=STARTING_TAX, valid_from=SINCE)
