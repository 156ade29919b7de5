"""The comment by which a question file names the revision that it was made from."""

from __future__ import annotations

import re

from ....model import Course
from ....revision import revision_id

_NAMED = re.compile(rb"terakoya:revision ([0-9a-f]{64})")
_HEAD = 2000  # bytes in which the comment is looked for


def made_from(course: Course) -> str:
    """The words of the comment."""
    return f"terakoya:revision {revision_id(course)}"


def revision_named(file: bytes) -> str:
    """The id of the revision that a question file names; empty where it names none."""
    found = _NAMED.search(file[:_HEAD])
    return found[1].decode() if found else ""
