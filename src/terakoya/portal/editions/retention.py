"""An organisation's editions when its time is over; until then they are its own."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator

from ..common.retention import Rows, Rule
from .models import (
    ContentModel,
    Draft,
    Edition,
    EditionRevision,
    EditionUpdate,
    PatchedDeck,
    Release,
    Upload,
)
from .storage import unpacked

_STATES: tuple[type[ContentModel], ...] = (Draft, EditionRevision, Release, PatchedDeck)


def editions_of(organisation_id: int) -> tuple[Rule, ...]:
    """Everything of one organisation's editions; what holds comes after what is held."""
    own = {"organisation_id": organisation_id}
    return (
        Rule("patched-decks", lambda: PatchedDeck.objects.filter(**own), batch=5),
        Rule("uploads", lambda: Upload.objects.filter(**own), batch=5),
        Rule("updates", lambda: EditionUpdate.objects.filter(**own)),
        Rule("releases", lambda: Release.objects.filter(**own), batch=50),
        Rule("edition-revisions", lambda: EditionRevision.objects.filter(**own), batch=50),
        Rule("editions", lambda: Edition.objects.filter(**own), batch=50),
    )


def pictures_of(organisation_id: int) -> set[str]:
    """The hashes of all pictures in an organisation's states and uploads."""
    found: set[str] = set()
    for content, settings in _contents(organisation_id):
        found.update(unpacked(content, settings).course.media.values())
    return found


def _contents(organisation_id: int) -> Iterator[tuple[bytes, object]]:
    for model in _STATES:
        rows: Rows = model._default_manager.filter(organisation_id=organisation_id)
        for row in rows.iterator(chunk_size=20):
            yield bytes(row.content), row.settings
    for upload in Upload.objects.filter(organisation_id=organisation_id).iterator(chunk_size=20):
        for content, settings in (
            (upload.read, upload.read_settings),
            (upload.origin, upload.origin_settings),
        ):
            if content:
                yield bytes(content), settings


def in_use(pictures: Collection[str]) -> set[str]:
    """Those of the pictures that a state of anybody still refers to; reads all of them."""
    found: set[str] = set()
    names = {one: one.encode() for one in pictures}
    for model in _STATES:
        rows: Rows = model._default_manager.all()
        for content in rows.values_list("content", flat=True).iterator(chunk_size=50):
            text = zlib.decompress(bytes(content))
            found.update(one for one, name in names.items() if name in text)
    return found
