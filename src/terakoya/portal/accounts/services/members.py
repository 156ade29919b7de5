"""One member at a time: added, edited, left, back again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ...common import clock
from ..choices import Role
from ..emails import invitation_mail
from ..errors import (
    EmployeeNumberTaken,
    IdentifierMissing,
    LastOwner,
    LeaveUnusable,
    MemberExists,
    RoleNotYours,
)
from ..models import Department, JoiningCode, Member, Person
from ..names import (
    MemberDetails,
    clean_email,
    clean_employee_number,
    clean_kana,
    clean_line,
    clean_name,
)
from ..roster.dates import FIRST_DAY, LAST_DAY
from ..selectors import department_of, has_other_memberships
from .base import member_target, record_by, require_confirmed_email
from .departments import place_in_department, record_move
from .invitation_mails import queue_invitation
from .invitations import end_invitation


@transaction.atomic
def add_member(
    *,
    by: Member,
    name: str,
    name_kana: str = "",
    employee_number: str = "",
    email: str = "",
    department: Department | None = None,
    with_mail: bool = True,
) -> Member:
    """Put somebody on the roster; with an address the invitation is mailed."""
    require_confirmed_email(by)
    moment, address = clock.now(), clean_email(email)
    number, cleaned = clean_employee_number(employee_number), clean_name(name)
    if address is None and number is None:
        raise IdentifierMissing
    _check_free(by, number, address)
    member = Member.objects.create(
        organisation=by.organisation,
        person=stand_in(cleaned, language_of_new(by)),
        employee_number=number,
        email=address,
        name=cleaned,
        name_kana=clean_kana(name_kana),
        invited_at=moment,
        created_at=moment,
    )
    place_in_department(member=member, department=department)
    if address and with_mail:
        queue_invitation(by, invitation_mail(member, by))
    record_by(by, "member.added", member_target(member), _written(member, address))
    return member


@transaction.atomic
def edit_member(
    *,
    by: Member,
    member: Member,
    name: str,
    name_kana: str,
    employee_number: str,
    email: str,
    department: Department | None,
    details: MemberDetails | None = None,
) -> Member:
    """Correct what the roster says, and move the member from today on.

    The address is the roster's: what the person signs in with is not in an officer's hands.
    """
    check_may_touch(by, member)
    address, number = clean_email(email), clean_employee_number(employee_number)
    if address is None and number is None:
        raise IdentifierMissing
    _check_free(by, number, address, but=member)
    before = member.email
    member.name, member.name_kana = clean_name(name), clean_kana(name_kana)
    member.employee_number, member.email = number, address
    member.save(update_fields=["name", "name_kana", "employee_number", "email"])
    if details is not None:
        _keep_details(member, details)
    if member.joined_at is None and not member.person.has_usable_password():
        Person.objects.filter(pk=member.person_id).update(name=member.name)
    if department_of(member) != department:
        place_in_department(member=member, department=department)
        record_move(by, member, department)
    said = _written(member, address)
    if before != address:
        said["email_before"] = before
    record_by(by, "member.edited", member_target(member), said)
    return member


def _keep_details(member: Member, details: MemberDetails) -> None:
    for name in ("position", "site", "employment"):
        setattr(member, name, clean_line(getattr(details, name), most=100, field=name))
    since, until = details.on_leave_since, details.on_leave_until
    if since is not None and not FIRST_DAY <= since <= LAST_DAY:
        raise LeaveUnusable(why=_("休職の開始日の年を確かめてください。"), field="on_leave_since")
    if until is not None and (since is None or until < since or until > LAST_DAY):
        raise LeaveUnusable(
            why=_("休職の最終日には、開始日以後の日付を入力してください。"),
            field="on_leave_until",
        )
    member.on_leave_since, member.on_leave_until = since, until
    member.save(update_fields=list(MemberDetails.__slots__))


@transaction.atomic
def leave_member(*, by: Member, member: Member, left_on: dt.date) -> Member:
    """The member leaves on a day; from that day on they may do nothing here."""
    if left_on < FIRST_DAY or left_on > clock.today() + dt.timedelta(days=366):
        raise LeaveUnusable(why=_("退職日には、1年後までの日付を入力してください。"))
    check_may_touch(by, member)
    check_other_owner(member)
    member.left_on = left_on
    member.save(update_fields=["left_on"])
    if member.joined_at is None:
        end_invitation(member)
    JoiningCode.objects.filter(member=member).delete()
    if left_on <= clock.today() and not has_other_memberships(member):
        Person.objects.filter(pk=member.person_id).update(session_version=F("session_version") + 1)
    record_by(by, "member.left", member_target(member), {"left_on": left_on.isoformat()})
    return member


@transaction.atomic
def return_member(*, by: Member, member: Member) -> Member:
    """Undo a leaving: the member is back as before, password included."""
    if member.left_on is None:
        return member
    member.left_on = None
    member.save(update_fields=["left_on"])
    record_by(by, "member.returned", member_target(member))
    return member


def language_of_new(by: Member) -> str:
    """The language in which a new person is written to before they choose one."""
    return by.organisation.language or by.person.language


def stand_in(name: str, language: str) -> Person:
    """The person behind a place that nobody has taken: no address, no password."""
    person = unwritten_stand_in(name, language)
    person.save(force_insert=True)
    return person


def unwritten_stand_in(name: str, language: str) -> Person:
    """The same for a roster, which writes many at once."""
    person = Person(name=name, language=language, created_at=clock.now())
    person.set_unusable_password()
    return person


def check_may_touch(by: Member, member: Member) -> None:
    """Only an owner decides about owners and officers (and everybody about themselves)."""
    if member.pk != by.pk and member.is_officer and not by.is_owner:
        raise RoleNotYours


def check_other_owner(member: Member) -> None:
    """Refuses what would leave the organisation without an owner, today or on a coming day."""
    if not member.is_owner:
        return
    others = Member.objects.present().filter(
        organisation=member.organisation_id,
        roles__role=Role.OWNER,
        joined_at__isnull=False,
        left_on=None,  # one whose leaving is entered already does not stay either
    )
    if not others.exclude(pk=member.pk).exists():
        raise LastOwner


def _check_free(
    by: Member, number: str | None, address: str | None, but: Member | None = None
) -> None:
    others = Member.objects.filter(organisation=by.organisation)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if number and (found := others.filter(employee_number=number).first()):
        raise EmployeeNumberTaken(number=number, name=found.name)
    if address and (found := others.filter(email=address).first()):
        raise MemberExists(name=found.name)


def _written(member: Member, address: str | None) -> dict[str, str | None]:
    return {"name": member.name, "number": member.employee_number, "email": address}
