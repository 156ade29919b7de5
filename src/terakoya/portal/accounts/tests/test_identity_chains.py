"""Chains of takeover between organisations (docs/algorithms/identity.md §4), each tried in full.

みほん商事 (A) invites an address; よそ (B) has it on its roster, too; its reader is the victim.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from terakoya.portal.accounts.errors import EmailInUse, LinkUnusable, SignInFirst
from terakoya.portal.accounts.models import InviteLink, Member, Person
from terakoya.portal.accounts.services import (
    accept_invitation,
    add_member,
    change_email,
    change_password,
    confirm_email,
    create_invite_link,
    edit_member,
    find_email_claim,
    issue_joining_code,
    join_by_code,
    request_password_link,
    send_password_link,
    set_password_by_link,
    sign_up_owner,
    take_email,
)
from terakoya.portal.accounts.tokens import email_token, invitation_token, password_token
from terakoya.portal.delivery.models import OutboxMessage

from .people import PASSWORD, answer_requests, last_link, make_member, make_owner, sign_in

E = "victim@mihon.example"
OWN = "another horse 9"
STOLEN = "a thief's word 1"


@dataclass
class Two:
    """Both organisations, and B's open link."""

    a: Member
    b: Member
    link: InviteLink


@pytest.fixture
def two(db: None) -> Two:
    """Neither has heard of the address yet."""
    a, b = make_owner(), make_owner(email="b@yoso.example", organisation="株式会社よそ")
    return Two(a, b, create_invite_link(by=b, open_join=True))


def _is_in(client: Client) -> bool:
    return client.get("/my/account/").status_code == 200


def _signs_in(email: str, password: str) -> bool:
    form = {"by": "email", "email": email, "password": password}
    return Client().post("/sign-in/", form).status_code == 302


def _place_by_link(client: Client, two: Two, identifier: str) -> str:
    form = {"identifier": identifier, "name": "高橋 未来", "password": STOLEN, "terms": "on"}
    return client.post(f"/join/{two.link.token}/", form).content.decode()


def _mails_to(address: str) -> list[str]:
    mails = OutboxMessage.objects.filter(payload__to=address).order_by("id")
    return [one.payload["subject"].partition("】")[2] for one in mails]


# -- an address on two rosters


@pytest.mark.parametrize(
    ("first", "identifier"),
    [
        ("a", E),
        ("b", "77"),
        pytest.param("b", E, marks=pytest.mark.deep),
        pytest.param("a", "77", marks=pytest.mark.deep),
    ],
)
def test_rosters_of_two_organisations_have_nothing_in_common(
    two: Two, first: str, identifier: str
) -> None:
    owners = [two.a, two.b] if first == "a" else [two.b, two.a]
    places = {
        by.pk: add_member(by=by, name="高橋 未来", email=E, employee_number="77") for by in owners
    }
    at_a, at_b = places[two.a.pk], places[two.b.pk]
    thief = Client()
    _place_by_link(thief, two, identifier)
    at_a.person.refresh_from_db()
    assert (at_a.person.email, at_a.person.has_usable_password()) == (None, False)
    assert "みほん商事" not in thief.get("/my/organisations/", follow=True).content.decode()
    assert not _signs_in(E, STOLEN)
    victim = Client()
    victim.post(f"/invitation/{invitation_token(at_a)}/", {"password": OWN, "terms": "on"})
    joined = Member.objects.select_related("person").get(pk=at_a.pk)
    assert (joined.person.email, joined.person.check_password(OWN)) == (E, True)
    assert list(joined.person.memberships.all()) == [joined]
    at_b.refresh_from_db()
    assert at_b.person != joined.person


def test_code_of_one_organisation_opens_nothing_of_the_other(two: Two) -> None:
    at_a = add_member(by=two.a, name="高橋 未来", email=E)
    at_b = add_member(by=two.b, name="高橋 未来", email=E, employee_number="77")
    joined = join_by_code(
        company_code=two.b.organisation.code,
        employee_number="77",
        code=issue_joining_code(by=two.b, member=at_b),
        password=STOLEN,
        terms=True,
    )
    assert (joined.person.email, _signs_in(E, STOLEN)) == (None, False)
    member = accept_invitation(token=invitation_token(at_a), password=OWN, terms=True)
    assert (member.person == joined.person, _signs_in(E, OWN)) == (False, True)


