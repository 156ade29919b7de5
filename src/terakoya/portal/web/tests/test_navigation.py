"""The officer's menu: the entry that a page belongs to is the current one."""

from __future__ import annotations

import pytest

from ..navigation import manage_menu, person_links


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
    menu = manage_menu(at)
    assert [entry.url for entry in menu][:2] == ["/manage/", "/manage/status/"]
    assert [entry.url for entry in menu if entry.is_current] == current


def test_only_officers_are_led_to_the_officers_pages() -> None:
    assert [entry.url for entry in person_links(is_officer=False)] == ["/my/", "/my/account/"]
    assert [entry.url for entry in person_links(is_officer=True)] == [
        "/my/",
        "/manage/",
        "/my/account/",
    ]
