"""Setting and changing passwords."""

from __future__ import annotations

from django.db import transaction

from ...audit.services import record
from ...common import clock
from ..emails import queue_password_link
from ..errors import EmailNotYours, LinkUnusable, PasswordWrong
from ..models import Member, Person
from ..names import clean_email
from ..tokens import is_fingerprint_of, read_password_token
from .base import check_password_strength, member_target, record_by


@transaction.atomic
def change_password(*, by: Person, present: str, password: str) -> Person:
    """A new password; every other session of the person ends.

    Who has none yet (an owner just signed up) sets the first one without a present one.
    """
    if by.has_usable_password() and not by.check_password(present):
        raise PasswordWrong
    check_password_strength(password, by)
    return _set_password(by, password, "password.changed")


@transaction.atomic
def request_password_link(*, email: str) -> None:
    """Mail the link to set a password, if somebody has the address; never says whether."""
    person = Person.objects.filter(email=clean_email(email), is_active=True).first()
    if person is not None and person.email:
        queue_password_link(person)


@transaction.atomic
def send_password_link(*, by: Member, member: Member) -> None:
    """The officer has the link mailed to a member; the officer does not see it."""
    if not member.person.email:
        raise EmailNotYours
    queue_password_link(member.person, by.organisation)
    record_by(by, "password.link-sent", member_target(member))


def find_person_by_password_link(*, token: str) -> Person:
    """Whose password the link sets; refuses a used or old link."""
    person_uuid, mark = read_password_token(token)
    person = Person.objects.filter(uuid=person_uuid, is_active=True).first()
    if person is None or not is_fingerprint_of(person, mark):
        raise LinkUnusable
    return person


@transaction.atomic
def set_password_by_link(*, token: str, password: str) -> Person:
    """Set the password once; the mail was read, so the address is confirmed as well."""
    person = find_person_by_password_link(token=token)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not is_fingerprint_of(person, read_password_token(token)[1]):
        raise LinkUnusable
    check_password_strength(password, person)
    if person.email_confirmed_at is None:
        person.email_confirmed_at = clock.now()
        person.save(update_fields=["email_confirmed_at"])
    return _set_password(person, password, "password.set")


def _set_password(person: Person, password: str, verb: str) -> Person:
    person.set_password(password)
    person.save(update_fields=["password"])
    _record_of(person, verb)
    return person


def _record_of(person: Person, verb: str) -> None:
    record(
        organisation_uuid=None,
        actor_uuid=person.uuid,
        verb=verb,
        target=f"person:{person.uuid}",
    )
