"""Bytes under their SHA-256, each stored once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from terakoya.courseware.pictures import content_type_of
from terakoya.courseware.revision import sha256

from .models import ContentBlob

AT_ONCE: Final = 50  # in one statement: some five megabytes of recordings


def keep_blob(data: bytes, content_type: str) -> ContentBlob:
    """Store bytes, unless they are known."""
    blob, _created = ContentBlob.objects.get_or_create(
        sha256=sha256(data), defaults={"content_type": content_type, "content": data}
    )
    return blob


def keep_blobs(
    files: Mapping[str, bytes], type_of: Callable[[str], str] = content_type_of
) -> dict[str, str]:
    """Store files, in two statements however many they are; the SHA-256 of each by its name.

    `type_of` gives the content type of a name.
    """
    digests = {name: sha256(data) for name, data in files.items()}
    names = {digest: name for name, digest in digests.items()}
    known = set(ContentBlob.objects.filter(pk__in=names).values_list("pk", flat=True))
    ContentBlob.objects.bulk_create(
        (
            ContentBlob(sha256=digest, content_type=type_of(name), content=files[name])
            for digest, name in sorted(names.items())
            if digest not in known
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,  # somebody else may have stored the same meanwhile
    )
    return digests
