"""Mails of this app: written to the outbox in the caller's transaction.

A template's first line is the subject. Whoever has no address sees the request in the portal.
"""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ..accounts.models import Member
from ..catalogue.selectors import revision_text
from ..delivery.services import queue_mail
from .models import Release


def mail_approval_asked(release: Release) -> None:
    """Ask the approver to look at a release."""
    if release.approver is not None:
        _queue("approval_asked", release, release.approver)


def mail_approval_given(release: Release) -> None:
    """Tell the author what the approver has decided."""
    if release.author is not None:
        _queue("approval_given", release, release.author)


def _queue(name: str, release: Release, to: Member) -> None:
    person = to.person
    if not person.email:
        return
    address = reverse("editions:release", kwargs={"release": release.uuid})
    context = {
        "release": release,
        "to": to,
        "title": revision_text(release.base_id, person.language).title,
        "link": settings.BASE_URL.rstrip("/") + address,
    }
    with translation.override(person.language):
        words = render_to_string(f"editions/mail/{name}.txt", context)
    subject, _, text = words.partition("\n")
    queue_mail(
        organisation_uuid=to.organisation.uuid,
        to=person.email,
        subject=subject.strip(),
        text=text.strip() + "\n",
        language=person.language,
    )
