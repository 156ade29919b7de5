"""Becoming a joined member: by invite link, by mailed invitation, or as somebody known."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ...common import clock
from ..emails import queue_email_confirmation
from ..errors import (
    AlreadyJoined,
    EmailNotConfirmed,
    IdentifierMissing,
    InviteEnded,
    LinkUnusable,
    MemberHasLeft,
    NotOnRoster,
    SignInFirst,
    TermsNotAccepted,
)
from ..models import InviteLink, Member, Organisation, Person
from ..names import clean_email, clean_employee_number, clean_name, name_key
from ..selectors import is_invite_usable
from ..signals import member_joined
from ..tokens import read_invitation_token
from .base import accept_documents, check_password_strength, member_target, record_by
from .departments import place_in_department


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
def join_by_link(
    *, token: str, identifier: str, name: str, password: str, terms: bool, language: str = "ja"
) -> Member:
    """Claim a place on the roster, or with an open link make one, and set a password."""
    if not terms:
        raise TermsNotAccepted
    link = find_invite_link(token=token)
    who, typed_name = Identifier.of(identifier), clean_name(name)
    member = _on_roster(link.organisation, who)
    if member is not None:
        _check_claim(member, typed_name)
        if member.person.has_usable_password():
            raise SignInFirst
    elif not link.open_join:
        raise NotOnRoster
    elif who.email and Person.objects.filter(email=who.email).exists():
        raise SignInFirst
    person = member.person if member else _new_person(who.email, typed_name, language)
    check_password_strength(password, person)
    person.set_password(password)
    if member is None:
        member = _add_oneself(link, person, who.employee_number, typed_name)
    else:
        person.save(update_fields=["password"])
    _finish(member)
    if person.email and person.email_confirmed_at is None:
        queue_email_confirmation(person, person.email, link.organisation)
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
        if member.state == "left":
            raise MemberHasLeft(field="employee_number")
        if member.joined_at is not None:
            raise AlreadyJoined(field="employee_number")
    elif number is not None and (found := _on_roster(link.organisation, Identifier(number, None))):
        member = _take_over(found, by, typed_name)
    elif not link.open_join:
        raise NotOnRoster(field="employee_number")
    else:
        member = _add_oneself(link, by, number, typed_name)
    _finish(member)
    return member


@transaction.atomic
def accept_invitation(
    *, token: str, password: str | None, terms: bool, signed_in: Person | None = None
) -> Member:
    """Join by the link of an invitation mail; who has no password yet sets it here."""
    if not terms:
        raise TermsNotAccepted
    member = find_invitation(token=token)
    person = member.person
    if person.has_usable_password():
        if signed_in is None or signed_in.pk != person.pk:
            raise SignInFirst(field="")
    else:
        check_password_strength(password or "", person)
        person.set_password(password)
    if person.email_confirmed_at is None:
        person.email_confirmed_at = clock.now()
    person.save(update_fields=["password", "email_confirmed_at"])
    _finish(member)
    return member


def find_invitation(*, token: str) -> Member:
    """Whom the mailed link invites; refuses when used, old, or the address has changed."""
    member_uuid, email = read_invitation_token(token)
    member = (
        Member.objects.present()
        .select_related("person", "organisation")
        .filter(uuid=member_uuid, person__email=email)
        .first()
    )
    if member is None:
        raise LinkUnusable
    if member.joined_at is not None:
        raise AlreadyJoined(field="")
    return member


@transaction.atomic
def accept_membership(*, by: Person, member: Member) -> Member:
    """Join where a roster names the signed-in person's confirmed address."""
    if by.email_confirmed_at is None:
        raise EmailNotConfirmed
    if member.joined_at is not None:
        raise AlreadyJoined(field="")
    _finish(member)
    return member


def mark_joined(member: Member) -> None:
    """The member has joined, now; exactly one of two attempts at once wins."""
    member.joined_at = clock.now()
    if not Member.objects.filter(pk=member.pk, joined_at=None).update(joined_at=member.joined_at):
        raise AlreadyJoined
    record_by(member, "member.joined", member_target(member))
    member_joined.send(sender=Member, member=member)


def _finish(member: Member) -> None:
    accept_documents(person=member.person, organisation=member.organisation)
    mark_joined(member)


def _on_roster(organisation: Organisation, who: Identifier) -> Member | None:
    rows = Member.objects.select_related("person", "organisation").filter(organisation=organisation)
    if who.email is not None:
        return rows.filter(person__email=who.email).first()
    return rows.filter(employee_number=who.employee_number).first()


def _check_claim(member: Member, typed_name: str) -> None:
    """The name first: who does not know it learns nothing of the number."""
    if name_key(member.name) != name_key(typed_name):
        raise NotOnRoster
    if member.state == "left":
        raise MemberHasLeft
    if member.joined_at is not None:
        raise AlreadyJoined


def _take_over(member: Member, person: Person, typed_name: str) -> Member:
    """The place on the roster becomes this person's; its empty stand-in goes."""
    _check_claim(member, typed_name)
    stand_in = member.person
    if stand_in.email or stand_in.has_usable_password():
        raise NotOnRoster(field="employee_number")
    member.person = person
    member.save(update_fields=["person"])
    stand_in.delete()
    return member


def _new_person(email: str | None, name: str, language: str) -> Person:
    return Person(email=email, name=name, language=language, created_at=clock.now())


def _add_oneself(link: InviteLink, person: Person, number: str | None, name: str) -> Member:
    moment = clock.now()
    try:
        with transaction.atomic():
            if person.pk is None:
                person.save(force_insert=True)
            member = Member.objects.create(
                organisation=link.organisation,
                person=person,
                employee_number=number,
                name=name,
                invited_at=link.created_at,
                created_at=moment,
            )
    except IntegrityError:  # the same form sent twice at once
        raise AlreadyJoined from None
    place_in_department(member=member, department=link.department)
    return member
