"""One query finds person and member; whether the session may is still Django's to say."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client

from terakoya.portal.accounts.access import SESSION_KEY, find_current_member
from terakoya.portal.accounts.choices import SignInWay
from terakoya.portal.accounts.middleware import PersonMiddleware
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.accounts.sessions import sign_in_as
from terakoya.portal.common import clock
from tests.factories import make_member, make_organisation, make_owner
from tests.statements import counted_statements


@pytest.fixture
def member(db: None) -> Member:
    """An owner, as they signed in."""
    return make_owner(make_organisation())


def next_request(member: Member, changes: dict[str, object] | None = None) -> HttpRequest:
    """The next request of the member's session, perhaps with a changed session."""
    first = HttpRequest()
    first.session = Client().session
    sign_in_as(first, member, SignInWay.NUMBER)
    for key, value in (changes or {}).items():
        first.session[key] = value
    request = HttpRequest()
    request.session = first.session
    PersonMiddleware(lambda _request: HttpResponse()).process_request(request)
    return request


def test_person_and_member_are_read_by_one_query(member: Member) -> None:
    request = next_request(member)
    with counted_statements() as statements:
        person, found = request.user, find_current_member(request)
        assert found is not None
        assert (person, found, found.organisation) == (member.person, member, member.organisation)
        assert found.is_owner
        assert found.person is found.person
    assert len(statements) == 1


def test_person_of_an_ended_session_is_nobody(member: Member) -> None:
    request = next_request(member)
    Person.objects.update(session_version=1)
    assert (request.user, find_current_member(request)) == (AnonymousUser(), None)
    forged = next_request(member, {HASH_SESSION_KEY: "0" * 64})
    assert (forged.user, find_current_member(forged)) == (AnonymousUser(), None)


def test_person_who_was_closed_is_nobody(member: Member) -> None:
    request = next_request(member)
    Person.objects.update(is_active=False)
    assert (request.user, find_current_member(request)) == (AnonymousUser(), None)


def test_person_acts_as_nobody_elses_member(member: Member) -> None:
    other = make_member(member.organisation)
    for named in (str(other.uuid), str(uuid.uuid4()), "no uuid", 7):
        request = next_request(member, {SESSION_KEY: named})
        assert (request.user, find_current_member(request)) == (member.person, None)


def test_person_who_has_left_is_signed_in_without_a_member(member: Member) -> None:
    request = next_request(member)
    Member.objects.update(left_on=clock.today())
    assert (request.user, find_current_member(request)) == (member.person, None)


def test_person_signed_in_anew_acts_as_the_new_member(member: Member) -> None:
    request = next_request(member)
    assert find_current_member(request) == member
    other = make_member(make_organisation("例示物産株式会社"))
    sign_in_as(request, other, SignInWay.NUMBER)
    assert (request.user, find_current_member(request)) == (other.person, other)


def test_nobody_costs_nothing(db: None) -> None:
    request = HttpRequest()
    request.session = Client().session
    PersonMiddleware(lambda _request: HttpResponse()).process_request(request)
    with counted_statements() as statements:
        assert (request.user, find_current_member(request)) == (AnonymousUser(), None)
    assert statements == []
