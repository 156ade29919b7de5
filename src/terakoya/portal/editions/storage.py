"""States of an edition as their rows hold them: compressed JSON of the whole course.

Not `REVISION.json`, which leaves out what is no content (the label of the version, the voices): a
draft keeps all of it. The flagship takes 60 KB and 12 ms to read.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.model import Course

from .models import ContentModel


@dataclass(frozen=True)
class StoredContent:
    """The columns of a state."""

    content: bytes
    settings: dict[str, Any]


def stored(state: Content) -> StoredContent:
    """A state as its columns."""
    return StoredContent(
        zlib.compress(state.course.model_dump_json().encode()),
        state.settings.model_dump(mode="json"),
    )


def content_of(row: ContentModel) -> Content:
    """The state that a row holds."""
    return unpacked(bytes(row.content), row.settings)


def unpacked(content: bytes, settings: Any) -> Content:
    """The state that two columns hold."""
    return Content(course=_course(content), settings=EditionSettings.model_validate(settings))


@lru_cache(8)  # whoever works on an edition asks for the same state from page to page
def _course(content: bytes) -> Course:
    """The course of a state; nobody changes one, since models are frozen."""
    return Course.model_validate_json(zlib.decompress(content))
