"""Confirming and changing a person's own e-mail address."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from ...audit.services import record
from ...common import clock
from ..emails import queue_email_confirmation
from ..errors import EmailInUse, EmailUnusable, LinkUnusable, PasswordWrong
from ..models import Organisation, Person
from ..names import clean_email
from ..tokens import read_email_token


@transaction.atomic
def send_email_confirmation(*, by: Person, organisation: Organisation | None = None) -> None:
    """Send the confirming link once more; nothing if the address is confirmed or missing."""
    if by.email and by.email_confirmed_at is None:
        queue_email_confirmation(by, by.email, organisation)


@transaction.atomic
def change_email(
    *, by: Person, email: str, present: str, organisation: Organisation | None = None
) -> str:
    """Send a confirming link to a new address, which counts once that link was opened.

    Whether somebody else has the address is not said here but when its owner opens the link.
    """
    address = clean_email(email)
    if address is None:
        raise EmailUnusable
    if by.has_usable_password() and not by.check_password(present):
        raise PasswordWrong
    queue_email_confirmation(by, address, organisation)
    return address


@transaction.atomic
def confirm_email(*, token: str) -> Person:
    """The address of the link is the person's, and confirmed. Opening it twice does no harm."""
    person_uuid, email = read_email_token(token)
    person = Person.objects.select_for_update().filter(uuid=person_uuid, is_active=True).first()
    if person is None:
        raise LinkUnusable
    if person.email == email and person.email_confirmed_at is not None:
        return person
    before, person.email, person.email_confirmed_at = person.email, email, clock.now()
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "email_confirmed_at"])
    except IntegrityError:
        raise EmailInUse from None
    record(
        organisation_uuid=None,
        actor_uuid=person.uuid,
        verb="email.confirmed",
        target=f"person:{person.uuid}",
        data={"changed": before != email},
    )
    return person
