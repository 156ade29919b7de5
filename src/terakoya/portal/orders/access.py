"""Whose draft, whose order, whose licence; strangers get 404."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from ..accounts.access import find_current_member
from ..accounts.models import Member
from ..catalogue.models import Course, Revision
from .choices import ExportState
from .models import ApplicationDraft, ExportJob, ManuscriptLicence
from .selectors.licences import covered
from .selectors.pricing import kit_courses

SESSION_KEY = "application"


def draft_of(request: HttpRequest) -> ApplicationDraft | None:
    """The draft that this browser's session names, or `None`."""
    known = request.session.get(SESSION_KEY)
    if known is None:
        return None
    return ApplicationDraft.objects.select_related("order").filter(uuid=known).first()


def remember_draft(request: HttpRequest, draft: ApplicationDraft) -> None:
    """Let the session name a draft."""
    request.session[SESSION_KEY] = str(draft.uuid)


def buyer_of(request: HttpRequest) -> Member | None:
    """The owner who is signed in and acts for an organisation, or `None`: most have no account."""
    member = find_current_member(request)
    if member is None or not member.is_owner or member.organisation.is_house:
        return None
    return member


def asker_for(request: HttpRequest) -> Member | None:
    """The officer or owner who is signed in: quotes that they make are their organisation's."""
    member = find_current_member(request)
    if member is None or not member.is_officer or member.organisation.is_house:
        return None
    return member


def get_kit_course_for(officer: Member, slug: str) -> Course:
    """A course whose documents the officer's organisation may have, or 404."""
    course = next((one for one in kit_courses(officer) if one.slug == slug), None)
    if course is None:
        raise Http404
    return course


def get_licence_for(officer: Member, licence_uuid: uuid.UUID) -> ManuscriptLicence:
    """The manuscript licence of the officer's organisation, once it has begun, or 404."""
    licence = (
        ManuscriptLicence.objects.select_related("course")
        .filter(organisation_id=officer.organisation_id, uuid=licence_uuid)
        .first()
    )
    if licence is None or licence.is_ahead:
        raise Http404
    return licence


def get_covered_revision(licence: ManuscriptLicence, revision_uuid: uuid.UUID) -> Revision:
    """A revision that a licence covers, or 404."""
    revisions = Revision.objects.filter(course=licence.course_id, organisation=None)
    own = covered(licence, list(revisions.defer("meta").order_by("-id")))
    found = next((one for one in own if one.uuid == revision_uuid), None)
    if found is None:
        raise Http404
    return found


def get_export_for(officer: Member, job_uuid: uuid.UUID) -> ExportJob:
    """A file that a worker makes or made for the officer's organisation, or 404."""
    job = (
        ExportJob.objects.select_related("licence", "revision", "by")
        .filter(organisation_id=officer.organisation_id, uuid=job_uuid)
        .exclude(state=ExportState.DROPPED)
        .first()
    )
    if job is None:
        raise Http404
    return job
