"""Menus: what each role finds in them opens, and the entry that a page belongs to is marked."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import resolve, reverse

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Department, Member, RoleGrant
from terakoya.portal.common import clock
from tests.addresses import patterns
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.selection import IS_DEEP

from ..navigation import Roles, manage_menu, person_links

OFFICER = Roles(is_officer=True, reads_records=True)
AUDITOR = Roles(reads_records=True)
SUPERVISOR = Roles(leads_unit=True)
# The entry of officers, by how the address begins; the first that fits counts.
ENTRIES = [
    (r"/manage/$", "reports:home"),
    (r"/manage/search/$", ""),
    (r"/manage/(status|reminders/(runs/)?[^/]+/($|late))", "reports:status"),
    (r"/manage/unit/", ""),
    (r"/manage/(members|people)/", "accounts:member-list"),
    (r"/manage/(assignments|groups|sessions|reminders/[^/]+/plan)/", "learning:assignment-list"),
    (r"/manage/surveys/", "surveys:wave-list"),
    (r"/manage/(editions|own-courses|manuscripts|exports|facts)/", "editions:edition-list"),
    (r"/manage/(contracts|orders|documents)/", "billing:contract-list"),
    (r"/manage/(settings|reminders/settings)/", "accounts:organisation-settings"),
    (r"/manage/(deletion|data-export)/", "accounts:organisation-settings"),
    (r"/manage/(evidence|measures|audit)/", "evidence:pack-list"),
    (r"/manage/(help|inquiries)/", "web:manage-help"),
    (r"/manage/notices/", ""),
]


def marked(at: str, roles: Roles) -> list[str]:
    return [entry.url for entry in manage_menu(at, roles) if entry.is_current]


def test_every_page_of_officers_marks_the_entry_it_belongs_to() -> None:
    found, wanted = {}, {}
    for pattern in patterns():
        address = pattern.filled()
        if not address.startswith("/manage/"):
            continue
        settings = "/manage/reminders/settings/"
        rules = ENTRIES if address != settings else ENTRIES[9:]
        name = next(name for begins, name in rules if re.match(begins, address))
        found[pattern.name] = marked(address, OFFICER)
        wanted[pattern.name] = [reverse(name)] if name else []
    assert len(found) > 100
    assert found == wanted


@pytest.mark.parametrize(
    ("at", "roles", "current"),
    [
        ("/manage/people/x/", AUDITOR, ["/manage/status/"]),
        ("/manage/people/x/", SUPERVISOR, ["/manage/unit/"]),
        ("/manage/sessions/", SUPERVISOR, ["/manage/unit/"]),
        ("/manage/status/exports/", AUDITOR, ["/manage/status/"]),
        ("/manage/audit/", AUDITOR, ["/manage/evidence/"]),
        ("/manage/search/", AUDITOR, []),
        ("/manage/elsewhere/", OFFICER, []),
        ("/my/", OFFICER, []),
    ],
)
def test_menus_mark_what_the_reader_may_open(at: str, roles: Roles, current: list[str]) -> None:
    assert marked(at, roles) == current


@pytest.mark.parametrize(
    ("roles", "menu", "links"),
    [
        (Roles(), [], []),
        (Roles(is_officer=True), ["/manage/", "/manage/status/"], ["/manage/"]),
        (Roles(reads_records=True), ["/manage/status/", "/manage/evidence/"], ["/manage/status/"]),
        (Roles(leads_unit=True), ["/manage/unit/"], ["/manage/unit/"]),
    ],
)
def test_each_role_is_led_to_its_own_pages(roles: Roles, menu: list[str], links: list[str]) -> None:
    assert [entry.url for entry in manage_menu("/my/", roles)][:2] == menu
    own = [entry.url for entry in person_links(roles)]
    assert own == ["/my/", *links, "/my/account/"]


def with_role(member: Member, role: Role) -> Member:
    department = Department.objects.get() if role == Role.SUPERVISOR else None
    RoleGrant.objects.create(
        organisation=member.organisation, member=member, role=role, department=department
    )
    return member


def browser_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    return client


def links_of(page: str) -> set[str]:
    """Every link of a page that opens one of ours."""
    found = re.findall(r'<a [^>]*?href="(/[^"#]*|\?[^"#]*)', page)
    return {one.replace("&amp;", "&") for one in found}


def one_of_each(addresses: set[str]) -> list[str]:
    """One address of each view, with and without questions to it; in the deep run all."""
    if IS_DEEP:
        return sorted(addresses)
    found: dict[tuple[str, bool], str] = {}
    for address in sorted(addresses):
        path, _, query = address.partition("?")
        found.setdefault((resolve(path).view_name, bool(query)), address)
    return list(found.values())


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.SUPERVISOR, "/manage/unit/"),
        (Role.AUDITOR, "/manage/status/"),
        (Role.OFFICER, "/manage/"),
    ],
)
def test_each_role_begins_on_its_own_page_and_every_link_opens(role: Role, first: str) -> None:
    owner = make_owner(make_organisation())
    with clock.fixed_at(clock.now() - dt.timedelta(days=3)):
        give_course(owner, publish_flagship().course)
    shop = make_department(owner.organisation, "店舗")
    make_member(owner.organisation, "店 員子", department=shop)
    client = browser_of(with_role(make_member(owner.organisation, "役 割子"), role))
    home = client.get("/manage/")
    assert home["Location"] == first if role != Role.OFFICER else home.status_code == 200
    assert client.get("/sign-in/")["Location"] == first

    roles = {Role.SUPERVISOR: SUPERVISOR, Role.AUDITOR: AUDITOR, Role.OFFICER: OFFICER}[role]
    pages = ["/my/", *(entry.url for entry in manage_menu(first, roles))]
    if roles.reads_records:
        pages.append("/manage/search/?q=子")
    asked = {
        urljoin(url, link) for url in pages for link in links_of(client.get(url).content.decode())
    }
    refused = {url: client.get(url).status_code for url in one_of_each(asked)}
    assert {url: status for url, status in refused.items() if status not in (200, 302)} == {}
    assert len(refused) > 12


@pytest.mark.django_db
def test_learners_find_no_managing_page() -> None:
    owner = make_owner(make_organisation())
    client = browser_of(make_member(owner.organisation, "受講 花子"))
    assert client.get("/manage/").status_code == 404
    assert "/manage/" not in " ".join(links_of(client.get("/my/").content.decode()))
