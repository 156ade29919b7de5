"""The officer's menu: the entry that a page belongs to is the current one."""

from __future__ import annotations

import pytest

from ..navigation import Roles, manage_menu, person_links


@pytest.mark.parametrize(
    ("at", "current"),
    [
        ("/manage/", ["/manage/"]),
        ("/manage/status/?late=1", ["/manage/status/"]),
        ("/manage/elsewhere/", ["/manage/"]),
        ("/my/", []),
    ],
)
def test_manage_menu_marks_the_longest_address_that_fits(at: str, current: list[str]) -> None:
    menu = manage_menu(at, Roles(is_officer=True))
    assert [entry.url for entry in menu][:2] == ["/manage/", "/manage/status/"]
    assert [entry.url for entry in menu if entry.is_current] == current


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
