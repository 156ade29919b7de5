"""One-time codes for people without e-mail: once, not for ever, and not for taking over."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.errors import (
    CodeNotPossible,
    CodeWrong,
    PasswordWeak,
    RoleNotYours,
)
from terakoya.portal.accounts.models import CodeIssue, JoiningCode, Member, Person
from terakoya.portal.accounts.services import (
    change_password,
    create_invite_link,
    grant_role,
    issue_joining_code,
    join_as_person,
    join_by_code,
    join_by_link,
    leave_member,
)
from terakoya.portal.accounts.services.joining import mark_joined
from terakoya.portal.audit.selectors import entries_of, payload_of
from terakoya.portal.common import clock
from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.models import OutboxMessage

from .people import PASSWORD, counted_statements, make_member, make_owner, sign_in

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


# -- codes for people who have joined


def _news(client: Client) -> str:
    return client.get("/my/code/").content.decode()


def _english(client: Client, address: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(address).content.decode()
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    return page


def test_code_for_somebody_who_has_joined_is_audited_and_told_at_the_next_sign_in(
    db: None, client: Client
) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7", email="roster@mihon.example", joined=False)
    member.person.set_password(PASSWORD)
    member.person.save()
    mark_joined(member)
    with clock.fixed_at(dt.datetime(2026, 11, 24, 5, 32, tzinfo=dt.UTC)):
        issue_joining_code(by=owner, member=member)
    entry = entries_of(owner.organisation.uuid)[0]
    payload = payload_of(entry)
    assert payload is not None
    assert (entry.verb, payload.data) == ("code.issued", {"joined": True})
    mail = OutboxMessage.objects.latest("id").payload
    assert mail["to"] == "roster@mihon.example"
    assert "株式会社みほん商事の研修担当者（山田 花子さん）が、あなたの参加コードを" in mail["text"]
    form = {"company_code": owner.organisation.code, "employee_number": "7", "password": PASSWORD}
    answer = client.post("/sign-in/", {"by": "number", **form, "next": "/my/account/"})
    assert answer["Location"] == "/my/code/?next=%2Fmy%2Faccount%2F"
    page = client.get(answer["Location"]).content.decode()
    for words in (
        "2026年11月24日（火） 14:32",
        "山田 花子",
        "まだ使われていません。",
        "確認しました",
    ):
        assert words in page
    read = client.post("/my/code/read/", {"next": "/my/account/"})
    assert read["Location"] == "/my/account/"
    again = Client().post("/sign-in/", {"by": "number", **form})
    assert again["Location"] == "/my/"
    assert "14:32" in _news(client)  # it can be read again
    assert 'href="/my/code/' in client.get("/my/account/").content.decode()


def test_who_is_signed_in_is_told_on_their_pages_until_they_have_read_it(
    db: None, client: Client
) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    sign_in(client, member)
    client.get("/my/")
    with counted_statements() as statements:
        assert "お知らせを読む" not in client.get("/my/").content.decode()
    usual = len(statements())
    issue_joining_code(by=owner, member=member)
    with counted_statements() as statements:
        client.get("/my/")
    assert len(statements()) == usual
    for address in ("/my/", "/my/account/"):
        page = client.get(address).content.decode()
        assert f'href="/my/code/?next={address}">お知らせを読む</a>' in page
    assert "Read the notice" in _english(client, "/my/")
    client.post("/my/code/read/")
    for address in ("/my/", "/my/account/"):
        assert "お知らせを読む" not in client.get(address).content.decode()


def test_unread_code_does_not_change_what_joining_elsewhere_says(db: None, client: Client) -> None:
    owner, other = make_owner(), make_owner(email="b@yoso.example", organisation="株式会社よそ")
    member = make_member(owner, employee_number="7")
    sign_in(client, member)
    issue_joining_code(by=owner, member=member)
    link = create_invite_link(by=other, open_join=True)
    form = {"employee_number": "", "name": "高橋 未来", "terms": "on"}
    page = client.post(f"/join/{link.token}/", form, follow=True).content.decode()
    assert "株式会社よそに参加しました。" in page
    assert "パスワードを決め直しました。" not in page
    code = issue_joining_code(by=owner, member=make_member(owner, employee_number="8"))
    form = {"company_code": owner.organisation.code, "employee_number": "8", "code": code}
    back = Client().post("/join-code/", {**form, "password": NEW, "terms": "on"}, follow=True)
    assert "パスワードを決め直しました。" in back.content.decode()


def test_code_before_joining_is_no_news(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, joined=False)
    _use(member, issue_joining_code(by=owner, member=member))
    member.person.refresh_from_db()
    assert (member.person.must_read_code_news, CodeIssue.objects.count()) == (False, 0)


def test_code_ends_when_the_person_joins_or_changes_the_password(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, name="高橋 未来", employee_number="7", joined=False)
    drawer = issue_joining_code(by=owner, member=member)
    link = create_invite_link(by=owner, open_join=False)
    join_by_link(token=link.token, identifier="7", name="高橋 未来", password=PASSWORD, terms=True)
    with pytest.raises(CodeWrong):
        _use(member, drawer)
    member = Member.objects.select_related("person", "organisation").get(pk=member.pk)
    drawer = issue_joining_code(by=owner, member=member)
    change_password(by=member.person, present=PASSWORD, password="my own words 3")
    with pytest.raises(CodeWrong):
        _use(member, drawer)
    leave_member(by=owner, member=member, left_on=clock.today())
    assert not JoiningCode.objects.exists()


def test_code_of_who_works_elsewhere_too_takes_nothing_there(db: None) -> None:
    owner, other = make_owner(), make_owner(email="b@yoso.example", organisation="株式会社よそ")
    member = make_member(owner, employee_number="7")
    person = member.person
    place = make_member(other, name="高橋 未来", employee_number="70", joined=False)
    link = create_invite_link(by=other, open_join=False)
    join_as_person(by=person, token=link.token, employee_number="70", name="高橋 未来", terms=True)
    officer = sign_in(Client(), owner)
    page = officer.get(reverse("accounts:member-edit", kwargs={"member": member.uuid}))
    assert "参加コードを作る" in page.content.decode()  # as for anybody
    used = _use(member, issue_joining_code(by=owner, member=member))
    person.refresh_from_db()
    place.refresh_from_db()
    assert (used.person == person, place.person == person) == (False, True)
    assert (person.check_password(PASSWORD), used.person.check_password(NEW)) == (True, True)
    assert list(used.person.memberships.all()) == [used]


def test_who_lost_a_place_to_a_code_is_told_whose_code_when_and_whom_to_ask(db: None) -> None:
    owner, other = make_owner(), make_owner(email="b@yoso.example", organisation="株式会社よそ")
    member, client = make_member(owner, employee_number="7"), Client()
    link = create_invite_link(by=other, open_join=True)
    place = join_as_person(
        by=member.person, token=link.token, employee_number="70", name="高橋 未来", terms=True
    )
    place = Member.objects.select_related("person", "organisation").get(pk=place.pk)
    code = issue_joining_code(by=other, member=place)
    sign_in(client, member)
    client.post("/my/code/read/")  # of the code, before it was used
    with clock.fixed_at(dt.datetime(2026, 11, 28, 5, 32, tzinfo=dt.UTC)):
        taken = _use(place, code)
    assert "お知らせを読む" in client.get("/my/account/").content.decode()
    lost = "株式会社よその所属は、コードを使った人の新しいアカウントに移りました。"
    for words in (lost, "2026年11月28日（土） 14:32に使われました。", "山田 花子さんに"):
        assert words in _news(client)
    assert "now belongs to the new account" in _english(client, "/my/code/")
    client.post("/my/code/read/")
    assert "お知らせを読む" not in client.get("/my/account/").content.decode()
    assert lost in _news(client)
    taker = Client()
    taker.force_login(
        taken.person, backend="terakoya.portal.accounts.backends.EmployeeNumberBackend"
    )
    assert lost not in _news(taker)  # and learns nothing of another place
    form = {"company_code": owner.organisation.code, "employee_number": "7", "password": PASSWORD}
    again = Client().post("/sign-in/", {"by": "number", **form})
    assert again["Location"] == "/my/"


def test_wrong_codes_cost_the_same_for_a_number_that_nobody_has(
    db: None, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    owner = make_owner()
    coded = make_member(owner, employee_number="1", joined=False)
    issue_joining_code(by=owner, member=coded)
    make_member(owner, employee_number="2", joined=False)
    make_member(owner, employee_number="3", email="t@mihon.example")
    found = set()
    for code, number in ((owner.organisation.code, n) for n in "1239"):
        for password in (NEW, "short"):
            hashes = CountingHasher.count
            with counted_statements() as statements, pytest.raises(PortalError) as refusal:
                join_by_code(
                    company_code=code,
                    employee_number=number,
                    code="WRONG234",
                    password=password,
                    terms=True,
                )
            kinds = [sql.split()[0] for sql in statements()]
            said = (password, str(refusal.value), tuple(kinds), CountingHasher.count - hashes)
            found.add(said)
    assert len(found) == 2
    assert {one[3] for one in found if one[0] == NEW} == {1}


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was hashed."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return str(super().encode(password, salt))
