"""Proving and changing a person's own e-mail address (docs/algorithms/identity.md)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ...common import clock
from ...delivery.bounces import forget_bounce
from ...limits.rules import CONFIRMATIONS, EMAIL_CHANGES, MAILS_TO_ADDRESS
from ...limits.services import spend
from ..emails import queue_email_changed, queue_email_confirmation
from ..errors import (
    EmailInUse,
    EmailUnusable,
    FormerPasswordFirst,
    LinkUnusable,
    PasswordWrong,
    SignInFirst,
)
from ..models import Organisation, Person
from ..names import clean_email
from ..selectors import holder_of
from ..tokens import email_mark, is_mark, read_email_token
from .base import record_of
from .passwords import take_by_mailbox


@dataclass(frozen=True, slots=True)
class EmailClaim:
    """What a confirming link asks for: that an address is a person's."""

    person: Person
    email: str

    @property
    def is_done(self) -> bool:
        """Proven already; opening the link again does no harm."""
        return self.is_own and self.person.email_confirmed_at is not None

    @property
    def is_own(self) -> bool:
        """The address with which the person signs in, not one to change to."""
        return self.person.email == self.email


@transaction.atomic
def send_email_confirmation(*, by: Person, organisation: Organisation | None = None) -> None:
    """Send the confirming link once more; nothing if the address is confirmed or missing."""
    if by.email and by.email_confirmed_at is None:
        spend(CONFIRMATIONS.by(by.uuid))
        queue_email_confirmation(by, by.email, organisation)


@transaction.atomic
def change_email(
    *, by: Person, email: str, present: str, organisation: Organisation | None = None
) -> str:
    """Send a confirming link to a new address, which counts once that link was opened.

    Whether somebody else has the address is not said here but when its owner opens the link.
    Who came by a joining code shows the former password first: a mailbox of their own would
    keep the account for them.
    """
    address = clean_email(email)
    if address is None:
        raise EmailUnusable
    if by.former_password:
        raise FormerPasswordFirst
    if by.has_usable_password() and not by.check_password(present):
        raise PasswordWrong
    spend(EMAIL_CHANGES.by(by.uuid), MAILS_TO_ADDRESS.by("confirm", address))
    queue_email_confirmation(by, address, organisation)
    return address


def find_email_claim(*, token: str) -> EmailClaim:
    """What the link asks for; refuses it after any change of what it was made for."""
    link = read_email_token(token)
    person = Person.objects.filter(uuid=link.person, is_active=True).first()
    if person is None:
        raise LinkUnusable
    claim = EmailClaim(person, link.email)
    if not claim.is_done and not is_mark(email_mark(person, link.email), link.mark):
        raise LinkUnusable
    return claim


@transaction.atomic
def confirm_email(*, token: str, by: Person) -> Person:
    """Mailbox and session together: the address is the person's, and proven.

    Who has changed the address is told at the old one.
    """
    claim = _lock_claim(token)
    if claim.person.pk != by.pk:
        raise SignInFirst(field="")
    if claim.person.former_password:
        raise FormerPasswordFirst
    if claim.is_done:
        return claim.person
    person, before = claim.person, claim.person.email
    was_proven = person.email_confirmed_at is not None
    _refuse_if_held(claim)
    person.email, person.email_confirmed_at = claim.email, clock.now()
    _save_address(person)
    forget_bounce(claim.email)
    if before is not None and before != claim.email:
        if was_proven:
            queue_email_changed(person, before)
        record_of(person, "email.changed", {"before": before, "after": claim.email})
    else:
        record_of(person, "email.confirmed")
    return person


@transaction.atomic
def take_email(*, token: str, password: str) -> Person:
    """The mailbox alone: whoever reads the address with which somebody signed up takes it."""
    claim = _lock_claim(token)
    if claim.is_done or not claim.is_own:
        raise SignInFirst(field="")
    return take_by_mailbox(claim.person, password)


def _lock_claim(token: str) -> EmailClaim:
    """The claim, judged again under the lock of its person."""
    Person.objects.select_for_update().filter(uuid=read_email_token(token).person).first()
    return find_email_claim(token=token)


def _refuse_if_held(claim: EmailClaim) -> None:
    holder = holder_of(claim.email)
    if holder is not None and holder.pk != claim.person.pk:
        raise EmailInUse(field="")


def _save_address(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "email_confirmed_at"])
    except IntegrityError:  # somebody else became its holder meanwhile
        raise EmailInUse(field="") from None
