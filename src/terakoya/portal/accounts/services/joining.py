"""Becoming a joined member by an invite link or its poster, or as somebody signed in.

An address proves nothing here: whoever types one is mailed a link (invitations.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ...common import clock
from ...delivery.services import queue_message
from ...limits.rules import MAILS_TO_ADDRESS
from ...limits.services import try_spend
from ..emails import queue_email_confirmation
from ..errors import (
    AlreadyJoined,
    EmailNotConfirmed,
    EmailUnusable,
    IdentifierMissing,
    InviteEnded,
    MemberHasLeft,
    NotOnRoster,
    SignInFirst,
    TermsNotAccepted,
)
from ..models import InviteLink, Member, Organisation, Person
from ..names import clean_email, clean_employee_number, clean_name, name_key
from ..selectors import is_invite_usable
from .base import accept_documents, check_password_strength, member_target, record_by
from .departments import place_in_department

JOIN_REQUEST = "join-request"


@dataclass(frozen=True, slots=True)
class Identifier:
    """An employee number or an e-mail address; exactly one of them is set."""

    employee_number: str | None
    email: str | None

    @classmethod
    def of(cls, typed: str) -> Identifier:
        """What somebody typed into the one field for both."""
        if "@" in typed or "＠" in typed:
            return cls(None, clean_email(typed))
        number = clean_employee_number(typed)
        if number is None:
            raise IdentifierMissing(field="identifier")
        return cls(number, None)


def find_invite_link(*, token: str) -> InviteLink:
    """The link with this secret, or a refusal when it was stopped or has run out."""
    link = (
        InviteLink.objects.select_related("organisation", "department", "created_by")
        .filter(token=token)
        .first()
    )
    if link is None or not is_invite_usable(link):
        raise InviteEnded
    return link


@transaction.atomic
def request_join_mail(*, token: str, email: str, language: str = "ja") -> str:
    """Have a worker mail to an address how to join, whoever typed it; answers the address.

    What is mailed depends on the roster and on who has the address; the answer and its time do
    not (invitations.answer_join_request).
    """
    link, address = find_invite_link(token=token), clean_email(email)
    if address is None:
        raise EmailUnusable(field="identifier")
    if try_spend(MAILS_TO_ADDRESS.by("join", address)):
        queue_message(JOIN_REQUEST, {"link": link.pk, "email": address, "language": language})
    return address


@transaction.atomic
def join_by_link(
    *, token: str, identifier: str, name: str, password: str, terms: bool, language: str = "ja"
) -> Member:
    """Claim a place on the roster by its number, or with an open link make one.

    The password is set on a person who belongs to this organisation alone. An address on the
    roster is asked to be confirmed, and is nobody's until then.
    """
    if not terms:
        raise TermsNotAccepted
    link = find_invite_link(token=token)
    number, typed_name = clean_employee_number(identifier), clean_name(name)
    if number is None:
        raise IdentifierMissing(field="identifier")
    member = member_with_number(link.organisation, number)
    if member is None and not link.open_join:
        raise NotOnRoster
    if member is not None:
        check_claim(member, typed_name)
        if member.person.has_usable_password() or member.person.email:
            raise SignInFirst
    person = member.person if member else new_person(typed_name, language)
    check_password_strength(password, person)
    person.set_password(password)
    if member is None:
        member = add_oneself(link, person, typed_name, number=number)
    else:
        person.save(update_fields=["password"])
    finish_joining(member)
    if member.email:
        queue_email_confirmation(person, member.email, link.organisation)
    return member


@transaction.atomic
def join_as_person(
    *, by: Person, token: str, employee_number: str, name: str, terms: bool
) -> Member:
    """Join by an invite link as somebody who is signed in already."""
    if not terms:
        raise TermsNotAccepted
    link = find_invite_link(token=token)
    number, typed_name = clean_employee_number(employee_number), clean_name(name)
    member = Member.objects.filter(organisation=link.organisation, person=by).first()
    if member is not None:
        check_state(member, "employee_number")
    elif number is not None and (found := member_with_number(link.organisation, number)):
        check_claim(found, typed_name)
        member = take_place(found, by)
    elif found := _place_of_address(link.organisation, by):
        check_state(found, "employee_number")
        member = take_place(found, by)
    elif not link.open_join:
        raise NotOnRoster(field="employee_number")
    else:
        member = add_oneself(link, by, typed_name, number=number)
    finish_joining(member)
    return member


@transaction.atomic
def accept_membership(*, by: Person, member: Member) -> Member:
    """Join where a roster invites the signed-in person's proven address."""
    if by.email_confirmed_at is None:
        raise EmailNotConfirmed
    check_state(member, "")
    member = take_place(member, by)
    finish_joining(member)
    return member


def mark_joined(member: Member) -> None:
    """The member has joined, now; exactly one of two attempts at once wins."""
    member.joined_at = clock.now()
    if not Member.objects.filter(pk=member.pk, joined_at=None).update(joined_at=member.joined_at):
        raise AlreadyJoined
    record_by(member, "member.joined", member_target(member))


def finish_joining(member: Member) -> None:
    """Consent is kept, and the member has joined."""
    accept_documents(person=member.person, organisation=member.organisation)
    mark_joined(member)


def take_place(member: Member, person: Person) -> Member:
    """The place on the roster becomes this person's; its empty stand-in goes."""
    stand_in = member.person
    if stand_in.pk == person.pk:
        return member
    if stand_in.email or stand_in.has_usable_password():
        raise NotOnRoster(field="employee_number")
    member.person = person
    try:
        with transaction.atomic():
            member.save(update_fields=["person"])
    except IntegrityError:  # is a member here already
        raise AlreadyJoined(field="") from None
    stand_in.delete()
    return member


def add_oneself(
    link: InviteLink,
    person: Person,
    name: str,
    *,
    number: str | None = None,
    email: str | None = None,
) -> Member:
    """A new place on the roster, by an open link."""
    try:
        with transaction.atomic():
            if person.pk is None:
                person.save(force_insert=True)
            member = Member.objects.create(
                organisation=link.organisation,
                person=person,
                employee_number=number,
                email=email,
                name=name,
                invited_at=link.created_at,
                created_at=clock.now(),
            )
    except IntegrityError:  # the same form sent twice at once
        raise AlreadyJoined from None
    place_in_department(member=member, department=link.department)
    return member


def new_person(name: str, language: str, email: str | None = None) -> Person:
    """Somebody who is not written yet."""
    return Person(email=email, name=name, language=language, created_at=clock.now())


def check_state(member: Member, field: str | None = None) -> None:
    """Refuses a place whose member has left or joined."""
    if member.state == "left":
        raise MemberHasLeft(field=field)
    if member.joined_at is not None:
        raise AlreadyJoined(field=field)


def check_claim(member: Member, typed_name: str) -> None:
    """The name first: who does not know it learns nothing of the number."""
    if name_key(member.name) != name_key(typed_name):
        raise NotOnRoster
    check_state(member)


def member_with_number(organisation: Organisation, number: str) -> Member | None:
    """The place on the roster with this number, taken or not."""
    rows = Member.objects.select_related("person", "organisation")
    return rows.filter(organisation=organisation, employee_number=number).first()


def _place_of_address(organisation: Organisation, person: Person) -> Member | None:
    """The place on the roster with the person's proven address."""
    if person.email is None or person.email_confirmed_at is None:
        return None
    rows = Member.objects.select_related("person", "organisation")
    return rows.filter(organisation=organisation, email=person.email).first()
