"""Who may see and answer which wave; strangers get 404."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Member
from ..catalogue.selectors import has_survey
from ..learning.models import Assignment
from ..learning.selectors.courses import is_meant_for
from .choices import WaveState
from .models import OwnItem, Wave


def get_wave_for(member: Member, wave_uuid: uuid.UUID) -> Wave:
    """The wave of the member's own organisation, or 404."""
    wave = (
        Wave.objects.select_related("revision", "assignment")
        .filter(organisation_id=member.organisation_id, uuid=wave_uuid)
        .first()
    )
    if wave is None:
        raise Http404
    return wave


def get_paper_wave_for(officer: Member, wave_uuid: uuid.UUID) -> Wave:
    """The wave of the officer's organisation that is on paper, or 404."""
    wave = get_wave_for(officer, wave_uuid)
    if not wave.is_on_paper:
        raise Http404
    return wave


def get_own_item_for(officer: Member, item_uuid: uuid.UUID) -> OwnItem:
    """An item that the officer's organisation has added, or 404."""
    items = OwnItem.objects.select_related("assignment")
    item = items.filter(organisation_id=officer.organisation_id, uuid=item_uuid).first()
    if item is None:
        raise Http404
    return item


def get_shared_wave_for(member: Member, wave_uuid: uuid.UUID) -> Wave:
    """A closed wave that asked the member and shares the company's row, or 404."""
    wave = get_wave_for(member, wave_uuid)
    is_shared = wave.state == WaveState.CLOSED and wave.shares_company
    if not is_shared or not is_meant_for(member, wave.assignment_id):
        raise Http404
    return wave


def get_assignment_for(officer: Member, assignment_uuid: uuid.UUID) -> Assignment:
    """The assignment of the officer's organisation, or 404."""
    assignment = (
        Assignment.objects.select_related("course")
        .filter(organisation_id=officer.organisation_id, uuid=assignment_uuid)
        .first()
    )
    if assignment is None:
        raise Http404
    return assignment


def get_surveyed_assignment_for(officer: Member, assignment_uuid: uuid.UUID) -> Assignment:
    """The same, where its course has a survey or one was opened; or 404."""
    assignment = get_assignment_for(officer, assignment_uuid)
    if not (has_survey(assignment.course) or assignment.waves.exists()):
        raise Http404
    return assignment
