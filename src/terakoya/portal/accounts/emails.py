"""The words of every mail of this app, queued in the reader's language.

A template's first line is the subject, the rest the text.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ..delivery.models import OutboxMessage
from ..delivery.services import mail_of, queue_mail
from .models import Member, Organisation, Person
from .tokens import email_token, invitation_token, password_token


def queue_email_confirmation(person: Person, email: str, organisation: Organisation | None) -> None:
    """Asks whoever reads this address to confirm it."""
    link = address_of("accounts:email-confirm", token=email_token(person, email))
    _queue(person, email, organisation, "email_confirm", {"link": link})


def queue_password_link(person: Person, organisation: Organisation | None = None) -> None:
    """The link by which a password is set anew. Needs a person with an address."""
    link = address_of("accounts:password-set", token=password_token(person))
    _queue(person, person.email or "", organisation, "password_link", {"link": link})


def queue_welcome(person: Person, email: str, member: Member) -> None:
    """What an owner needs to come back: company code, sign-in, and the address to confirm."""
    context = {
        "link": address_of("accounts:email-confirm", token=email_token(person, email)),
        "sign_in": address_of("accounts:sign-in"),
        "organisation": member.organisation,
        "needs_password": not person.has_usable_password(),
        "password_link": address_of("accounts:password-set", token=password_token(person)),
    }
    _queue(person, email, member.organisation, "welcome", context)


def invitation_mail(member: Member, by: Member) -> OutboxMessage:
    """An invitation in the organisation's name, not queued yet (rosters queue many at once)."""
    organisation, person = by.organisation, member.person
    context = {
        "member": member,
        "by": by,
        "organisation": organisation,
        "link": address_of("accounts:invitation", token=invitation_token(member)),
        "sign_in": address_of("accounts:sign-in"),
    }
    subject, text = compose("invitation", person.language, context)
    return mail_of(organisation.uuid, person.email or "", subject, text, person.language)


def compose(name: str, language: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of a mail in a language."""
    with translation.override(language):
        words = render_to_string(f"accounts/mail/{name}.txt", context)
    subject, _, text = words.partition("\n")
    return subject.strip(), text.strip() + "\n"


def address_of(name: str, **values: Any) -> str:
    """The full address of a page, as mails and posters print it."""
    return settings.BASE_URL.rstrip("/") + reverse(name, kwargs=values or None)


def _queue(
    person: Person,
    to: str,
    organisation: Organisation | None,
    name: str,
    context: dict[str, Any],
) -> None:
    context = {"person": person, **context}
    subject, text = compose(name, person.language, context)
    queue_mail(
        organisation_uuid=organisation.uuid if organisation else None,
        to=to,
        subject=subject,
        text=text,
        language=person.language,
    )
