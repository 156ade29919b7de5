"""Sessions end with password, version and membership; the cookie alone decides nothing."""

from __future__ import annotations

from django.test import Client

from terakoya.portal.accounts.models import Person
from terakoya.portal.accounts.services import (
    leave_member,
    open_organisation,
    return_member,
    set_password_by_link,
)
from terakoya.portal.accounts.services.sign_up import OrganisationDetails
from terakoya.portal.accounts.tokens import password_token
from terakoya.portal.common import clock

from .people import PASSWORD, make_member, make_owner, sign_in

NEW = "another horse 9"


def _is_in(client: Client) -> bool:
    return client.get("/my/account/").status_code == 200


def test_password_change_ends_the_other_sessions_and_keeps_this_one(db: None) -> None:
    owner = make_owner()
    phone, desk = sign_in(Client(), owner), sign_in(Client(), owner)
    response = desk.post("/my/password/", {"present": PASSWORD, "password": NEW})
    assert response["Location"] == "/my/account/"
    assert (_is_in(phone), _is_in(desk)) == (False, True)


def test_password_change_with_the_wrong_present_password_changes_nothing(db: None) -> None:
    owner = make_owner()
    phone, desk = sign_in(Client(), owner), sign_in(Client(), owner)
    response = desk.post("/my/password/", {"present": "wrong", "password": NEW})
    assert response.status_code == 422
    assert "今のパスワードが違います。" in response.content.decode()
    assert (_is_in(phone), _is_in(desk)) == (True, True)
    owner.person.refresh_from_db()
    assert owner.person.check_password(PASSWORD)


def test_sessions_end_signs_out_everywhere_else(db: None) -> None:
    owner = make_owner()
    phone, desk = sign_in(Client(), owner), sign_in(Client(), owner)
    assert desk.post("/my/sessions/end/")["Location"] == "/my/account/"
    assert (_is_in(phone), _is_in(desk)) == (False, True)


def test_password_link_ends_sessions(db: None) -> None:
    owner = make_owner()
    phone = sign_in(Client(), owner)
    person = Person.objects.get(pk=owner.person.pk)
    set_password_by_link(token=password_token(person), password=NEW)
    assert not _is_in(phone)


def test_leaving_ends_the_session_and_returning_lets_in_again(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    phone = sign_in(Client(), member)
    assert _is_in(phone)
    leave_member(by=owner, member=member, left_on=clock.today())
    assert not _is_in(phone)
    return_member(by=owner, member=member)
    assert _is_in(sign_in(Client(), member))


def test_leaving_one_organisation_keeps_the_session_in_another(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, email="both@mihon.example")
    elsewhere = open_organisation(
        person=member.person,
        name="高橋 未来",
        details=OrganisationDetails(name="合同会社べつ"),
    )
    client = sign_in(Client(), member)
    client.post(f"/my/organisations/{member.uuid}/")
    assert client.get("/my/").status_code == 200
    leave_member(by=owner, member=member, left_on=clock.today())
    assert client.get("/my/")["Location"] == "/my/organisations/?next=%2Fmy%2F"
    assert client.get("/my/organisations/?next=/my/")["Location"] == "/my/"
    assert client.session["member"] == str(elsewhere.uuid)


def test_closed_person_cannot_go_on(db: None) -> None:
    owner = make_owner()
    phone = sign_in(Client(), owner)
    Person.objects.filter(pk=owner.person.pk).update(is_active=False)
    assert not _is_in(phone)


def test_session_cookie_that_was_changed_is_worth_nothing(db: None) -> None:
    owner = make_owner()
    client = sign_in(Client(), owner)
    cookie = client.cookies["sessionid"]
    client.cookies["sessionid"] = cookie.value[:-2] + "xx"
    assert not _is_in(client)
