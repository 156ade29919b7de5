"""The officer's menu: the entry that a page belongs to is the current one."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from ..navigation import manage_menu, person_links


def _page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


_reports = (
    [path("manage/", _page, name="home"), path("manage/status/", _page, name="status")],
    "reports",
)
_learning = ([path("my/", _page, name="my")], "learning")
urlpatterns = [path("", include(_reports)), path("", include(_learning))]
pytestmark = pytest.mark.urls(__name__)


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
    assert [entry.url for entry in menu] == ["/manage/", "/manage/status/"]
    assert [entry.url for entry in menu if entry.is_current] == current


def test_only_officers_are_led_to_the_officers_pages() -> None:
    assert [entry.url for entry in person_links(is_officer=False)] == ["/my/"]
    assert [entry.url for entry in person_links(is_officer=True)] == ["/my/", "/manage/"]
