"""Whose edition, whose release; strangers get 404."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from ..accounts.choices import Role
from ..accounts.models import Member, RoleGrant
from ..catalogue.models import Course
from ..learning.selectors.courses import contracted_courses
from .choices import PatchState
from .models import (
    Edition,
    EditionRevision,
    EditionUpdate,
    PatchedDeck,
    Release,
    Upload,
    UploadPage,
)


def get_edition_for(officer: Member, edition_uuid: uuid.UUID) -> Edition:
    """An edition of the officer's organisation with course, base and draft, or 404."""
    edition = (
        Edition.objects.select_related("course", "offer", "base", "draft__saved_by")
        .filter(organisation_id=officer.organisation_id, uuid=edition_uuid)
        .first()
    )
    if edition is None:
        raise Http404
    edition.organisation = officer.organisation
    return edition


def get_course_for(officer: Member, slug: str) -> Course:
    """A course that the officer's organisation may run today, or 404."""
    course = contracted_courses(officer).filter(slug=slug).first()
    if course is None:
        raise Http404
    return course


def get_published_for(officer: Member, edition: Edition, number: int) -> EditionRevision:
    """A published state of an edition by its number, or 404."""
    published = (
        EditionRevision.objects.select_related(
            "revision", "base", "edition__course", "edition__offer"
        )
        .filter(organisation_id=officer.organisation_id, edition=edition, number=number)
        .first()
    )
    if published is None:
        raise Http404
    published.edition.organisation = officer.organisation
    return published


def approvers_for(officer: Member) -> QuerySet[Member]:
    """Who may approve what the officer publishes: other owners and officers."""
    grants = RoleGrant.objects.in_force().filter(role__in=(Role.OFFICER, Role.OWNER))
    return (
        Member.objects.present()
        .filter(organisation_id=officer.organisation_id, joined_at__isnull=False)
        .filter(pk__in=grants.values("member_id"))
        .exclude(pk=officer.pk)
        .order_by("name_kana", "name", "id")
    )


def get_release_for(officer: Member, release_uuid: uuid.UUID) -> Release:
    """A release of an edition of the officer's organisation, or 404."""
    release = (
        Release.objects.select_related(
            "edition__course", "edition__offer", "edition__base", "author", "approver"
        )
        .filter(organisation_id=officer.organisation_id, uuid=release_uuid)
        .first()
    )
    if release is None:
        raise Http404
    return release


def get_update_for(officer: Member, update_uuid: uuid.UUID) -> EditionUpdate:
    """An update of an edition of the officer's organisation, or 404."""
    update = (
        EditionUpdate.objects.select_related(
            "edition__course",
            "edition__offer",
            "edition__base",
            "edition__draft__saved_by",
            "revision",
            "closed_by",
        )
        .filter(organisation_id=officer.organisation_id, uuid=update_uuid)
        .first()
    )
    if update is None:
        raise Http404
    update.edition.organisation = officer.organisation
    return update


def get_upload_for(officer: Member, upload_uuid: uuid.UUID) -> Upload:
    """A file sent for an edition of the officer's organisation, or 404."""
    upload = (
        Upload.objects.select_related(
            "edition__course",
            "edition__offer",
            "edition__base",
            "edition__draft__saved_by",
            "by",
            "base",
        )
        .filter(organisation_id=officer.organisation_id, uuid=upload_uuid)
        .first()
    )
    if upload is None:
        raise Http404
    upload.edition.organisation = officer.organisation
    return upload


def get_upload_picture(officer: Member, upload_uuid: uuid.UUID, page: int) -> UploadPage:
    """The picture of a page of such a file, or 404."""
    picture = UploadPage.objects.filter(
        organisation_id=officer.organisation_id, upload__uuid=upload_uuid, page=page
    ).first()
    if picture is None:
        raise Http404
    return picture


def get_patched_deck_for(officer: Member, deck_uuid: uuid.UUID) -> PatchedDeck:
    """A deck that was brought to an edition of the officer's organisation, or 404."""
    deck = (
        PatchedDeck.objects.select_related("edition__course", "edition__offer", "update", "by")
        .defer("content", "settings")
        .filter(organisation_id=officer.organisation_id, uuid=deck_uuid)
        .exclude(state=PatchState.DROPPED)
        .first()
    )
    if deck is None:
        raise Http404
    deck.edition.organisation = officer.organisation
    return deck