def test_two_people_with_one_mailbox_are_two_persons(two: Two) -> None:
    first = accept_invitation(
        token=invitation_token(add_member(by=two.a, name="高橋 未来", email=E)),
        password=OWN,
        terms=True,
    )
    place = add_member(by=two.b, name="高橋 陽子", email=E, employee_number="77")
    page = Client().get(f"/invitation/{invitation_token(place)}/").content.decode()
    assert "登録済みです。" in page  # to whoever reads the mailbox, and to nobody else
    _place_by_link(Client(), two, "77")  # with the other one's name
    client = Client()
    form = {"identifier": "77", "name": "高橋 陽子", "password": STOLEN, "terms": "on"}
    client.post(f"/join/{two.link.token}/", form)
    place.refresh_from_db()
    assert (place.joined_at is not None, place.person == first.person) == (True, False)
    assert client.post(last_link("email")).status_code == 409  # the address is the first one's
    assert (_signs_in(E, OWN), _signs_in(E, STOLEN)) == (True, False)


def test_links_of_two_organisations_opened_one_after_the_other_make_one_person(two: Two) -> None:
    tokens = [
        invitation_token(add_member(by=by, name="高橋 未来", email=E)) for by in (two.b, two.a)
    ]
    first = accept_invitation(token=tokens[0], password=OWN, terms=True)
    with pytest.raises(SignInFirst):
        accept_invitation(token=tokens[1], password=STOLEN, terms=True)
    second = accept_invitation(token=tokens[1], password=None, terms=True, signed_in=first.person)
    assert (second.person, second.person.memberships.count()) == (first.person, 2)
    assert not Person.objects.filter(memberships=None).exists()


def test_officer_learns_nothing_of_who_has_the_address_elsewhere(two: Two) -> None:
    victim = make_member(two.a, email=E)
    officer = sign_in(Client(), two.b)
    pages = {}
    for address in (E, "nobody@mihon.example"):
        form = {"name": "高橋 未来", "employee_number": "77", "email": address, "department": ""}
        added = officer.post("/manage/members/add/", form)
        page = officer.get(added["Location"]).content.decode()
        corrected = officer.post(added["Location"], {**form, "email": "other@mihon.example"})
        pages[address] = (added.status_code, corrected.status_code, page.count(address))
        member = Member.objects.get(organisation=two.b.organisation, employee_number="77")
        assert member.person != victim.person
        member.delete()
    assert pages[E] == pages["nobody@mihon.example"]


# -- an address that a stranger signed up with


def _hijacked() -> tuple[Member, Client]:
    """A stranger has applied with the victim's address, and is signed in."""
    stranger = sign_up_owner(
        email=E, password=STOLEN, name="高橋 未来", organisation_name="株式会社えせ"
    )
    thief = Client()
    thief.post("/sign-in/", {"by": "email", "email": E, "password": STOLEN})
    assert _is_in(thief)
    return stranger, thief


def _assert_taken_over(thief: Client) -> None:
    assert (_is_in(thief), _signs_in(E, STOLEN), _signs_in(E, OWN)) == (False, False, True)
    assert "アカウントを引き継ぎました" in _mails_to(E)


def test_invited_owner_of_the_address_ends_the_strangers_password_and_sessions(two: Two) -> None:
    stranger, thief = _hijacked()
    place = add_member(by=two.a, name="高橋 未来", email=E)
    assert "みほん商事" not in thief.get("/my/organisations/", follow=True).content.decode()
    link, victim = f"/invitation/{invitation_token(place)}/", Client()
    page = victim.get(link).content.decode()
    assert "このアドレスには、すでにパスワードが設定されています。" in page
    page = victim.post(link, {"password": OWN, "terms": "on"}, follow=True).content.decode()
    assert "確認の前に別のパスワードが設定されていました。" in page
    _assert_taken_over(thief)
    assert "株式会社えせ" in victim.get("/my/account/").content.decode()
    assert Member.objects.get(pk=place.pk).person == stranger.person


def test_invited_owner_who_signed_up_themselves_keeps_their_password(two: Two) -> None:
    owner, desk = _hijacked()
    place = add_member(by=two.a, name="高橋 未来", email=E)
    page = desk.post(f"/invitation/{invitation_token(place)}/", {"terms": "on"}, follow=True)
    assert "確認の前に" not in page.content.decode()
    owner.person.refresh_from_db()
    assert owner.person.email_confirmed_at is not None
    assert (_is_in(desk), _signs_in(E, STOLEN)) == (True, True)


def test_owner_of_the_address_who_opens_the_strangers_confirming_link_takes_it(db: None) -> None:
    _stranger, thief = _hijacked()
    link, victim = last_link("email"), Client()
    assert victim.post(link).status_code == 200  # no button without a session: it asks for a word
    assert Person.objects.get(email=E).email_confirmed_at is None
    page = victim.post(link, {"password": OWN}, follow=True).content.decode()
    assert "確認の前に別のパスワードが設定されていました。" in page
    _assert_taken_over(thief)


def test_owner_of_the_address_who_asks_for_a_new_password_takes_it(db: None) -> None:
    _stranger, thief = _hijacked()
    request_password_link(email=E)
    answer_requests()
    page = Client().post(last_link("password"), {"password": OWN}, follow=True).content.decode()
    assert "確認の前に別のパスワードが設定されていました。" in page
    _assert_taken_over(thief)


