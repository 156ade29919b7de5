"""Every page against everybody: owner, learner, stranger's officer, nobody."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from terakoya.portal.accounts.access import (
    current_member,
    learner_page,
    may_grant,
    officer_of,
    officer_page,
)
from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member, RoleGrant
from terakoya.portal.accounts.services import (
    add_department,
    create_invite_link,
    grant_role,
    sign_up_owner,
)
from terakoya.portal.audit.models import AuditEntry

from .people import make_member, make_owner, sign_in

pytestmark = pytest.mark.once  # pages, and both databases keep the same

PAGES = [
    "member-list",
    "member-export",
    "member-add",
    "invite",
    "roster",
    "department-list",
    "organisation-settings",
]
ACTIONS = ["invite-link-create", "department-add"]
OF_MEMBER = ["member-code", "member-invite", "member-leave", "member-return", "role-grant"]


def _address(name: str, **values: object) -> str:
    return reverse(f"accounts:{name}", kwargs=values or None)


def _addresses_of_rows(owner: Member) -> dict[str, tuple[str, str]]:
    """Method and address of every page about one row of the organisation."""
    member = make_member(owner)
    link = create_invite_link(by=owner, open_join=True)
    department = add_department(by=owner, parent=None, name="営業部")
    grant = RoleGrant.objects.get(member=owner, role=Role.OFFICER)
    return {
        "member-edit": ("get", _address("member-edit", member=member.uuid)),
        "member-edit-post": ("post", _address("member-edit", member=member.uuid)),
        "poster": ("get", _address("poster", link=link.uuid)),
        "invite-link-revoke": ("post", _address("invite-link-revoke", link=link.uuid)),
        "department-edit": ("post", _address("department-edit", department=department.uuid)),
        "role-revoke": ("post", _address("role-revoke", grant=grant.key)),
        **{name: ("post", _address(name, member=member.uuid)) for name in OF_MEMBER},
    }


@pytest.mark.parametrize("name", PAGES)
def test_page_is_for_officers_of_the_organisation(db: None, name: str) -> None:
    owner = make_owner()
    address = _address(name)
    assert sign_in(Client(), owner).get(address).status_code == 200
    learner = sign_in(Client(), make_member(owner))
    assert learner.get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/sign-in/?next=%2Fmanage%2F")


@pytest.mark.parametrize("name", ACTIONS)
def test_action_is_for_officers_of_the_organisation(db: None, name: str) -> None:
    owner = make_owner()
    assert sign_in(Client(), make_member(owner)).post(_address(name)).status_code == 404
    assert Client().post(_address(name))["Location"] == "/sign-in/"


def test_rows_of_another_organisation_are_not_there(db: None) -> None:
    owner = make_owner()
    stranger = make_owner(email="stranger@tokumei.example", organisation="株式会社よそ")
    learner = make_member(owner)
    addresses = _addresses_of_rows(owner)
    before = AuditEntry.objects.count()
    for client in (sign_in(Client(), stranger), sign_in(Client(), learner)):
        answers = {n: getattr(client, m)(a).status_code for n, (m, a) in addresses.items()}
        assert answers == dict.fromkeys(addresses, 404)
    for name, (method, address) in addresses.items():
        assert getattr(Client(), method)(address).status_code == 302, name
    assert AuditEntry.objects.count() == before
    own = sign_in(Client(), owner)
    assert {
        name: getattr(own, method)(address).status_code
        for name, (method, address) in addresses.items()
        if name in {"member-edit", "poster", "member-code", "department-edit"}
    } == {"member-edit": 200, "poster": 200, "member-code": 200, "department-edit": 422}


def test_officer_role_opens_the_pages_and_its_end_closes_them(db: None) -> None:
    owner = make_owner()
    member = make_member(owner)
    client = sign_in(Client(), member)
    assert client.get("/manage/members/").status_code == 404
    grant = grant_role(by=owner, member=member, role=Role.OFFICER)
    assert client.get("/manage/members/").status_code == 200
    grant.delete()
    assert client.get("/manage/members/").status_code == 404


def test_another_persons_membership_cannot_be_acted_as(db: None) -> None:
    owner = make_owner()
    other = make_member(owner)
    client = sign_in(Client(), owner)
    assert client.post(f"/my/organisations/{other.uuid}/").status_code == 404
    assert client.post(f"/my/organisations/{owner.uuid}/").status_code == 302


def test_script_is_told_to_sign_in_instead_of_a_page(db: None, client: Client) -> None:
    response = client.get("/my/account/", headers={"accept": "application/json"})
    assert response.status_code == 401
    assert json.loads(response.content) == {
        "code": "sign-in-needed",
        "message": "ログインしてください。",
        "url": "/sign-in/?next=%2Fmy%2Faccount%2F",
    }


def test_learner_page_costs_two_queries(
    db: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owner = make_owner()
    session = sign_in(client, owner).session

    @officer_page
    def page(request: HttpRequest) -> HttpResponse:
        member = current_member(request)
        assert member == owner == officer_of(request)
        assert member.has_role(Role.OWNER)
        assert not member.has_role(Role.AUDITOR)
        return HttpResponse(f"{member.organisation.name} {member.person.name}")

    for view in (page, learner_page(page)):
        request = RequestFactory().get("/")
        request.session = session
        AuthenticationMiddleware(lambda _request: HttpResponse()).process_request(request)
        with django_assert_num_queries(2):
            response = view(request)
        assert isinstance(response, HttpResponse)
        assert response.content.decode() == "株式会社みほん商事 山田 花子"


def test_session_finds_the_only_membership_by_itself(db: None, client: Client) -> None:
    owner = make_owner()
    client.force_login(owner.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    assert "member" not in client.session
    assert client.get("/manage/members/").status_code == 200
    assert client.session["member"] == str(owner.uuid)


def test_person_without_membership_is_told_what_to_do(db: None, client: Client) -> None:
    owner = make_owner()
    Member.objects.filter(pk=owner.pk).update(left_on="2026-01-01")
    sign_in(client, owner)
    assert client.get("/my/")["Location"] == "/my/organisations/?next=%2Fmy%2F"
    page = client.get("/my/organisations/").content.decode()
    assert "会社の研修担当者に、招待リンクをもらってください。" in page


def test_may_grant_follows_the_roles(db: None) -> None:
    owner = make_owner()
    officer, learner = make_member(owner), make_member(owner)
    grant_role(by=owner, member=officer, role=Role.OFFICER)
    assert [{role for role in Role if may_grant(by, role)} for by in (owner, officer, learner)] == [
        set(Role),
        {Role.SUPERVISOR, Role.AUDITOR},
        set(),
    ]


def test_sign_up_leaves_the_existing_session_alone(db: None, client: Client) -> None:
    owner = make_owner()
    sign_in(client, owner)
    sign_up_owner(
        email="new@mihon.example", password=None, name="新しい人", organisation_name="新会社"
    )
    assert client.get("/manage/members/").content.decode().count("新しい人") == 0
