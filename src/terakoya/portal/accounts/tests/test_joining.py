"""Joining by link, poster, mail and code: who gets in, and what everybody else is told."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.errors import (
    AlreadyJoined,
    CodeNotPossible,
    CodeWrong,
    EmailNotConfirmed,
    InviteEnded,
    LinkUnusable,
    MemberHasLeft,
    NameTooLong,
    NotOnRoster,
    PasswordWeak,
    RoleNotYours,
    SignInFirst,
    TermsNotAccepted,
)
from terakoya.portal.accounts.models import (
    InviteLink,
    JoiningCode,
    Member,
    Person,
    TermsAcceptance,
)
from terakoya.portal.accounts.selectors import department_of
from terakoya.portal.accounts.services import (
    accept_invitation,
    add_department,
    add_member,
    create_invite_link,
    grant_role,
    issue_joining_code,
    join_as_person,
    join_by_code,
    join_by_link,
    leave_member,
    revoke_invite_link,
    send_invitation,
)
from terakoya.portal.accounts.signals import member_joined
from terakoya.portal.accounts.tokens import invitation_token
from terakoya.portal.common import clock
from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.models import OutboxMessage

from .people import PASSWORD, make_member, make_owner, sign_in

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
    heard: list[Member] = []

    def listen(member: Member, **_kwargs: object) -> None:
        heard.append(member)

    member_joined.connect(listen)
    try:
        joined = join_by_link(token=link.token, **_form(identifier="００４１２８"))  # type: ignore[arg-type]
    finally:
        member_joined.disconnect(listen)
    place.refresh_from_db()
    assert (joined, place.name, place.joined_at is not None) == (place, "髙橋 未来", True)
    assert place.person.check_password(NEW)
    assert heard == [place]
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


def test_join_by_address_on_the_roster_asks_to_confirm_it(db: None) -> None:
    owner = make_owner()
    place = make_member(owner, name="高橋 未来", email="t@mihon.example", joined=False)
    link = create_invite_link(by=owner, open_join=False)
    join_by_link(token=link.token, **_form(identifier="T＠mihon.example"))  # type: ignore[arg-type]
    place.person.refresh_from_db()
    assert (place.person.email_confirmed_at, place.person.check_password(NEW)) == (None, True)
    mail = OutboxMessage.objects.latest("id").payload
    assert (mail["to"], "/email/" in mail["text"]) == ("t@mihon.example", True)


def test_open_link_lets_people_add_themselves(db: None) -> None:
    owner = make_owner()
    sales = add_department(by=owner, parent=None, name="営業部")
    link = create_invite_link(by=owner, open_join=True, department=sales)
    by_number = join_by_link(token=link.token, **_form(name="新しい人"))  # type: ignore[arg-type]
    by_email = join_by_link(token=link.token, **_form(identifier="n@mihon.example", name="🌸さん"))  # type: ignore[arg-type]
    assert [
        (one.name, one.employee_number, one.person.email, department_of(one), one.state)
        for one in (by_number, by_email)
    ] == [
        ("新しい人", "004128", None, sales, "joined"),
        ("🌸さん", None, "n@mihon.example", sales, "joined"),
    ]


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"name": "高橋 太郎"}, NotOnRoster, "identifier"),
        ({"identifier": "4128"}, NotOnRoster, "identifier"),
        ({"identifier": "nobody@mihon.example"}, NotOnRoster, "identifier"),
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


def test_join_with_anothers_address_never_touches_their_password(db: None) -> None:
    owner = make_owner()
    other = make_owner(email="t@yoso.example", organisation="株式会社よそ")
    link = create_invite_link(by=owner, open_join=True)
    with pytest.raises(SignInFirst):
        join_by_link(token=link.token, **_form(identifier="t@yoso.example", name="山田 花子"))  # type: ignore[arg-type]
    add_member(by=owner, name="山田 花子", email="t@yoso.example", with_mail=False)
    with pytest.raises(SignInFirst):
        join_by_link(token=link.token, **_form(identifier="t@yoso.example", name="山田 花子"))  # type: ignore[arg-type]
    other.person.refresh_from_db()
    assert other.person.check_password(PASSWORD)


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


# -- by mail


def test_invitation_mail_joins_and_confirms_the_address(db: None, client: Client) -> None:
    owner = make_owner()
    member = add_member(by=owner, name="高橋 未来", email="t@mihon.example")
    text = OutboxMessage.objects.latest("id").payload["text"]
    link = re.search(r"http://127\.0\.0\.1:8000(/invitation/[\w:-]+/)", text)
    assert link
    assert (
        "高橋 未来さんに、株式会社みほん商事から招待が届いています。"
        in client.get(link[1]).content.decode()
    )
    response = client.post(link[1], {"password": NEW, "terms": "on"})
    assert response["Location"] == "/my/"
    member.refresh_from_db()
    assert (member.joined_at is not None, member.person.email_confirmed_at is not None) == (
        True,
        True,
    )
    assert Client().post(link[1], {"password": "thief horse 1", "terms": "on"}).status_code == 409
    member.person.refresh_from_db()
    assert member.person.check_password(NEW)


def test_invitation_of_somebody_known_asks_them_to_sign_in(db: None, client: Client) -> None:
    known = make_owner(email="t@yoso.example", organisation="株式会社よそ")
    owner = make_owner()
    member = add_member(by=owner, name="山田 花子", email="t@yoso.example")
    token = invitation_token(member)
    with pytest.raises(SignInFirst):
        accept_invitation(token=token, password=NEW, terms=True)
    with pytest.raises(SignInFirst):
        accept_invitation(token=token, password=NEW, terms=True, signed_in=owner.person)
    page = client.get(f"/invitation/{token}/").content.decode()
    assert "ログインすると、参加できます。" in page
    sign_in(client, known)
    assert client.post(f"/invitation/{token}/", {"terms": "on"})["Location"] == "/my/"
    known.person.refresh_from_db()
    assert known.person.check_password(PASSWORD)
    assert known.person.memberships.filter(joined_at__isnull=False).count() == 2


def test_invitation_ends_with_time_and_with_another_address(db: None) -> None:
    owner = make_owner()
    member = add_member(by=owner, name="高橋 未来", email="t@mihon.example")
    token = invitation_token(member)
    later = clock.now() + dt.timedelta(days=30, seconds=1)
    with clock.fixed_at(later), pytest.raises(LinkUnusable):
        accept_invitation(token=token, password=NEW, terms=True)
    Person.objects.filter(pk=member.person.pk).update(email="new@mihon.example")
    with pytest.raises(LinkUnusable):
        accept_invitation(token=token, password=NEW, terms=True)


def test_invitation_is_sent_again_until_joined(db: None) -> None:
    owner = make_owner()
    member = add_member(by=owner, name="高橋 未来", email="t@mihon.example")
    send_invitation(by=owner, member=member)
    assert OutboxMessage.objects.filter(payload__to="t@mihon.example").count() == 2
    accept_invitation(token=invitation_token(member), password=NEW, terms=True)
    member.refresh_from_db()
    with pytest.raises(AlreadyJoined):
        send_invitation(by=owner, member=member)


def test_pending_membership_is_joined_from_the_list_of_organisations(
    db: None, client: Client
) -> None:
    known = make_owner(email="t@yoso.example", organisation="株式会社よそ", confirmed=False)
    owner = make_owner()
    member = add_member(by=owner, name="山田 花子", email="t@yoso.example")
    sign_in(client, known)
    address = f"/my/organisations/{member.uuid}/"
    assert client.post(address).status_code == 409  # the address is not confirmed yet
    Person.objects.filter(pk=known.person.pk).update(email_confirmed_at=clock.now())
    assert "招待が届いています" in client.get("/my/organisations/").content.decode()
    assert client.post(address)["Location"] == "/my/"
    assert client.session["member"] == str(member.uuid)
    assert client.post(f"/my/organisations/{known.uuid}/").status_code == 302
    assert client.session["member"] == str(known.uuid)


# -- by code


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


def test_joining_code_cannot_take_over_who_has_an_address(db: None) -> None:
    owner = make_owner()
    known = make_owner(email="t@yoso.example", organisation="株式会社よそ")
    member = add_member(by=owner, name="山田 花子", employee_number="1", email="t@yoso.example")
    with pytest.raises(CodeNotPossible):
        issue_joining_code(by=owner, member=member)
    Person.objects.filter(pk=known.person.pk).update(email=None)
    member.refresh_from_db()
    with pytest.raises(CodeNotPossible):  # belongs to another organisation, too
        issue_joining_code(by=owner, member=member)


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
