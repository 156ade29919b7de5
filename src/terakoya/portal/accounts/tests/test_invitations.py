"""Joining by the link of an invitation mail, or as somebody who is known already."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.errors import (
    AlreadyJoined,
    LinkUnusable,
    SignInFirst,
)
from terakoya.portal.accounts.models import JoiningCode, Member, Person
from terakoya.portal.accounts.services import (
    accept_invitation,
    add_member,
    find_invitation,
    issue_joining_code,
    leave_member,
    return_member,
    send_invitation,
    withdraw_invitation,
)
from terakoya.portal.accounts.tokens import invitation_token
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage

from .people import PASSWORD, make_owner, sign_in

NEW = "another horse 9"


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
    page = client.get(f"/invitation/{token}/").content.decode()
    assert "ログインすると、参加できます。" in page
    sign_in(client, known)
    assert client.post(f"/invitation/{token}/", {"terms": "on"})["Location"] == "/my/"
    assert client.session["member"] == str(member.uuid)
    known.person.refresh_from_db()
    assert known.person.check_password(PASSWORD)
    assert known.person.memberships.filter(joined_at__isnull=False).count() == 2
    assert not Person.objects.filter(pk=member.person.pk).exists()  # the stand-in has gone


def test_invitation_may_be_taken_by_an_account_with_another_address(
    db: None, client: Client
) -> None:
    known = make_owner(email="private@yoso.example", organisation="株式会社よそ")
    owner = make_owner()
    member = add_member(by=owner, name="山田 花子", email="work@mihon.example")
    sign_in(client, known)
    link = f"/invitation/{invitation_token(member)}/"
    assert "山田 花子さんとしてログインしています。" in client.get(link).content.decode()
    assert client.post(link, {"terms": ""}).status_code == 422  # consent is asked for
    client.post(link, {"terms": "on"})
    member.refresh_from_db()
    assert (member.person, member.email) == (known.person, "work@mihon.example")
    known.person.refresh_from_db()
    assert known.person.email == "private@yoso.example"


@pytest.mark.parametrize("change", ["address", "again", "withdrawn", "left", "time"])
def test_invitation_ends_with_any_change(db: None, client: Client, change: str) -> None:
    owner = make_owner()
    member = add_member(by=owner, name="高橋 未来", email="t@mihon.example", employee_number="1")
    token, later = invitation_token(member), clock.now()
    assert find_invitation(token=token).member == member
    sign_in(client, owner)
    if change == "address":
        form = {"name": "高橋 未来", "employee_number": "1", "email": "new@mihon.example"}
        client.post(reverse("accounts:member-edit", kwargs={"member": member.uuid}), form)
    elif change == "again":
        with clock.shifted_by(dt.timedelta(seconds=1)):
            client.post(reverse("accounts:member-invite", kwargs={"member": member.uuid}))
    elif change == "withdrawn":
        client.post(reverse("accounts:member-uninvite", kwargs={"member": member.uuid}))
    elif change == "left":
        leave_member(by=owner, member=member, left_on=clock.today())
        return_member(by=owner, member=Member.objects.get(pk=member.pk))
    else:
        later += dt.timedelta(days=30, seconds=1)
    with clock.fixed_at(later), pytest.raises(LinkUnusable):
        accept_invitation(token=token, password=NEW, terms=True)
    member.refresh_from_db()
    assert member.joined_at is None


def test_withdrawn_invitation_is_gone_until_it_is_sent_again(db: None, client: Client) -> None:
    owner = make_owner()
    known = make_owner(email="t@yoso.example", organisation="株式会社よそ")
    member = add_member(by=owner, name="山田 花子", email="t@yoso.example", employee_number="1")
    issue_joining_code(by=owner, member=member)
    withdraw_invitation(by=owner, member=member)
    assert not JoiningCode.objects.exists()
    sign_in(client, known)
    assert client.get("/my/organisations/").status_code == 302  # nothing waits there
    sign_in(client, owner)
    page = client.get(reverse("accounts:member-edit", kwargs={"member": member.uuid}))
    assert "招待を取り下げました。まだ参加していません。" in page.content.decode()
    assert "招待を取り下げる" not in page.content.decode()
    send_invitation(by=owner, member=member)
    accept_invitation(
        token=invitation_token(member), terms=True, password=None, signed_in=known.person
    )
    with pytest.raises(AlreadyJoined):
        withdraw_invitation(by=owner, member=Member.objects.get(pk=member.pk))


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
    assert client.post(address).status_code == 404  # the address is not proven: nobody says so
    assert client.get("/my/organisations/").status_code == 302
    Person.objects.filter(pk=known.person.pk).update(email_confirmed_at=clock.now())
    assert "招待が届いています" in client.get("/my/organisations/").content.decode()
    assert client.post(address)["Location"] == "/my/"
    assert client.session["member"] == str(member.uuid)
    assert client.post(f"/my/organisations/{known.uuid}/").status_code == 302
    assert client.session["member"] == str(known.uuid)
