"""The words of every mail of this app, queued in the reader's language.

A template's first line is the subject, the rest the text.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ..common import clock
from ..common.seller_names import seller_names
from ..delivery.models import OutboxMessage
from ..delivery.services import mail_of, queue_mail, queue_mails
from .invited_courses import ByLanguage, invited_courses_of
from .models import (
    CustomerNotice,
    DataRequest,
    InviteLink,
    LegalText,
    Member,
    Organisation,
    Person,
    RosterImport,
)
from .tokens import email_token, invitation_token, open_join_token, password_token


def queue_email_confirmation(person: Person, email: str, organisation: Organisation | None) -> None:
    """Asks whoever reads this address to confirm it."""
    link = address_of("accounts:email-confirm", token=email_token(person, email))
    _queue(person, email, organisation, "email_confirm", {"link": link})


def queue_password_link(person: Person, by: Member | None = None) -> None:
    """The link by which a password is set anew. Needs a person with an address.

    Where an officer asked for it, the mail says so.
    """
    link = address_of("accounts:password-set", token=password_token(person))
    organisation = by.organisation if by else None
    _queue(person, person.email or "", organisation, "password_link", {"link": link, "by": by})


def queue_password_changed(person: Person, to: str) -> None:
    """Tells that the password is another now, and what to do if that was somebody else."""
    context = {"link": address_of("accounts:password-forgotten"), "when": clock.now()}
    _queue(person, to, None, "password_changed", context)


def queue_second_factor_changed(person: Person, to: str, verb: str) -> None:
    """Tells that something of the second factor is another now, and what to do if it was not them.

    `verb`: as the audit log calls it.
    """
    context = {
        "verb": verb,
        "link": address_of("accounts:second-factor"),
        "when": clock.now(),
        "contact": settings.SELLER_EMAIL,
    }
    _queue(person, to, None, "second_factor_changed", context)


def queue_account_taken(person: Person) -> None:
    """Tells that a password set before the address was proven has ended."""
    context = {"contact": seller_names().email, "account": address_of("accounts:account")}
    _queue(person, person.email or "", None, "account_taken", context)


def queue_email_changed(person: Person, before: str) -> None:
    """Tells the reader of the old address that it signs nobody in any more."""
    context = {"before": before, "contact": seller_names().email, "when": clock.now()}
    _queue(person, before, None, "email_changed", context)


def queue_code_issued(member: Member, by: Member) -> None:
    """Tells the reader of the roster address that an officer has made a joining code."""
    context = {"member": member, "by": by, "organisation": by.organisation}
    language = member.person.language
    subject, text = compose("code_issued", language, context)
    queue_mails([mail_of(by.organisation.uuid, member.email or "", subject, text, language)])


def queue_data_requested(request: DataRequest, officer: Member) -> None:
    """Tells an officer that a member asks for something; what, is on the page alone."""
    context = {
        "officer": officer,
        "member": request.member,
        "kind": request.get_kind_display(),
        "organisation": request.organisation,
        "link": address_of("accounts:data-request", data_request=request.uuid),
    }
    person = officer.person
    _queue(person, person.email or "", request.organisation, "data_requested", context)


def queue_data_answered(request: DataRequest, person: Person) -> None:
    """Tells the person that the organisation has answered."""
    context = {"organisation": request.organisation, "link": address_of("accounts:my-data")}
    _queue(person, person.email or "", request.organisation, "data_answered", context)


def queue_roster_report(found: RosterImport, officer: Member) -> None:
    """Tells an officer that a roster that came in by itself waits for them."""
    context = {
        "officer": officer,
        "organisation": found.organisation,
        "found": found,
        "counts": found.counts,
        "link": address_of("accounts:roster-import", roster_import=found.uuid),
    }
    person = officer.person
    _queue(person, person.email or "", found.organisation, "roster_report", context)


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


def invitation_mail(
    member: Member, by: Member | None, courses: ByLanguage | None = None
) -> OutboxMessage:
    """An invitation in the organisation's name, not queued yet (rosters queue many at once).

    It says what is to be taken until when; `courses` where that was read before.
    """
    organisation, person = member.organisation, member.person
    known = invited_courses_of(organisation) if courses is None else courses
    context = {
        "member": member,
        "by": by,
        "organisation": organisation,
        "courses": known.get(person.language),
        "link": address_of("accounts:invitation", token=invitation_token(member)),
        "sign_in": address_of("accounts:sign-in"),
    }
    subject, text = compose("invitation", person.language, context)
    return mail_of(organisation.uuid, member.email or "", subject, text, person.language)


def terms_mail(owner: Member, text: LegalText) -> OutboxMessage:
    """What an owner is told of new terms; not queued yet."""
    context = {
        "person": owner.person,
        "organisation": owner.organisation,
        "valid_from": text.valid_from,
        "link": address_of("web:document-version", document="terms", version=text.version),
        "accept": address_of("web:terms-accept"),
    }
    language = owner.person.language
    subject, words = compose("terms_new", language, context)
    to = owner.person.email or ""
    return mail_of(owner.organisation.uuid, to, subject, words, language)


def notice_mail(reader: Member, notice: CustomerNotice) -> OutboxMessage:
    """A notice of the operator; not queued yet."""
    language = reader.person.language
    context = {
        "person": reader.person,
        "organisation": reader.organisation,
        "title": notice.title_in(language),
        "words": notice.text_in(language),
        "link": address_of("web:notice-list"),
    }
    subject, text = compose("notice", language, context)
    to = reader.person.email or ""
    return mail_of(reader.organisation.uuid, to, subject, text, language)


def queue_open_join(link: InviteLink, email: str, language: str) -> None:
    """How somebody joins who is not on the roster. Says no name: a stranger typed the address."""
    context = {
        "organisation": link.organisation,
        "link": address_of("accounts:invitation", token=open_join_token(link, email)),
    }
    subject, text = compose("open_join", language, context)
    queue_mails([mail_of(link.organisation.uuid, email, subject, text, language)])


def queue_joined_already(member: Member) -> None:
    """For who asks to join once more: how to sign in."""
    context = {
        "member": member,
        "organisation": member.organisation,
        "sign_in": address_of("accounts:sign-in"),
    }
    language = member.person.language
    subject, text = compose("joined_already", language, context)
    queue_mails([mail_of(member.organisation.uuid, member.email or "", subject, text, language)])


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
