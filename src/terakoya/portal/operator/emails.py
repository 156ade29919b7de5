"""Mails of the desk to those who speak for an organisation, each in the reader's language.

A template's first line is the subject, the rest the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ..accounts.choices import Role
from ..accounts.models import Member, Organisation, RoleGrant
from ..accounts.selectors import officers_to_mail
from ..delivery.services import mail_of, queue_mails
from .errors import NobodyToTell
from .models import DataExport, Deletion


def mail_customer(organisation: Organisation, name: str, context: dict[str, Any]) -> None:
    """Write to owners and officers, in the caller's transaction. Raises `NobodyToTell`."""
    mails = []
    for member, address in customer_addresses(organisation):
        language = member.person.language
        subject, text = _written(language, name, organisation, {"member": member, **context})
        mails.append(mail_of(organisation.uuid, address, subject, text, language))
    queue_mails(mails)


def mail_certificate(found: Deletion) -> None:
    """Tell those who were owners and officers that their data are gone; the certificate's address.

    The mails are nobody's: what is the organisation's has just been deleted.
    """
    link = settings.BASE_URL.rstrip("/") + reverse(
        "operator:deletion-certificate", args=[found.code]
    )
    mails = []
    for address, language in found.addresses:
        subject, text = _written(
            language, "deletion_done", found.organisation, {"found": found, "link": link}
        )
        mails.append(mail_of(None, address, subject, text, language))
    queue_mails(mails)


def mail_data_export(export: DataExport, owners: Sequence[Member]) -> None:
    """Tell the contract holders that the ZIP of all exports is there; who has no address, no."""
    link = settings.BASE_URL.rstrip("/") + reverse("operator:own-data-export")
    mails = []
    for member in owners:
        if address := member.person.email or member.email:
            language = member.person.language
            context = {"member": member, "export": export, "link": link}
            subject, text = _written(language, "data_export_ready", export.organisation, context)
            mails.append(mail_of(export.organisation.uuid, address, subject, text, language))
    queue_mails(mails)


def _written(
    language: str, name: str, organisation: Organisation, context: dict[str, Any]
) -> tuple[str, str]:
    """Subject and text in a language."""
    said = {"organisation": organisation, "contact": settings.SELLER_EMAIL}
    with translation.override(language):
        words = render_to_string(f"operator/mail/{name}.txt", {**said, **context})
    subject, _line, text = words.partition("\n")
    return subject.strip(), text.strip() + "\n"


def customer_addresses(organisation: Organisation) -> list[tuple[Member, str]]:
    """Owners and officers with a proven address; where there is none, owners as they are known.

    Raises `NobodyToTell`.
    """
    proven = [(one, one.person.email or "") for one in officers_to_mail(organisation)]
    if proven:
        return proven
    owners = RoleGrant.objects.in_force().filter(organisation=organisation, role=Role.OWNER)
    members = Member.objects.present().filter(pk__in=owners.values("member"))
    known = [
        (one, address)
        for one in members.select_related("person")
        if (address := one.person.email or one.email)
    ]
    if not known:
        raise NobodyToTell
    return known
