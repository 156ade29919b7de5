"""Joining by a link that was mailed: whoever opens it reads the address (identity.md §2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ...common import clock
from ...delivery.bounces import forget_bounce
from ...delivery.services import queue_mails
from ..emails import invitation_mail, queue_joined_already, queue_open_join
from ..errors import (
    AlreadyJoined,
    EmailUnusable,
    LinkUnusable,
    SignInFirst,
    TermsNotAccepted,
)
from ..models import InviteLink, JoiningCode, Member, Organisation, Person
from ..names import clean_name
from ..selectors import holder_of, is_invite_usable
from ..tokens import OpenJoinLink, is_mark, place_mark, read_invitation_token
from .base import (
    check_password_strength,
    member_target,
    record_by,
    record_of,
    require_confirmed_email,
)
from .invitation_mails import queue_invitation
from .joining import add_oneself, check_state, finish_joining, new_person, take_place
from .passwords import take_by_mailbox


@dataclass(frozen=True, slots=True)
class Invitation:
    """A mailed link that still works: to a place on the roster, or by an open invite link."""

    email: str
    organisation: Organisation
    member: Member | None = None
    link: InviteLink | None = None

    @property
    def name(self) -> str:
        """The name on the roster; empty where there is no place yet."""
        return self.member.name if self.member else ""

    @property
    def employee_number(self) -> str:
        """The number on the roster, if any."""
        return (self.member.employee_number if self.member else None) or ""


@transaction.atomic
def send_invitation(*, by: Member, member: Member) -> None:
    """Mail the invitation, for the first time or again; the one before ends."""
    require_confirmed_email(by)
    if not member.email:
        raise EmailUnusable
    if member.joined_at is not None:
        raise AlreadyJoined(field="")
    member.invited_at = clock.now()
    member.save(update_fields=["invited_at"])
    forget_bounce(member.email, organisation_uuid=by.organisation.uuid)
    queue_invitation(by, invitation_mail(member, by))
    record_by(by, "member.invited", member_target(member))


@transaction.atomic
def withdraw_invitation(*, by: Member, member: Member) -> None:
    """End the mailed invitation and the joining code of somebody who has not joined."""
    if member.joined_at is not None:
        raise AlreadyJoined(field="")
    end_invitation(member)
    record_by(by, "invitation.withdrawn", member_target(member))


def end_invitation(member: Member) -> None:
    """No link and no code that was sent leads to the place any more."""
    member.invited_at = None
    member.save(update_fields=["invited_at"])
    JoiningCode.objects.filter(member=member).delete()


def find_invitation(*, token: str) -> Invitation:
    """What the mailed link leads to; refuses it when used, withdrawn, replaced or too old."""
    read = read_invitation_token(token)
    if isinstance(read, OpenJoinLink):
        return _find_open_join(read)
    member = (
        Member.objects.select_related("person", "organisation").filter(uuid=read.member).first()
    )
    if member is None:
        raise LinkUnusable
    check_state(member, "")
    if not member.email or not is_mark(place_mark(member), read.mark):
        raise LinkUnusable
    return Invitation(member.email, member.organisation, member=member)


@transaction.atomic
def accept_invitation(
    *,
    token: str,
    password: str | None,
    terms: bool,
    name: str = "",
    signed_in: Person | None = None,
    language: str = "ja",
) -> Member:
    """Join by the mailed link: as who is signed in, or with a password for the address.

    Where its holder has not proven the address, the password replaces theirs. Where they have,
    they sign in first.
    """
    if not terms:
        raise TermsNotAccepted
    found = find_invitation(token=token)
    if signed_in is not None:
        person = _proven_by_session(signed_in, found.email)
    else:
        person = _by_mailbox(found, password or "", clean_name(found.name or name), language)
    member = _place_for(found, person, found.name or name or person.name)
    finish_joining(member)
    return member


@transaction.atomic
def answer_join_request(*, link_id: int, email: str, language: str) -> None:
    """Mail what leads on, to an address that somebody typed; nothing where nothing does."""
    link = InviteLink.objects.select_related("organisation").filter(pk=link_id).first()
    if link is None or not is_invite_usable(link):
        return
    member = (
        Member.objects.select_related("person", "organisation")
        .filter(organisation=link.organisation, email=email)
        .first()
    )
    if member is None:
        if link.open_join:
            queue_open_join(link, email, language)
    elif member.state == "joined":
        queue_joined_already(member)
    elif member.state == "invited":
        _mail_place(member, link)


def _mail_place(member: Member, link: InviteLink) -> None:
    """The invitation to the place; one that was sent before goes on to work."""
    if member.invited_at is None:
        member.invited_at = clock.now()
        member.save(update_fields=["invited_at"])
    queue_mails([invitation_mail(member, link.created_by)])


def _find_open_join(read: OpenJoinLink) -> Invitation:
    link = InviteLink.objects.select_related("organisation", "department").filter(uuid=read.link)
    found = link.first()
    if found is None or not is_invite_usable(found) or not found.open_join:
        raise LinkUnusable
    if Member.objects.filter(organisation=found.organisation, email=read.email).exists():
        raise LinkUnusable  # used, or invited meanwhile: that mail leads on
    return Invitation(read.email, found.organisation, link=found)


def _proven_by_session(person: Person, email: str) -> Person:
    if person.email == email and person.email_confirmed_at is None:
        person.email_confirmed_at = clock.now()
        person.save(update_fields=["email_confirmed_at"])
        record_of(person, "email.confirmed")
    return person


def _by_mailbox(found: Invitation, password: str, name: str, language: str) -> Person:
    """The holder of the address, or whoever becomes it now."""
    Person.objects.select_for_update().filter(email=found.email).first()
    holder = holder_of(found.email)
    if holder is not None:
        if holder.email_confirmed_at is not None or not holder.is_active:
            raise SignInFirst(field="")
        return take_by_mailbox(holder, password)
    person = found.member.person if found.member else new_person(name, language)
    check_password_strength(password, person)
    person.set_password(password)
    person.email, person.email_confirmed_at = found.email, clock.now()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody became its holder meanwhile
        raise SignInFirst(field="") from None
    record_of(person, "email.confirmed")
    return person


def _place_for(found: Invitation, person: Person, name: str) -> Member:
    if found.member is not None:
        return take_place(found.member, person)
    assert found.link is not None
    return add_oneself(found.link, person, clean_name(name), email=found.email)
