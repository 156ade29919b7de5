"""One-time codes for people without an own address, handed over by the officer."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from ...common import clock
from ..emails import queue_code_issued
from ..errors import CodeNotPossible, CodeWrong, TermsNotAccepted
from ..models import CodeIssue, JoiningCode, Member, Person
from ..names import clean_company_code, clean_employee_number
from ..selectors import has_other_memberships
from ..signals import private_closed
from ..tokens import joining_code_hash, new_joining_code
from .base import check_password_strength, member_target, record_by, require_confirmed_email
from .joining import finish_joining
from .members import check_may_touch, stand_in

LASTS: Final = dt.timedelta(days=14)
MOST_TRIES: Final = 5


@transaction.atomic
def issue_joining_code(*, by: Member, member: Member) -> str:
    """A new code, shown once; the one before ends. Also the way back after a lost password.

    Only for people who sign in without an own address: the others have a mailbox. Who has joined
    reads of it at the next sign-in, and on the roster address if there is one.
    """
    require_confirmed_email(by)
    check_may_touch(by, member)
    if member.person.email or not member.employee_number:
        raise CodeNotPossible
    code, moment = new_joining_code(), clock.now()
    JoiningCode.objects.update_or_create(
        member=member,
        defaults={
            "organisation": member.organisation,
            "code_hash": joining_code_hash(member, code),
            "expires_at": moment + LASTS,
            "attempts": 0,
            "created_at": moment,
        },
    )
    if member.joined_at is not None:
        _announce(by, member, moment)
    record_by(by, "code.issued", member_target(member), {"joined": member.joined_at is not None})
    return code


def join_by_code(
    *, company_code: str, employee_number: str, code: str, password: str, terms: bool
) -> Member:
    """Set the password of the member whose code this is; a first time joins them.

    A wrong code counts (and must, so this is no single transaction); after five it is dead.
    A number that nobody has costs the same hash and the same statements.
    """
    if not terms:
        raise TermsNotAccepted
    check_password_strength(password, Person())  # whoever it is for: not said before the code
    encoded = make_password(password)
    member = _find(company_code, employee_number)
    rows = JoiningCode.objects.filter(member_id=member.pk if member else 0)
    tried = rows.filter(attempts__lt=MOST_TRIES, expires_at__gt=clock.now()).update(
        attempts=F("attempts") + 1
    )
    kept = rows.first()
    given = joining_code_hash(member or Member(person=Person()), _clean(code))
    if member is None or kept is None or not tried:
        raise CodeWrong
    if not constant_time_compare(kept.code_hash, given):
        raise CodeWrong
    return _use(member, kept, encoded)


@transaction.atomic
def _use(member: Member, kept: JoiningCode, encoded: str) -> Member:
    if not JoiningCode.objects.filter(pk=kept.pk, code_hash=kept.code_hash).delete()[0]:
        raise CodeWrong
    if member.joined_at is None:
        member.person.password = encoded
        member.person.save(update_fields=["password"])
        finish_joining(member)
    else:
        _replace_password(member, encoded)
    record_by(member, "code.used", member_target(member))
    return member


def _replace_password(member: Member, encoded: str) -> None:
    """The password of somebody who had joined: what they alone may see closes.

    What they chose themselves is kept, through any number of codes, until they have shown it.
    A person who belongs to another organisation too keeps that: this place gets one of its own.
    """
    own = member.person.former_password or member.person.password
    was_closed = bool(member.person.former_password)
    former = None
    if has_other_memberships(member):
        former = member.person
        member.person = stand_in(member.name, member.person.language)
        member.save(update_fields=["person"])
    answers = private_closed.send(sender=Member, member=member)
    closed = sum(int(count or 0) for _receiver, count in answers)
    person = member.person
    person.password = encoded
    person.former_password = own if closed or was_closed else ""
    person.has_code_news = True
    person.save(update_fields=["password", "former_password", "has_code_news"])
    _mark_used(member, former)


def _mark_used(member: Member, former: Person | None) -> None:
    """Whoever has lost the place by it reads of it, even where they had read of the code."""
    newest = CodeIssue.objects.filter(member=member).order_by("-id").first()
    if newest is not None:
        newest.used_at, newest.taken_from = clock.now(), former
        newest.save(update_fields=["used_at", "taken_from"])
    if former is not None:
        Person.objects.filter(pk=former.pk).update(has_code_news=True)


def _announce(by: Member, member: Member, moment: dt.datetime) -> None:
    CodeIssue.objects.create(
        organisation=member.organisation,
        member=member,
        issued_by=by,
        issued_by_name=by.name,
        issued_at=moment,
    )
    Person.objects.filter(pk=member.person_id).update(has_code_news=True)
    if member.email:
        queue_code_issued(member, by)


def _find(company_code: str, employee_number: str) -> Member | None:
    number = clean_employee_number(employee_number)
    return (
        Member.objects.present()
        .select_related("person", "organisation")
        .filter(
            organisation__code=clean_company_code(company_code),
            employee_number=number or "",
            person__email=None,
        )
        .first()
    )


def _clean(code: str) -> str:
    wide = unicodedata.normalize("NFKC", code).upper()
    return "".join(character for character in wide if character.isalnum())
