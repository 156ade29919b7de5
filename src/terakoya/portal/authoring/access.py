"""Whose own course; strangers get 404."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Member
from .models import DeckPage, OwnCourse, VoiceSample
from .selectors.present import own_courses_of


def get_own_course_for(officer: Member, key: uuid.UUID) -> OwnCourse:
    """An own course of the officer's organisation with its draft, or 404."""
    rows = own_courses_of(officer).select_related(
        "by",
        "catalogue_course",
        "edition__course",
        "edition__offer",
        "edition__base",
        "edition__draft__saved_by",
    )
    found = rows.filter(uuid=key).first()
    if found is None:
        raise Http404
    found.organisation = officer.organisation
    if found.edition is not None:
        found.edition.organisation = officer.organisation
    return found


def get_read_course_for(officer: Member, key: uuid.UUID) -> OwnCourse:
    """The same, where its file is read; or 404."""
    found = get_own_course_for(officer, key)
    if found.edition is None:
        raise Http404
    return found


def get_page_for(officer: Member, key: uuid.UUID, page: int) -> DeckPage:
    """A page of the file of an own course, or 404."""
    found = (
        DeckPage.objects.filter(own_course__in=own_courses_of(officer))
        .filter(own_course__uuid=key, page=page)
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_sample_for(officer: Member, key: uuid.UUID) -> VoiceSample:
    """The sample of a voice that was asked for of an own course, or 404."""
    rows = VoiceSample.objects.filter(own_course__in=own_courses_of(officer))
    found = rows.filter(own_course__uuid=key).first()
    if found is None:
        raise Http404
    return found
