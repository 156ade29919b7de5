"""An organisation's own revisions when its time is over; the catalogue's never go."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef

from ..common.retention import Rows
from .models import (
    ContentBlob,
    Course,
    CourseKit,
    Offer,
    Recording,
    Revision,
    RevisionMedia,
    RevisionSlide,
)


def revisions_of(organisation_id: int) -> Rows:
    """Revisions that belong to one organisation."""
    return Revision.objects.filter(organisation_id=organisation_id)


def offers_of(organisation_id: int) -> Rows:
    """The names under which an organisation offers its revisions."""
    return Offer.objects.filter(organisation_id=organisation_id)


def own_courses_of(organisation_id: int) -> Rows:
    """The courses that one organisation made from its own decks."""
    return Course.objects.filter(owner=organisation_id)


def blobs_of(organisation_id: int) -> set[str]:
    """The hashes of everything that the revisions of one organisation show or play."""
    own = revisions_of(organisation_id)
    found = set(own.values_list("source_id", flat=True))
    media = RevisionMedia.objects.filter(revision__in=own)
    found.update(media.values_list("blob_id", flat=True))
    found.update(_sounds(RevisionSlide.objects.filter(revision__in=own)))
    return found


@transaction.atomic
def delete_unused_blobs(hashes: Collection[str]) -> int:
    """Delete those of the blobs that nothing in the catalogue refers to; how many.

    A recording that no slide plays goes with its bytes: it is made again when it is needed.
    """
    silent = set(hashes) - _sounds(RevisionSlide.objects.exclude(sound=[]))
    Recording.objects.filter(sound__in=silent).delete()
    free = (
        ContentBlob.objects.filter(pk__in=silent)
        .exclude(Exists(Revision.objects.filter(source=OuterRef("pk"))))
        .exclude(Exists(RevisionMedia.objects.filter(blob=OuterRef("pk"))))
        .exclude(Exists(CourseKit.objects.filter(content=OuterRef("pk"))))
    )
    return free.delete()[0]


def _sounds(slides: Rows) -> set[str]:
    return set(_hashes(slides.values_list("sound", flat=True).iterator(chunk_size=500)))


def _hashes(sounds: Iterator[list[dict[str, str]]]) -> Iterator[str]:
    for parts in sounds:
        yield from (part["sha256"] for part in parts)
