"""Setting and changing passwords."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from ...common import clock
from ...delivery.bounces import forget_bounce
from ...delivery.services import queue_message
from ...limits.rules import MAILS_TO_ADDRESS
from ...limits.services import spend, try_spend
from ..emails import queue_account_taken, queue_password_changed, queue_password_link
from ..errors import EmailNotYours, EmailUnusable, LinkUnusable, PasswordWrong
from ..models import Member, Person
from ..names import clean_email
from ..selectors import holder_of
from ..tokens import is_mark, password_mark, read_password_token
from .base import check_password_strength, member_target, record_by, record_of

PASSWORD_REQUEST = "password-request"  # noqa: S105 - the kind of a message


@transaction.atomic
def change_password(*, by: Person, present: str, password: str) -> Person:
    """A new password; every other session of the person ends, and a mail says so.

    Who has none yet (an owner just signed up) sets the first one without a present one, and a
    link that confirms the address goes on. The row is read anew: a reader of the mailbox may
    have taken the account meanwhile.
    """
    by.refresh_from_db(fields=["password", "session_version"], from_queryset=_locked())
    is_first = not by.has_usable_password()
    if not is_first and not by.check_password(present):
        raise PasswordWrong
    check_password_strength(password, by)
    by.set_password(password)
    by.session_version += 0 if is_first else 1
    by.save(update_fields=["password", "session_version"])
    if not is_first:
        _tell_of_new_password(by)
    record_of(by, "password.changed")
    return by


@transaction.atomic
def request_password_link(*, email: str) -> None:
    """Have a worker mail the link to set a password, if somebody has the address.

    Whether somebody has is looked up by the worker alone, so that the answer neither says it nor
    takes longer for it. An address that has had enough mails gets no more, which is not said
    either; those that it got lead on.
    """
    address = clean_email(email)
    if address is None:
        raise EmailUnusable
    if try_spend(MAILS_TO_ADDRESS.by("password", address)):
        queue_message(PASSWORD_REQUEST, {"email": address})


@transaction.atomic
def answer_password_request(*, email: str) -> None:
    """Mail the link to the person who has the address; nothing where nobody has it."""
    person = holder_of(email)
    if person is not None and person.is_active:
        queue_password_link(person)


@transaction.atomic
def send_password_link(*, by: Member, member: Member) -> None:
    """The officer has the link mailed to a member's own address, and sees neither."""
    if not member.person.email:
        raise EmailNotYours
    spend(MAILS_TO_ADDRESS.by("password", member.person.email))
    forget_bounce(member.person.email, organisation_uuid=by.organisation.uuid)
    queue_password_link(member.person, by)
    record_by(by, "password.link-sent", member_target(member))


def find_person_by_password_link(*, token: str) -> Person:
    """Whose password the link sets; refuses a used or old link."""
    person_uuid, mark = read_password_token(token)
    person = Person.objects.filter(uuid=person_uuid, is_active=True).first()
    if person is None or not is_mark(password_mark(person), mark):
        raise LinkUnusable
    return person


@transaction.atomic
def set_password_by_link(*, token: str, password: str) -> Person:
    """Set the password once; the mail was read, so the address is proven as well."""
    Person.objects.select_for_update().filter(uuid=read_password_token(token)[0]).first()
    return take_by_mailbox(find_person_by_password_link(token=token), password)


def take_by_mailbox(person: Person, password: str) -> Person:
    """Whoever reads the person's address sets a password; all that was before ends.

    A password that somebody set before the address was proven may have been a stranger's: the
    mail says so. Called inside a transaction that holds the person's row.
    """
    check_password_strength(password, person)
    was_unproven, had_password = person.has_unproven_password, person.has_usable_password()
    is_proven = person.email_confirmed_at is not None
    person.set_password(password)
    person.session_version += 1
    person.ended_sessions = ""
    person.email_confirmed_at = person.email_confirmed_at or clock.now()
    person.save(
        update_fields=["password", "session_version", "ended_sessions", "email_confirmed_at"]
    )
    if was_unproven:
        queue_account_taken(person)
    elif had_password:
        _tell_of_new_password(person)
    if not is_proven:
        forget_bounce(person.email or "")
        record_of(person, "email.confirmed")
    record_of(person, "password.set", {"unproven_before": was_unproven})
    return person


def _locked() -> QuerySet[Person]:
    return Person.objects.select_for_update()


def _tell_of_new_password(person: Person) -> None:
    """At the address that is certainly the person's."""
    if person.email and person.email_confirmed_at:
        queue_password_changed(person, person.email)