def test_links_of_the_stranger_end_with_the_takeover(db: None) -> None:
    stranger, _thief = _hijacked()
    old = email_token(stranger.person, "thief@yoso.example")
    reset = password_token(stranger.person)
    take_email(token=email_token(stranger.person, E), password=OWN)
    with pytest.raises(LinkUnusable):
        confirm_email(token=old, by=Person.objects.get(email=E))
    with pytest.raises(LinkUnusable):
        set_password_by_link(token=reset, password=STOLEN)


# -- chain 3: old links, and addresses that change


def test_old_confirming_link_ends_when_address_or_password_changes(db: None) -> None:
    owner = make_owner()
    links = {
        new: email_token(owner.person, new) for new in ("old@yoso.example", "new@mihon.example")
    }
    confirm_email(token=links["new@mihon.example"], by=owner.person)
    owner.person.refresh_from_db()
    with pytest.raises(LinkUnusable):
        find_email_claim(token=links["old@yoso.example"])
    later = email_token(owner.person, "later@mihon.example")
    assert find_email_claim(token=later).email == "later@mihon.example"
    change_password(by=owner.person, present=PASSWORD, password=OWN)
    with pytest.raises(LinkUnusable):
        find_email_claim(token=later)
    owner.person.refresh_from_db()
    assert owner.person.email == "new@mihon.example"


def test_changed_address_is_told_at_the_old_one_and_needs_the_session(db: None) -> None:
    owner = make_owner()
    desk = sign_in(Client(), owner)
    desk.post("/my/email/", {"email": "new@mihon.example", "present": PASSWORD})
    link = last_link("email")
    reader = Client()  # whoever reads the new address, perhaps mistyped
    assert 'name="password"' not in reader.get(link).content.decode()
    assert reader.post(link, {"password": STOLEN}).status_code == 422
    other = sign_in(Client(), make_owner(email="o@yoso.example", organisation="株式会社よそ"))
    assert other.post(link).status_code == 409
    owner.person.refresh_from_db()
    assert owner.person.email == "yamada@mihon.example"
    desk.post(link)
    assert _mails_to("yamada@mihon.example")[-1] == "メールアドレスが変わりました"
    assert (_signs_in("new@mihon.example", PASSWORD), _is_in(desk)) == (True, True)


def test_changed_password_is_told(db: None) -> None:
    owner = make_owner()
    change_password(by=owner.person, present=PASSWORD, password=OWN)
    assert _mails_to("yamada@mihon.example")[-1] == "パスワードが変わりました"
    set_password_by_link(token=password_token(owner.person), password=PASSWORD)
    told = _mails_to("yamada@mihon.example")
    assert told[-2:] == ["パスワードが変わりました"] * 2


def test_nobody_is_told_at_an_address_that_nobody_has_proven(db: None) -> None:
    owner = make_owner(confirmed=False)
    before = OutboxMessage.objects.count()
    change_password(by=owner.person, present=PASSWORD, password=OWN)
    assert OutboxMessage.objects.count() == before
    change_email(by=owner.person, email="new@mihon.example", present=OWN)
    confirm_email(token=email_token(owner.person, "new@mihon.example"), by=owner.person)
    assert _mails_to("yamada@mihon.example") == ["株式会社みほん商事のログインのご案内"]


def test_address_of_somebody_else_is_not_taken_from_them(two: Two) -> None:
    victim = make_member(two.a, email=E)
    token = email_token(two.b.person, E)
    with pytest.raises(EmailInUse):
        confirm_email(token=token, by=two.b.person)
    victim.person.refresh_from_db()
    assert victim.person.email == E


# -- the officer and the roster address


def test_officer_cannot_have_a_new_password_mailed_to_an_address_of_their_choice(two: Two) -> None:
    by_number, by_email = make_member(two.a, employee_number="7"), make_member(two.a, email=E)
    for member in (by_number, by_email):
        edit_member(
            by=two.a,
            member=member,
            name=member.name,
            name_kana="",
            employee_number="7" if member == by_number else "8",
            email=f"officer{member.pk}@yoso.example",
            department=None,
        )
    before = OutboxMessage.objects.count()
    officer = sign_in(Client(), two.a)
    for member in (by_number, by_email):
        officer.post(f"/manage/members/{member.uuid}/invite/")
    request_password_link(email=f"officer{by_number.pk}@yoso.example")
    answer_requests()
    sent = OutboxMessage.objects.order_by("id")[before:]
    assert [one.payload["to"] for one in sent] == [E]
    with pytest.raises(Exception, match="ログイン用のメールアドレスを登録していません。"):
        send_password_link(by=two.a, member=by_number)
