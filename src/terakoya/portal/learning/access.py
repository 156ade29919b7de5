"""Whose enrolment, whose assignment; strangers get 404."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Member
from .models import Assignment, Enrolment


def get_enrolment_for(member: Member, enrolment_uuid: uuid.UUID) -> Enrolment:
    """The member's own enrolment with revision and assignment, or 404."""
    enrolment = (
        Enrolment.objects.select_related("revision", "assignment__course")
        .filter(member=member, organisation_id=member.organisation_id, uuid=enrolment_uuid)
        .first()
    )
    if enrolment is None:
        raise Http404
    enrolment.member = member
    return enrolment


def get_assignment_for(member: Member, assignment_uuid: uuid.UUID) -> Assignment:
    """An assignment of the member's organisation that is meant for the member, or 404."""
    assignment = (
        Assignment.objects.select_related("course")
        .meant_for(member)
        .filter(uuid=assignment_uuid)
        .first()
    )
    if assignment is None:
        raise Http404
    return assignment


def get_assignment_of_organisation(officer: Member, assignment_uuid: uuid.UUID) -> Assignment:
    """An assignment of the officer's organisation, or 404."""
    assignment = (
        Assignment.objects.select_related("course")
        .filter(organisation_id=officer.organisation_id, uuid=assignment_uuid)
        .first()
    )
    if assignment is None:
        raise Http404
    return assignment
