"""Sessions end with password, version and membership; the cookie alone decides nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from terakoya.portal.accounts.ended_sessions import MOST, is_ended, new_session_id, with_ended
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


# -- signing out


def _copy_of(client: Client) -> Client:
    """Another browser with the same cookie."""
    other = Client()
    other.cookies["sessionid"] = client.cookies["sessionid"].value
    return other


def test_sign_out_ends_every_copy_of_the_cookie_and_no_other_session(db: None) -> None:
    owner = make_owner()
    desk, phone = sign_in(Client(), owner), sign_in(Client(), owner)
    copy = _copy_of(desk)
    assert (_is_in(copy), _is_in(phone)) == (True, True)
    desk.post("/sign-out/")
    assert (_is_in(copy), _is_in(phone)) == (False, True)


def test_sign_out_leaves_a_copy_nothing_to_write_anew(db: None) -> None:
    desk = sign_in(Client(), make_owner())
    copy = _copy_of(desk)
    desk.post("/sign-out/")
    copy.get("/my/account/")
    assert copy.cookies["sessionid"].value == ""  # the browser is told to forget it


def test_session_ends_by_itself_also_when_its_cookie_was_written_anew(db: None) -> None:
    owner = make_owner()
    desk = sign_in(Client(), owner)
    with clock.fixed_at(clock.now() + dt.timedelta(days=13, hours=23)):
        desk.post(f"/my/organisations/{owner.uuid}/")
        assert _is_in(desk)
    with clock.fixed_at(clock.now() + dt.timedelta(days=14, seconds=1)):
        assert not _is_in(desk)


def test_signing_in_again_ends_the_session_that_was_there(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    desk = sign_in(Client(), member)
    copy = _copy_of(desk)
    sign_in(desk, owner)
    assert (_is_in(copy), _is_in(desk)) == (False, True)


def test_session_without_an_id_ends_with_all_others(db: None) -> None:
    owner = make_owner()
    old, phone = Client(), sign_in(Client(), owner)
    old.force_login(owner.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    copy = _copy_of(old)
    assert (_is_in(copy), _is_in(phone)) == (True, True)
    old.post("/sign-out/")
    assert (_is_in(copy), _is_in(phone)) == (False, False)


def test_signing_out_a_hundred_times_in_two_weeks_ends_all_sessions_once(db: None) -> None:
    owner = make_owner()
    desk, phone = sign_in(Client(), owner), sign_in(Client(), owner)
    many = " ".join(f"{new_session_id()}:{2**33}" for _ in range(MOST))
    Person.objects.filter(pk=owner.person.pk).update(ended_sessions=many)
    desk.post("/sign-out/")
    assert (_is_in(phone), _is_in(sign_in(Client(), owner))) == (False, True)
    owner.person.refresh_from_db()
    assert owner.person.ended_sessions == ""


@pytest.mark.parametrize("hours", [-1, 1])
def test_ended_sessions_are_forgotten_when_they_are_too_old(hours: int) -> None:
    now = clock.now()
    old, new = new_session_id(), new_session_id()
    kept = with_ended("", old, int(now.timestamp()), now - dt.timedelta(days=1))
    assert kept is not None
    later = with_ended(kept, new, int(now.timestamp()) + 99, now + dt.timedelta(hours=hours))
    assert later is not None
    assert (is_ended(later, old), is_ended(later, new)) == (hours < 0, True)
    assert not is_ended(later, new_session_id())
