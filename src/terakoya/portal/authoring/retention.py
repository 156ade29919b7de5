"""The files of an organisation's own courses when its time is over."""

from __future__ import annotations

from ..common.retention import Rule
from .models import OwnCourse


def decks_of(organisation_id: int) -> Rule:
    """Files, pages and what was decided; the courses themselves go with the editions."""
    return Rule(
        "own-decks", lambda: OwnCourse.objects.filter(organisation_id=organisation_id), batch=5
    )
