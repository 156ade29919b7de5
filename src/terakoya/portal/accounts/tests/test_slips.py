"""Slips on paper: who gets one, once, and what it opens."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from urllib.parse import urlsplit

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.errors import CodeWrong, EmailNotConfirmed, NobodyForSlips
from terakoya.portal.accounts.models import Member, RoleGrant
from terakoya.portal.accounts.selectors.slips import SlipChoice, may_have_slip, slip_counts
from terakoya.portal.accounts.services import (
    add_department,
    add_member,
    issue_slips,
    join_by_code,
    place_in_department,
)
from terakoya.portal.accounts.slips import Slip, slip_address
from terakoya.portal.audit.selectors import entries_of, payload_of
from terakoya.portal.common import clock

from .people import PASSWORD, counted_statements, make_member, make_owner, sign_in

NEW = "another horse 9"


def _waiting(owner: Member, number: str, email: str = "") -> Member:
    return add_member(
        by=owner, name="高橋 未来", employee_number=number, email=email, with_mail=False
    )


def _use(slip: Slip) -> Member:
    return join_by_code(
        company_code=slip.member.organisation.code,
        employee_number=slip.member.employee_number or "",
        code=slip.code,
        password=NEW,
        terms=True,
    )


def _text(pdf: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"\s+", "", page.get_textpage().get_text_range()) for page in pages]


def test_slip_counts_say_who_gets_none_and_why(db: None) -> None:
    owner = make_owner()
    _waiting(owner, "1")
    _waiting(owner, "2", email="aki@mihon.example")
    make_member(owner, employee_number="3")
    add_member(by=owner, name="中村 一郎", email="naka@mihon.example", with_mail=False)
    officer = _waiting(owner, "4")
    RoleGrant.objects.create(
        organisation=owner.organisation, member=officer, role=Role.OFFICER, department=None
    )
    with counted_statements() as statements:
        found = slip_counts(owner.organisation, SlipChoice())
    assert len(statements()) == 1
    said = (found.ready, found.by_mail, found.joined, found.without_number, found.elsewhere)
    assert said == (1, 1, 2, 1, 1)
    issue_slips(by=owner, wanted=SlipChoice())
    assert slip_counts(owner.organisation, SlipChoice()).ready == 0
    assert slip_counts(owner.organisation, SlipChoice(anew=True, with_mail=True)).ready == 2


def test_slip_is_offered_on_the_page_of_who_may_have_one(client: Client, db: None) -> None:
    owner = make_owner()
    waiting, leads = _waiting(owner, "1"), _waiting(owner, "2")
    RoleGrant.objects.create(
        organisation=owner.organisation, member=leads, role=Role.OFFICER, department=None
    )
    joined = make_member(owner, employee_number="3")
    assert [may_have_slip(one) for one in (waiting, leads, joined)] == [True, False, False]
    sign_in(client, owner)
    for member, is_offered in ((waiting, True), (leads, False)):
        page = client.get(reverse("accounts:member-edit", args=[member.uuid])).content.decode()
        assert (f"{reverse('accounts:slips')}?member={member.uuid}" in page) is is_offered
        assert reverse("reports:person", args=[member.uuid]) in page


def test_slips_are_for_a_department_and_all_below_it(db: None) -> None:
    owner = make_owner()
    sales = add_department(by=owner, parent=None, name="営業部")
    below = add_department(by=owner, parent=sales, name="第一課")
    first, second = _waiting(owner, "1"), _waiting(owner, "2")
    place_in_department(member=first, department=below)
    made = issue_slips(by=owner, wanted=SlipChoice(department=sales))
    assert [slip.member for slip in made] == [first]
    entry = entries_of(owner.organisation.uuid).order_by("-id")[0]
    said = payload_of(entry)
    assert said is not None
    assert (entry.verb, said.data) == ("slips.printed", {"members": [str(first.uuid)]})
    chosen = SlipChoice(members=[second.uuid])
    assert [slip.member for slip in issue_slips(by=owner, wanted=chosen)] == [second]


def test_new_slip_ends_the_one_before_and_works_once_for_30_days(db: None) -> None:
    owner = make_owner()
    member = _waiting(owner, "004128")
    (old,) = issue_slips(by=owner, wanted=SlipChoice())
    (new,) = issue_slips(by=owner, wanted=SlipChoice(anew=True))
    with pytest.raises(CodeWrong):
        _use(old)
    with clock.fixed_at(clock.now() + dt.timedelta(days=31)), pytest.raises(CodeWrong):
        _use(new)
    assert _use(new) == member
    with pytest.raises(CodeWrong, match="ログイン"):
        _use(new)
    with pytest.raises(NobodyForSlips):  # who has a password gets no slip
        issue_slips(by=owner, wanted=SlipChoice(anew=True))


def test_slips_are_refused_before_the_address_is_confirmed_and_of_strangers(db: None) -> None:
    owner = make_owner()
    other = make_owner(email="o@other.example", organisation="よその会社")
    theirs = _waiting(other, "1")
    with pytest.raises(NobodyForSlips):
        issue_slips(by=owner, wanted=SlipChoice(members=[theirs.uuid]))
    owner.person.email_confirmed_at = None
    with pytest.raises(EmailNotConfirmed):
        issue_slips(by=owner, wanted=SlipChoice())


@pytest.mark.once
def test_sheet_says_code_and_number_and_its_address_fills_the_form(
    db: None, client: Client
) -> None:
    owner = sign_in_owner(client)
    members = [_waiting(owner, f"10{number:02}") for number in range(9)]
    page = client.get(reverse("accounts:slips"))
    assert "9名（A4 2枚）" in page.content.decode()
    made = client.post(reverse("accounts:slips"))
    assert made["Content-Type"] == "application/pdf"
    first, second = _text(made.content)
    assert all(f"10{number:02}" in first for number in range(8))
    assert "1008" in second and owner.organisation.code in second
    assert client.get(reverse("accounts:slips")).context["counts"].in_force == 9
    (slip,) = issue_slips(by=owner, wanted=SlipChoice(members=[members[0].uuid], anew=True))
    assert not members[0].person.has_usable_password()
    scanned = urlsplit(slip_address(slip))
    phone = Client()
    filled = phone.get(f"{scanned.path}?{scanned.query}").context["form"].initial
    sent = phone.post(scanned.path, {**_typed(filled), "password": NEW, "terms": "on"})
    assert sent["Location"] == "/my/"


@pytest.mark.once
def test_chosen_members_whom_nobody_knows_are_nobody(db: None, client: Client) -> None:
    owner = sign_in_owner(client)
    _waiting(owner, "1")
    for member in ("x", str(uuid.uuid4())):
        refused = client.post(reverse("accounts:slips"), {"member": member})
        assert refused.status_code == 422
        assert "用紙を作る人がいません" in refused.content.decode()


def sign_in_owner(client: Client) -> Member:
    owner = make_owner()
    sign_in(client, owner)
    assert PASSWORD
    return owner


def _typed(initial: dict[str, str]) -> dict[str, str]:
    return {name: initial[name] for name in ("company_code", "employee_number", "code")}
