"""Bytes under their SHA-256, each stored once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from terakoya.courseware.pictures import content_type_of
from terakoya.courseware.revision import sha256

from .models import ContentBlob

MOST_AT_ONCE: Final = 5_000_000  # bytes in one statement, which holds them twice over; or one file


def keep_blob(data: bytes, content_type: str) -> ContentBlob:
    """Store bytes, unless they are known."""
    blob, _created = ContentBlob.objects.get_or_create(
        sha256=sha256(data), defaults={"content_type": content_type, "content": data}
    )
    return blob


def keep_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """Store files whose names tell their type, by few statements; the SHA-256 of each name."""
    digests = {name: sha256(data) for name, data in files.items()}
    keep_blobs({digests[name]: (data, content_type_of(name)) for name, data in files.items()})
    return digests


def keep_blobs(contents: Mapping[str, tuple[bytes, str]]) -> None:
    """Store bytes with their content types by SHA-256: a statement for some megabytes of news."""
    known = set(ContentBlob.objects.filter(pk__in=contents).values_list("pk", flat=True))
    news = (
        ContentBlob(sha256=digest, content=data, content_type=content_type)
        for digest, (data, content_type) in sorted(contents.items())
        if digest not in known
    )
    for portion in _portions(news):
        # Somebody else may have stored the same meanwhile.
        ContentBlob.objects.bulk_create(portion, ignore_conflicts=True)


def _portions(blobs: Iterable[ContentBlob]) -> Iterator[list[ContentBlob]]:
    """The blobs in lists of at most `MOST_AT_ONCE` bytes, or of one."""
    portion: list[ContentBlob] = []
    size = 0
    for blob in blobs:
        if portion and size + len(blob.content) > MOST_AT_ONCE:
            yield portion
            portion, size = [], 0
        portion.append(blob)
        size += len(blob.content)
    if portion:
        yield portion
