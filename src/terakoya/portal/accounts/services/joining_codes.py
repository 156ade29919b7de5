"""One-time codes for people without e-mail, handed over by the officer."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from ...common import clock
from ..errors import CodeNotPossible, CodeWrong, TermsNotAccepted
from ..models import JoiningCode, Member
from ..names import clean_company_code, clean_employee_number
from ..tokens import joining_code_hash, new_joining_code
from .base import (
    accept_documents,
    check_password_strength,
    member_target,
    record_by,
    require_confirmed_email,
)
from .joining import mark_joined
from .members import check_may_touch

LASTS: Final = dt.timedelta(days=14)
MOST_TRIES: Final = 5


@transaction.atomic
def issue_joining_code(*, by: Member, member: Member) -> str:
    """A new code, shown once; the one before ends. Also the way back after a lost password.

    Only for people without e-mail who belong to no other organisation: with any other code an
    officer could take over what somebody has elsewhere.
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
    record_by(by, "code.issued", member_target(member))
    return code


def join_by_code(
    *, company_code: str, employee_number: str, code: str, password: str, terms: bool
) -> Member:
    """Set the password of the member whose code this is; a first time joins them.

    A wrong code counts (and must, so this is no single transaction); after five it is dead.
    """
    if not terms:
        raise TermsNotAccepted
    member = _find(company_code, employee_number)
    check_password_strength(password, member.person)
    tried = JoiningCode.objects.filter(
        member=member, attempts__lt=MOST_TRIES, expires_at__gt=clock.now()
    ).update(attempts=F("attempts") + 1)
    kept = JoiningCode.objects.filter(member=member).first()
    if not tried or kept is None:
        raise CodeWrong
    if not constant_time_compare(kept.code_hash, joining_code_hash(member, _clean(code))):
        raise CodeWrong
    return _use(member, kept, password)


@transaction.atomic
def _use(member: Member, kept: JoiningCode, password: str) -> Member:
    if not JoiningCode.objects.filter(pk=kept.pk, code_hash=kept.code_hash).delete()[0]:
        raise CodeWrong
    member.person.set_password(password)
    member.person.save(update_fields=["password"])
    if member.joined_at is None:
        accept_documents(person=member.person, organisation=member.organisation)
        mark_joined(member)
    else:
        record_by(member, "password.set", member_target(member))
    return member


def _find(company_code: str, employee_number: str) -> Member:
    number = clean_employee_number(employee_number)
    member = (
        Member.objects.present()
        .select_related("person", "organisation")
        .filter(
            organisation__code=clean_company_code(company_code),
            employee_number=number,
            person__email=None,
        )
        .first()
    )
    if member is None or number is None:
        raise CodeWrong
    return member


def _clean(code: str) -> str:
    wide = unicodedata.normalize("NFKC", code).upper()
    return "".join(character for character in wide if character.isalnum())
