"""`REVISION.json` → `Material`, with the pictures that stand beside it."""

from __future__ import annotations

from pathlib import Path

from ...model import Material
from ...revision import UnreadableRevision, read_revision, sha256


def read_revision_file(path: Path) -> Material:
    """The material of a `REVISION.json`; its pictures are found by hash in `media/` beside it.

    Raises `UnreadableRevision` when a picture is missing or was changed.
    """
    course = read_revision(path.read_bytes())
    media: dict[str, bytes] = {}
    for name, digest in course.media.items():
        picture = path.parent / "media" / name
        data = picture.read_bytes() if picture.is_file() else b""
        if sha256(data) != digest:
            raise UnreadableRevision("picture", name, path.name)
        media[name] = data
    return Material(course, media)
