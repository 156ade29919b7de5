"""What several services of this app share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ...audit.services import record
from ...common import clock
from ..choices import LegalDocument
from ..errors import EmailNotConfirmed, PasswordWeak
from ..models import Member, Organisation, Person, TermsAcceptance
from ..selectors import versions_in_force


def record_by(
    by: Member, verb: str, target: str = "", data: Mapping[str, Any] | None = None
) -> None:
    """An audit entry of the acting member in the chain of their organisation."""
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=target,
        data=data,
    )


def record_of(person: Person, verb: str, data: Mapping[str, Any] | None = None) -> None:
    """An audit entry of what a person did to their own account, in the portal's chain."""
    record(
        organisation_uuid=None,
        actor_uuid=person.uuid,
        verb=verb,
        target=f"person:{person.uuid}",
        data=data,
    )


def member_target(member: Member) -> str:
    """How audit entries name a member."""
    return f"member:{member.uuid}"


def check_password_strength(password: str, person: Person) -> None:
    """Refuses a password that the portal's validators do not take."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise PasswordWeak(reasons=" ".join(error.messages)) from None


def accept_documents(*, person: Person, organisation: Organisation | None) -> None:
    """Keep that the person accepted the terms and the privacy policy in force."""
    moment = clock.now()
    versions = versions_in_force(LegalDocument.TERMS, LegalDocument.PRIVACY)
    TermsAcceptance.objects.bulk_create(
        TermsAcceptance(
            organisation=organisation,
            person=person,
            document=document,
            version=version,
            accepted_at=moment,
        )
        for document, version in versions.items()
    )


def require_confirmed_email(by: Member) -> None:
    """The gate before every way of inviting others (product.md §6)."""
    if by.person.email_confirmed_at is None:
        raise EmailNotConfirmed
