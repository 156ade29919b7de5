"""What higher apps add to editions without editions knowing them.

A source of reasons gets an edition and a state of it, and says what must be mended before learners
may have that state; it is registered in the higher app's `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from terakoya.courseware.edition import Edition as Content

from .models import Edition
from .readiness import Reason, reasons_against

Source = Callable[[Edition, Content], list[Reason]]
_sources: dict[Source, None] = {}


def register_reasons(source: Source) -> None:
    """Add a source of reasons."""
    _sources[source] = None


def reasons_of(edition: Edition, state: Content) -> list[Reason]:
    """Everything that must be mended before learners may have a state of an edition."""
    found = reasons_against(state, is_own=edition.course.is_own)
    for source in _sources:
        found += source(edition, state)
    return found
