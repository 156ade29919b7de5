"""The own courses that an organisation has."""

from __future__ import annotations

from django.db.models import QuerySet

from ...accounts.models import Member
from ..choices import DeckState
from ..models import OwnCourse


def own_courses_of(officer: Member) -> QuerySet[OwnCourse]:
    """The own courses of the officer's organisation, those that were dropped left out."""
    return OwnCourse.objects.filter(organisation_id=officer.organisation_id).exclude(
        state=DeckState.DROPPED
    )
