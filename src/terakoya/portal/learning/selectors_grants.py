"""How many seats of a grant are taken."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count

from .models import SeatHolder


def taken_seats(organisation_id: int, sources: Collection[str]) -> dict[str, int]:
    """Source of a grant → how many sit on its seats now; 0 is left out. One statement."""
    held = SeatHolder.objects.filter(
        organisation_id=organisation_id, until_on=None, seat__grant__source__in=sources
    )
    return dict(held.values_list("seat__grant__source").annotate(n=Count("id")).order_by())


def were_seats_taken(organisation_id: int, sources: Collection[str]) -> bool:
    """Whether anybody has ever sat on a seat of these grants; one statement."""
    held = SeatHolder.objects.filter(
        organisation_id=organisation_id, seat__grant__source__in=sources
    )
    return held.exists()
