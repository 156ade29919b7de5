"""The catalogue's courses as the operator sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from ...catalogue.models import Course, Revision
from ...catalogue.pages import ShopWords, TocChapter
from ...catalogue.selectors import (
    latest_revision,
    latest_revision_ids,
    revision_text,
    shop_words,
    source_words,
)
from ...common.languages import current_language
from ..models import OwnCourse


@dataclass(frozen=True)
class CatalogueRow:
    """A course of the catalogue; `own_course` is the deck that it was made of, if any."""

    course: Course
    title: str
    revisions: int
    newest: Revision
    own_course: UUID | None


def catalogue_rows() -> list[CatalogueRow]:
    """What is published in the catalogue, listed or not; four statements, titles in memory."""
    courses = list(
        Course.objects.filter(owner=None)
        .annotate(count=Count("revisions", filter=Q(revisions__organisation=None)))
        .order_by("position", "id")
    )
    newest = latest_revision_ids([one.pk for one in courses])
    revisions = Revision.objects.defer("meta").in_bulk(list(newest.values()))
    decks: dict[int | None, UUID] = dict(
        OwnCourse.objects.exclude(catalogue_course=None).values_list("catalogue_course", "uuid")
    )
    language = current_language()
    return [
        CatalogueRow(
            one,
            revision_text(newest[one.pk], language).title,
            one.count,
            revisions[newest[one.pk]],
            decks.get(one.pk),
        )
        for one in courses
        if one.pk in newest
    ]


@dataclass(frozen=True)
class ShopPage:
    """What a course says of itself, and what an operator has the storefront say instead.

    `source` and `said` are by language; `sample` as in `Course.sample_chapter`.
    """

    title: str
    chapters: tuple[TocChapter, ...]
    source: Mapping[str, ShopWords]
    said: Mapping[str, ShopWords]
    sample: str | None


def shop_page(course: Course) -> ShopPage:
    """申し込みページの文 of a course of the catalogue; 404 before anything was published."""
    newest = latest_revision(course)
    text = revision_text(newest.pk, current_language())
    return ShopPage(
        text.title, text.chapters, source_words(newest), shop_words(course), course.sample_chapter
    )


def said_in_catalogue(own_course: OwnCourse) -> dict[str, Any]:
    """What the storefront says of a deck's course now; empty before it is in the catalogue."""
    course = own_course.catalogue_course
    if course is None:
        return {}
    newest = latest_revision(course)
    language = newest.meta["languages"][0]
    return {
        "slug": course.slug,
        "description": newest.meta["description"][language],
        "audience": newest.meta["audience"][language],
        "effective_on": newest.effective_on,
        "has_sample": any(one.sample for one in revision_text(newest.pk, language).chapters),
        "is_listed": course.is_listed,
    }
