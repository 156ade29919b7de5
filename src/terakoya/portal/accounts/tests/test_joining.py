"""Joining by link or poster: who gets in, and what everybody else is told."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.errors import (
    AlreadyJoined,
    EmailNotConfirmed,
    IdentifierMissing,
    InviteEnded,
    LinkUnusable,
    MemberHasLeft,
    NameTooLong,
    NotOnRoster,
    PasswordWeak,
    TermsNotAccepted,
)
from terakoya.portal.accounts.models import (
    InviteLink,
    Member,
    Person,
    TermsAcceptance,
)
from terakoya.portal.accounts.selectors import department_of
from terakoya.portal.accounts.services import (
    add_department,
    add_member,
    create_invite_link,
    find_invitation,
    join_as_person,
    join_by_link,
    leave_member,
    revoke_invite_link,
)
from terakoya.portal.accounts.tokens import open_join_token
from terakoya.portal.common import clock
from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.models import OutboxMessage

from .people import (
    answer_requests,
    counted_statements,
    last_link,
    make_member,
    make_owner,
    sign_in,
)

pytestmark = pytest.mark.once  # pages, and both databases keep the same

NEW = "another horse 9"


def _form(**change: object) -> dict[str, object]:
    return {
        "identifier": "004128",
        "name": "高橋未来",
        "password": NEW,
        "terms": True,
        **change,
    }


def test_join_claims_the_place_on_the_roster(db: None) -> None:
    owner = make_owner()
    place = make_member(owner, name="髙橋　未来", employee_number="004128", joined=False)
    link = create_invite_link(by=owner, open_join=False)
    joined = join_by_link(token=link.token, **_form(identifier="００４１２８"))  # type: ignore[arg-type]
    place.refresh_from_db()
    assert (joined, place.name, place.joined_at is not None) == (place, "髙橋 未来", True)
    assert place.person.check_password(NEW)
    assert TermsAcceptance.objects.filter(person=place.person).count() == 2


def test_join_page_signs_in_and_goes_on(db: None, client: Client) -> None:
    owner = make_owner()
    make_member(owner, name="高橋 未来", employee_number="004128", joined=False)
    link = create_invite_link(by=owner, open_join=False)
    page = client.get(f"/join/{link.token}/").content.decode()
    assert "株式会社みほん商事" in page
    response = client.post(f"/join/{link.token}/", {**_form(), "terms": "on"})
    assert (response.status_code, response["Location"]) == (302, "/my/")
    assert response.cookies["company_code"].value == owner.organisation.code
    assert client.get("/my/account/").status_code == 200


def test_join_by_number_asks_to_confirm_the_address_on_the_roster(db: None) -> None:
    owner = make_owner()
    place = make_member(
        owner, name="高橋 未来", employee_number="004128", email="t@mihon.example", joined=False
    )
    link = create_invite_link(by=owner, open_join=False)
    join_by_link(token=link.token, **_form())  # type: ignore[arg-type]
    place.person.refresh_from_db()
    assert (place.person.email, place.person.check_password(NEW)) == (None, True)
    mail = OutboxMessage.objects.latest("id").payload
    assert mail["to"] == "t@mihon.example"
    client = Client()
    confirming = last_link("email")
    assert 'name="password"' not in client.get(confirming).content.decode()
    assert client.post(confirming, {"password": "thief horse 1"}).status_code == 422
    assert client.post(confirming, {}).status_code == 200
    place.person.refresh_from_db()
    assert (place.person.email, place.person.check_password(NEW)) == (None, True)
    form = {"company_code": owner.organisation.code, "employee_number": "004128"}
    client.post("/sign-in/", {"by": "number", **form, "password": NEW})
    client.post(confirming)
    place.person.refresh_from_db()
    assert place.person.email == "t@mihon.example"


def test_join_by_address_is_answered_the_same_and_by_mail(db: None, client: Client) -> None:
    owner = make_owner()
    make_owner(email="known@yoso.example", organisation="株式会社よそ")
    make_member(owner, email="invited@mihon.example", joined=False)
    make_member(owner, email="joined@mihon.example", employee_number="7")
    left = make_member(owner, email="left@mihon.example", joined=False)
    leave_member(by=owner, member=left, left_on=clock.today())
    addresses = ["known@yoso.example", "invited@mihon.example", "joined@mihon.example"]
    addresses += ["left@mihon.example", "new@mihon.example"]
    asked = {
        True: ["オンライン研修への参加", "オンライン研修のご案内", "すでに参加しています", None],
        False: [None, "オンライン研修のご案内", "すでに参加しています", None],
    }
    for is_open, subjects in asked.items():
        link = create_invite_link(by=owner, open_join=is_open)
        pages, mails = set(), []
        client.post(f"/join/{link.token}/", {"identifier": "first@mihon.example"})
        for address in addresses:
            OutboxMessage.objects.all().delete()
            with counted_statements() as statements:
                page = client.post(
                    f"/join/{link.token}/", {"by": "number", "identifier": address}
                ).content.decode()
            pages.add((page.replace(address, "…"), len(statements())))
            answer_requests()
            sent = [one.payload for one in OutboxMessage.objects.all()]
            assert [one["to"] for one in sent] in ([address], [])
            mails.append(sent[0]["subject"].partition("】")[2] if sent else None)
        assert len(pages) == 1
        assert mails == [*subjects, subjects[0]]


def test_open_link_lets_people_add_themselves(db: None, client: Client) -> None:
    owner = make_owner()
    sales = add_department(by=owner, parent=None, name="営業部")
    link = create_invite_link(by=owner, open_join=True, department=sales)
    by_number = join_by_link(token=link.token, **_form(name="新しい人"))  # type: ignore[arg-type]
    client.post(f"/join/{link.token}/?by=email", {"by": "email", "identifier": "N@mihon.example"})
    answer_requests()
    mailed = last_link("invitation")
    refused = client.post(mailed, {"password": NEW, "terms": "on", "name": " "})
    assert refused.status_code == 422
    client.post(mailed, {"password": NEW, "terms": "on", "name": "🌸さん"})
    by_email = Member.objects.get(email="n@mihon.example")
    assert [
        (one.name, one.employee_number, one.person.email, department_of(one), one.state)
        for one in (by_number, by_email)
    ] == [
        ("新しい人", "004128", None, sales, "joined"),
        ("🌸さん", None, "n@mihon.example", sales, "joined"),
    ]
    assert by_email.person.email_confirmed_at is not None
    assert Client().get(mailed).status_code == 410  # it works once


def test_mailed_join_ends_with_its_link_and_with_a_place_on_the_roster(db: None) -> None:
    owner = make_owner()
    link = create_invite_link(by=owner, open_join=True)
    token = open_join_token(link, "n@mihon.example")
    assert find_invitation(token=token).link == link
    add_member(by=owner, name="新しい人", email="n@mihon.example")
    other = open_join_token(link, "m@mihon.example")
    with pytest.raises(LinkUnusable):
        find_invitation(token=token)
    with clock.fixed_at(clock.now() + dt.timedelta(days=7, seconds=1)), pytest.raises(LinkUnusable):
        find_invitation(token=other)
    revoke_invite_link(by=owner, link=link)
    with pytest.raises(LinkUnusable):
        find_invitation(token=other)


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"name": "高橋 太郎"}, NotOnRoster, "identifier"),
        ({"identifier": "4128"}, NotOnRoster, "identifier"),
        ({"identifier": " "}, IdentifierMissing, "identifier"),
        ({"name": "あ" * 201}, NameTooLong, "name"),
        ({"password": "short"}, PasswordWeak, "password"),
        ({"terms": False}, TermsNotAccepted, "terms"),
    ],
)
def test_join_is_refused_in_words_and_changes_nothing(
    db: None, change: dict[str, object], error: type[PortalError], field: str
) -> None:
    owner = make_owner()
    place = make_member(owner, name="高橋 未来", employee_number="004128", joined=False)
    link = create_invite_link(by=owner, open_join=False)
    with pytest.raises(error) as refusal:
        join_by_link(token=link.token, **_form(**change))  # type: ignore[arg-type]
    assert refusal.value.field == field
    place.refresh_from_db()
    assert (place.joined_at, place.person.has_usable_password()) == (None, False)
    assert (Member.objects.count(), Person.objects.count()) == (2, 2)
    join_by_link(token=link.token, **_form())  # type: ignore[arg-type]


def test_join_with_a_wrong_name_tells_nothing_of_the_number(db: None) -> None:
    owner = make_owner()
    make_member(owner, employee_number="1")  # joined
    make_member(owner, employee_number="2", joined=False)
    link = create_invite_link(by=owner, open_join=False)
    sentences = set()
    for number in ("1", "2", "3"):
        with pytest.raises(NotOnRoster) as refusal:
            join_by_link(token=link.token, **_form(identifier=number, name="だれか"))  # type: ignore[arg-type]
        sentences.add(str(refusal.value))
    assert len(sentences) == 1


def test_join_twice_is_refused_and_keeps_the_first_password(db: None) -> None:
    owner = make_owner()
    place = make_member(owner, employee_number="004128", joined=False)
    link = create_invite_link(by=owner, open_join=True)
    join_by_link(token=link.token, **_form())  # type: ignore[arg-type]
    with pytest.raises(AlreadyJoined):
        join_by_link(token=link.token, **_form(password="a thief's word"))  # type: ignore[arg-type]
    place.person.refresh_from_db()
    assert place.person.check_password(NEW)


def test_join_of_who_has_left_is_refused(db: None) -> None:
    owner = make_owner()
    place = make_member(owner, employee_number="004128", joined=False)
    leave_member(by=owner, member=place, left_on=clock.today())
    link = create_invite_link(by=owner, open_join=True)
    with pytest.raises(MemberHasLeft):
        join_by_link(token=link.token, **_form())  # type: ignore[arg-type]


def test_ended_links_say_so(db: None, client: Client) -> None:
    owner = make_owner()
    revoked = create_invite_link(by=owner, open_join=True)
    revoke_invite_link(by=owner, link=revoked)
    expired = create_invite_link(by=owner, open_join=True, lasts_days=7)
    endless = create_invite_link(by=owner, open_join=True, lasts_days=None)
    with clock.fixed_at(clock.now() + dt.timedelta(days=7, seconds=1)):
        for token in (revoked.token, expired.token, "unknown"):
            response = client.get(f"/join/{token}/")
            assert response.status_code == 410
            assert str(InviteEnded.sentence) in response.content.decode()
            with pytest.raises(InviteEnded):
                join_by_link(token=token, **_form())  # type: ignore[arg-type]
        assert client.get(f"/join/{endless.token}/").status_code == 200


def test_invite_link_needs_the_officers_confirmed_address(db: None, client: Client) -> None:
    owner = make_owner(confirmed=False)
    with pytest.raises(EmailNotConfirmed):
        create_invite_link(by=owner, open_join=True)
    sign_in(client, owner)
    page = client.get("/manage/members/invite/").content.decode()
    assert "先に、ご自分のメールアドレスを確認してください。" in page
    form = {"open_join": "open", "lasts": "30", "department": ""}
    refused = client.post("/manage/members/links/", form)
    assert refused.status_code == 422
    assert str(EmailNotConfirmed.sentence) in refused.content.decode()
    response = client.post("/my/email/resend/", {"back": "invite"})
    assert response["Location"] == "/manage/members/invite/"


def test_invite_link_page_makes_copies_and_stops_links(db: None, client: Client) -> None:
    owner = make_owner()
    sign_in(client, owner)
    form = {"open_join": "roster", "lasts": "0", "department": "どこか"}
    assert (
        "部署「どこか」が見つかりません。"
        in client.post("/manage/members/links/", form).content.decode()
    )
    client.post("/manage/members/links/", {**form, "department": ""})
    link = InviteLink.objects.get(organisation=owner.organisation)
    assert (link.open_join, link.expires_at) == (False, None)
    page = client.get("/manage/members/invite/").content.decode()
    assert f'value="http://127.0.0.1:8000/join/{link.token}/"' in page
    client.post(reverse("accounts:invite-link-revoke", kwargs={"link": link.uuid}))
    assert Client().get(f"/join/{link.token}/").status_code == 410


def test_signed_in_person_joins_another_organisation(db: None, client: Client) -> None:
    first = make_owner(email="t@yoso.example", organisation="株式会社よそ")
    owner = make_owner()
    place = make_member(owner, name="山田 花子", employee_number="77", joined=False)
    stand_in = place.person
    link = create_invite_link(by=owner, open_join=False)
    sign_in(client, first)
    page = client.get(f"/join/{link.token}/").content.decode()
    assert "山田 花子さんとしてログインしています。" in page
    form = {"name": "山田花子", "employee_number": "77", "terms": "on"}
    assert client.post(f"/join/{link.token}/", form)["Location"] == "/my/"
    place.refresh_from_db()
    assert (place.person, place.joined_at is not None) == (first.person, True)
    assert not Person.objects.filter(pk=stand_in.pk).exists()
    assert client.session["member"] == str(place.uuid)
    with pytest.raises(AlreadyJoined):
        join_as_person(
            by=first.person, token=link.token, employee_number="77", name="山田花子", terms=True
        )


def test_signed_in_person_cannot_take_a_place_with_another_name(db: None) -> None:
    first = make_owner(email="t@yoso.example", organisation="株式会社よそ")
    owner = make_owner()
    place = make_member(owner, name="高橋 未来", employee_number="77", joined=False)
    link = create_invite_link(by=owner, open_join=True)
    with pytest.raises(NotOnRoster):
        join_as_person(
            by=first.person, token=link.token, employee_number="77", name="山田花子", terms=True
        )
    place.refresh_from_db()
    assert place.joined_at is None


def test_poster_prints_the_link_as_a_qr_code(db: None, client: Client) -> None:
    owner = make_owner()
    link = create_invite_link(by=owner, open_join=True)
    sign_in(client, owner)
    address = reverse("accounts:poster", kwargs={"link": link.uuid})
    page = client.get(address).content.decode()
    assert f"http://127.0.0.1:8000/join/{link.token}/" in page
    assert owner.organisation.code in page
    assert re.search(r'<svg [^>]*class="qr"', page)
    assert " style=" not in page
    revoke_invite_link(by=owner, link=link)
    assert "ポスターは使えません。" in client.get(address).content.decode()
