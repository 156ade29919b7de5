"""Signed links: they work once, for their purpose, and not for ever."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.errors import EmailInUse, LinkUnusable, PasswordWrong
from terakoya.portal.accounts.models import Person
from terakoya.portal.accounts.services import (
    change_email,
    change_password,
    confirm_email,
    end_sessions,
    request_password_link,
    set_password_by_link,
    sign_up_owner,
    take_email,
)
from terakoya.portal.accounts.tokens import email_token, password_token
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage

from .people import PASSWORD, answer_requests, last_link, make_member, make_owner, sign_in

pytestmark = pytest.mark.once  # pages, and both databases keep the same

NEW = "another horse 9"


def test_email_is_confirmed_by_a_button_not_by_opening(db: None, client: Client) -> None:
    owner = make_owner(confirmed=False)
    link = last_link("email")
    token = link.split("/")[2]
    sign_in(client, owner)
    assert link == reverse("accounts:email-confirm", kwargs={"token": token})
    page = client.get(link).content.decode()
    assert "yamada@mihon.example" in page
    owner.person.refresh_from_db()
    assert owner.person.email_confirmed_at is None
    assert client.post(link)["Location"] == "/my/account/"
    owner.person.refresh_from_db()
    assert owner.person.email_confirmed_at is not None
    assert client.post(link).status_code == 302  # twice does no harm
    assert "yamada@mihon.example は確認済みです。" in client.get(link).content.decode()


def test_email_link_ends_after_7_days(db: None, client: Client) -> None:
    owner = make_owner(confirmed=False)
    link = last_link("email")
    with clock.fixed_at(clock.now() + dt.timedelta(days=7, seconds=1)):
        response = client.post(link)
    assert response.status_code == 410
    assert "このリンクは使えません。" in response.content.decode()
    owner.person.refresh_from_db()
    assert owner.person.email_confirmed_at is None


def test_email_link_changed_or_of_another_purpose_is_refused(db: None) -> None:
    owner = make_owner(confirmed=False)
    good = email_token(owner.person, "yamada@mihon.example")
    for bad in (good[:-1] + "x", "x" + good, "", password_token(owner.person), "a:b:c"):
        with pytest.raises(LinkUnusable):
            confirm_email(token=bad, by=owner.person)
    confirm_email(token=good, by=owner.person)


def test_email_can_be_sent_again_until_confirmed(db: None, client: Client) -> None:
    owner = make_owner(confirmed=False)
    sign_in(client, owner)
    before = OutboxMessage.objects.count()
    assert client.post("/my/email/resend/")["Location"] == "/my/account/"
    assert OutboxMessage.objects.count() == before + 1
    client.post(last_link("email"))
    client.post("/my/email/resend/")
    assert OutboxMessage.objects.count() == before + 1


def test_email_changes_when_the_new_address_was_read(db: None, client: Client) -> None:
    owner = make_owner()
    sign_in(client, owner)
    form = {"email": "New@Mihon.example", "present": "wrong"}
    assert client.post("/my/email/", form).status_code == 422
    client.post("/my/email/", {**form, "present": PASSWORD})
    owner.person.refresh_from_db()
    assert owner.person.email == "yamada@mihon.example"
    client.post(last_link("email"))
    owner.person.refresh_from_db()
    assert owner.person.email == "new@mihon.example"


def test_email_of_somebody_else_is_refused_at_the_link(db: None) -> None:
    owner, other = make_owner(), make_owner(email="other@mihon.example")
    token = email_token(owner.person, "other@mihon.example")
    with pytest.raises(EmailInUse):
        confirm_email(token=token, by=owner.person)
    owner.person.refresh_from_db()
    other.person.refresh_from_db()
    assert (owner.person.email, other.person.email) == (
        "yamada@mihon.example",
        "other@mihon.example",
    )


def test_password_link_page_says_the_same_for_everybody(db: None) -> None:
    make_owner()
    before = OutboxMessage.objects.count()
    pages = []
    for email in ("yamada@mihon.example", "nobody@mihon.example"):
        response = Client().post("/password/", {"email": email})
        pages.append(re.sub(r'value="[\w]{64}"', "", response.content.decode()))
    answer_requests()
    assert pages[0] == pages[1]
    assert "登録のあるアドレスなら" in pages[0]
    assert OutboxMessage.objects.count() == before + 1
    assert OutboxMessage.objects.latest("id").payload["to"] == "yamada@mihon.example"


def test_password_link_sets_the_password_once_and_signs_in(db: None, client: Client) -> None:
    owner = make_owner(confirmed=False)
    request_password_link(email="YAMADA@mihon.example")
    answer_requests()
    link = last_link("password")
    assert link == reverse("accounts:password-set", kwargs={"token": link.split("/")[2]})
    assert client.get(link).status_code == 200
    weak = client.post(link, {"password": "short"})
    assert weak.status_code == 422
    assert "最低 10 文字" in weak.content.decode()
    assert client.post(link, {"password": NEW})["Location"] == "/my/organisations/"
    owner.person.refresh_from_db()
    assert owner.person.check_password(NEW)
    assert owner.person.email_confirmed_at is not None
    assert client.get("/manage/members/").status_code == 200
    again = Client().post(link, {"password": "third horse 11"})
    assert again.status_code == 410
    owner.person.refresh_from_db()
    assert owner.person.check_password(NEW)


def test_password_link_ends_after_a_day_and_with_another_change(db: None) -> None:
    owner = make_owner()
    token = password_token(owner.person)
    with (
        clock.fixed_at(clock.now() + dt.timedelta(hours=24, seconds=1)),
        pytest.raises(LinkUnusable),
    ):
        set_password_by_link(token=token, password=NEW)
    Person.objects.filter(pk=owner.person.pk).update(email="moved@mihon.example")
    with pytest.raises(LinkUnusable):
        set_password_by_link(token=token, password=NEW)


def test_password_is_first_set_without_a_present_one(db: None, client: Client) -> None:
    owner = make_owner()
    owner.person.set_unusable_password()
    owner.person.save()
    client.force_login(owner.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    assert 'name="present"' not in client.get("/my/password/").content.decode()
    assert client.post("/my/password/", {"password": NEW}).status_code == 302
    owner.person.refresh_from_db()
    assert owner.person.check_password(NEW)
    assert 'name="present"' in client.get("/my/password/").content.decode()


def test_password_fields_may_be_pasted_into(db: None, client: Client) -> None:
    page = client.get("/sign-in/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_officer_sends_a_password_link_without_seeing_it(db: None, client: Client) -> None:
    owner = make_owner()
    member = make_member(owner, email="takahashi@mihon.example")
    sign_in(client, owner)
    address = reverse("accounts:member-invite", kwargs={"member": member.uuid})
    page = client.post(address, follow=True).content.decode()
    mail = OutboxMessage.objects.latest("id")
    assert mail.payload["to"] == "takahashi@mihon.example"
    assert last_link("password") not in page
    assert "株式会社みほん商事の研修担当者（山田 花子さん）の依頼で" in mail.payload["text"]


# -- who has just applied, without a password


@pytest.fixture
def applicant(db: None, client: Client) -> Person:
    """Signed in as after an application; the welcome mail waits in the outbox."""
    owner = sign_up_owner(
        email="new@mihon.example", password=None, name="山田 花子", organisation_name="みほん商事"
    )
    client.force_login(owner.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    return owner.person


def test_first_password_leaves_the_confirming_link_in_force(
    applicant: Person, client: Client
) -> None:
    link = last_link("email")
    page = client.post("/my/password/", {"password": NEW}, follow=True).content.decode()
    assert "パスワードを設定しました。" in page
    assert "パスワードを変えました。" not in page
    assert client.post(link)["Location"] == "/my/account/"
    applicant.refresh_from_db()
    assert applicant.email_confirmed_at is not None
    assert client.get("/my/account/").status_code == 200


def test_links_of_the_welcome_mail_work_in_its_order(applicant: Person, client: Client) -> None:
    confirm, choose = last_link("email"), last_link("password")
    assert client.post(confirm)["Location"] == "/my/account/"
    assert client.get(choose).status_code == 200
    assert client.post(choose, {"password": NEW})["Location"] == "/my/organisations/"
    applicant.refresh_from_db()
    assert (applicant.check_password(NEW), applicant.email_confirmed_at is not None) == (1, 1)
    assert client.get("/my/account/").status_code == 200
    assert client.get(choose).status_code == 410  # used


def test_password_link_of_the_welcome_mail_ends_with_the_address_and_the_sessions(
    applicant: Person, client: Client
) -> None:
    choose = last_link("password")
    confirm_email(token=last_link("email").split("/")[2], by=applicant)
    applicant.refresh_from_db()
    confirm_email(token=email_token(applicant, "other@mihon.example"), by=applicant)
    assert client.get(choose).status_code == 410
    applicant.refresh_from_db()
    later = password_token(applicant)
    end_sessions(by=applicant)
    assert Client().get(f"/password/{later}/").status_code == 410


def test_changed_password_ends_the_confirming_link_and_says_so(
    applicant: Person, client: Client
) -> None:
    link = last_link("email")
    client.post("/my/password/", {"password": NEW})
    form = {"present": NEW, "password": "third horse 11"}
    page = client.post("/my/password/", form, follow=True).content.decode()
    assert "パスワードを変えました。" in page
    refused = client.post(link)
    assert refused.status_code == 410
    assert 'action="/my/email/resend/"' in refused.content.decode()
    client.post("/my/email/resend/")
    assert client.post(last_link("email")).status_code == 302
    assert 'action="/my/email/resend/"' not in client.get("/email/x/").content.decode()
    assert 'action="/my/email/resend/"' not in Client().get(link).content.decode()


def test_link_to_another_address_ends_with_the_first_password(applicant: Person) -> None:
    change_email(by=applicant, email="mistyped@yoso.example", present="")
    token = last_link("email").split("/")[2]
    change_password(by=applicant, present="", password=NEW)
    with pytest.raises(LinkUnusable):
        confirm_email(token=token, by=applicant)


def test_confirming_link_ends_with_the_address_and_with_all_sessions(applicant: Person) -> None:
    tokens = [email_token(applicant, "new@mihon.example")]
    end_sessions(by=applicant)
    tokens.append(email_token(applicant, "new@mihon.example"))
    change_password(by=applicant, present="", password=NEW)
    confirm_email(token=email_token(applicant, "other@mihon.example"), by=applicant)
    for token in tokens:
        with pytest.raises(LinkUnusable):
            confirm_email(token=token, by=applicant)


def test_reader_of_the_mailbox_takes_what_a_stranger_gave_a_first_password(
    applicant: Person, client: Client
) -> None:
    link = last_link("email")
    client.post("/my/password/", {"password": NEW})
    page = Client().post(link, {"password": "my own words 3"}, follow=True).content.decode()
    assert "確認の前に別のパスワードが設定されていました。" in page
    applicant.refresh_from_db()
    assert (applicant.check_password(NEW), applicant.check_password("my own words 3")) == (0, 1)
    assert client.get("/my/account/").status_code == 302


def test_password_form_sent_beside_a_takeover_sets_nothing(applicant: Person) -> None:
    before = Person.objects.get(pk=applicant.pk)
    take_email(token=email_token(applicant, "new@mihon.example"), password="my own words 3")
    with pytest.raises(PasswordWrong):
        change_password(by=before, present="", password=NEW)
    applicant.refresh_from_db()
    assert applicant.check_password("my own words 3")
