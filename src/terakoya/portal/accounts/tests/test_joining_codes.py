"""One-time codes for people without e-mail: once, not for ever, and not for taking over."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.errors import (
    CodeNotPossible,
    CodeWrong,
    PasswordWeak,
    RoleNotYours,
)
from terakoya.portal.accounts.models import (
    JoiningCode,
    Member,
    Person,
)
from terakoya.portal.accounts.services import (
    grant_role,
    issue_joining_code,
    join_by_code,
)
from terakoya.portal.common import clock

from .people import make_member, make_owner, sign_in

NEW = "another horse 9"


def test_joining_code_sets_the_password_once(db: None, client: Client) -> None:
    owner = make_owner()
    member = make_member(owner, name="高橋 未来", employee_number="004128", joined=False)
    sign_in(client, owner)
    page = client.post(reverse("accounts:member-code", kwargs={"member": member.uuid}))
    found = re.search(r">([A-Z2-9]{4}) ([A-Z2-9]{4})<", page.content.decode())
    assert found
    code = "".join(found.groups())
    assert code not in str(JoiningCode.objects.values().get())
    form = {
        "company_code": member.organisation.code,
        "employee_number": "００４１２８",
        "code": f"{code[:4]} {code[4:].lower()}",
        "password": NEW,
        "terms": "on",
    }
    phone = Client()
    assert phone.post("/join-code/", form)["Location"] == "/my/"
    member.refresh_from_db()
    assert (member.joined_at is not None, member.person.check_password(NEW)) == (True, True)
    again = Client().post("/join-code/", {**form, "password": "thief horse 1"})
    assert again.status_code == 422
    member.person.refresh_from_db()
    assert member.person.check_password(NEW)


def _use(member: Member, code: str, password: str = NEW) -> Member:
    return join_by_code(
        company_code=member.organisation.code,
        employee_number=member.employee_number or "",
        code=code,
        password=password,
        terms=True,
    )


def test_joining_code_is_dead_after_5_wrong_tries(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, joined=False)
    code = issue_joining_code(by=owner, member=member)
    for _ in range(5):
        with pytest.raises(CodeWrong):
            _use(member, "WRONG234")
    with pytest.raises(CodeWrong):
        _use(member, code)
    assert _use(member, issue_joining_code(by=owner, member=member)) == member


def test_joining_code_is_not_spent_by_a_weak_password(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, joined=False)
    code = issue_joining_code(by=owner, member=member)
    for _ in range(6):
        with pytest.raises(PasswordWeak):
            _use(member, code, "short")
    assert _use(member, code) == member


def test_joining_code_ends_after_14_days_and_with_a_new_one(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, joined=False)
    first = issue_joining_code(by=owner, member=member)
    second = issue_joining_code(by=owner, member=member)
    with pytest.raises(CodeWrong):
        _use(member, first)
    later = clock.now() + dt.timedelta(days=14, seconds=1)
    with clock.fixed_at(later), pytest.raises(CodeWrong):
        _use(member, second)
    assert _use(member, second) == member


def test_joining_code_gives_a_lost_password_back(db: None) -> None:
    owner = make_owner()
    member = make_member(owner)
    assert _use(member, issue_joining_code(by=owner, member=member)) == member
    member.person.refresh_from_db()
    assert member.person.check_password(NEW)


def test_joining_code_is_not_for_who_signs_in_by_an_own_address(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="1", email="t@mihon.example")
    with pytest.raises(CodeNotPossible):
        issue_joining_code(by=owner, member=member)
    Person.objects.filter(pk=member.person.pk).update(email=None)
    member.person.refresh_from_db()
    assert issue_joining_code(by=owner, member=member)  # a roster address signs nobody in


def test_joining_code_for_an_officer_is_the_owners_matter(db: None) -> None:
    owner = make_owner()
    officer, other = make_member(owner, email="o@mihon.example"), make_member(owner)
    Person.objects.filter(pk=officer.person.pk).update(email_confirmed_at=clock.now())
    grant_role(by=owner, member=officer, role=Role.OFFICER)
    grant_role(by=owner, member=other, role=Role.OFFICER)
    officer = Member.objects.get(pk=officer.pk)
    with pytest.raises(RoleNotYours):
        issue_joining_code(by=officer, member=other)
    assert issue_joining_code(by=owner, member=other)


def test_joining_code_of_an_unknown_number_says_the_same(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, joined=False)
    issue_joining_code(by=owner, member=member)
    sentences = set()
    for number in (member.employee_number or "", "999999"):
        with pytest.raises(CodeWrong) as refusal:
            join_by_code(
                company_code=member.organisation.code,
                employee_number=number,
                code="WRONG234",
                password=NEW,
                terms=True,
            )
        sentences.add(str(refusal.value))
    assert len(sentences) == 1
