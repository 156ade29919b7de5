"""How long it is kept who took part in a survey; published tables stay with the organisation."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from ..common.retention import Rows, Rule
from ..learning.retention import in_ended_courses
from .erasure import erase_freed_space
from .models import CellMember, Participation, Wave
from .services.keys import key_folder

_COURSE = "wave__assignment__course"
_CLOSED = Q(wave__closed_at__isnull=False)


def old_participations() -> Rows:
    """Who took part in surveys of ended courses."""
    rows = Participation.objects.filter(_CLOSED)
    return rows.filter(in_ended_courses(_COURSE, only_of=rows))


def old_cell_members() -> Rows:
    """Who was counted where."""
    rows = CellMember.objects.filter(_CLOSED)
    return rows.filter(in_ended_courses(_COURSE, only_of=rows))


RULES = (
    Rule("participations", old_participations),
    Rule("cell-members", old_cell_members),
)


def waves_of(organisation_id: int) -> Rule:
    """All surveys of an organisation, with their tables, ballots and keys."""
    rows = Wave.objects.filter(organisation_id=organisation_id)
    return Rule("surveys", rows.all, delete_waves, batch=5)


def delete_waves(waves: Sequence[int]) -> None:
    """Delete surveys; keys go once that is committed, and the space of ballots is emptied."""
    uuids = list(Wave.objects.filter(pk__in=waves).values_list("uuid", flat=True))
    Wave.objects.filter(pk__in=waves).delete()
    transaction.on_commit(lambda: _destroy_keys(uuids))


def _destroy_keys(uuids: Sequence[uuid.UUID]) -> None:
    for one in uuids:
        key_folder().destroy(one)
    erase_freed_space()
