"""Whose packs and statements; strangers get 404."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Member
from ..learning.models import Assignment
from .choices import PackState
from .models import EvidencePack, MeasureStatement


def get_assignment_for(reader: Member, assignment_uuid: uuid.UUID) -> Assignment:
    """An assignment of the reader's organisation, or 404."""
    found = (
        Assignment.objects.select_related("course")
        .filter(organisation_id=reader.organisation_id, uuid=assignment_uuid)
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_ready_pack_for(reader: Member, pack_uuid: uuid.UUID) -> EvidencePack:
    """A finished pack of the reader's organisation, or 404."""
    found = EvidencePack.objects.filter(
        organisation_id=reader.organisation_id, uuid=pack_uuid, state=PackState.READY
    ).first()
    if found is None:
        raise Http404
    return found


def get_statement_for(officer: Member, statement_uuid: uuid.UUID) -> MeasureStatement:
    """A statement of the officer's organisation that stands, or 404."""
    found = MeasureStatement.objects.filter(
        organisation_id=officer.organisation_id, uuid=statement_uuid, withdrawn_at=None
    ).first()
    if found is None:
        raise Http404
    return found
