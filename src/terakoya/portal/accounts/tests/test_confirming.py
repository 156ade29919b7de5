"""Before money moves or data go, whoever sits there is asked once more; nothing is typed twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from terakoya.portal.accounts.access import owner_of, recently_confirmed
from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from tests.factories import confirm_now

from .people import PASSWORD, make_owner, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=clock.TOKYO)


@recently_confirmed(minutes=10)
def cancel(request: HttpRequest) -> HttpResponse:
    """A page that ends something; says what was sent to it."""
    owner_of(request)
    sent = {k: v for k, v in request.POST.lists() if not k.startswith(("csrf", "confirm-"))}
    return HttpResponse(f"{request.method} {sorted(sent.items())}")


@recently_confirmed(to_change=True)
def prices(request: HttpRequest) -> HttpResponse:
    """A page that may be read by whoever is signed in."""
    return HttpResponse(request.method or "")


urlpatterns = [
    path("cancel/", cancel),
    path("prices/", prices),
    path("", include("terakoya.portal.config.urls")),
]
handler404 = "terakoya.portal.web.failures.not_found"


def at(minutes: float) -> Any:
    return clock.fixed_at(NOW + dt.timedelta(minutes=minutes))


@pytest.fixture
def browser() -> Client:
    """A browser in which the owner signed in at NOW."""
    with at(0):
        return sign_in(Client(), make_owner())


def test_signing_in_counts_for_ten_minutes(browser: Client) -> None:
    with at(10):
        assert browser.get("/cancel/").status_code == 200
    with at(10.1):
        response = browser.get("/cancel/?a=1")
    assert (response.status_code, response["Location"]) == (
        302,
        "/my/confirm/?next=%2Fcancel%2F%3Fa%3D1",
    )


def test_a_page_that_is_asked_to_change_alone_is_read_without(browser: Client) -> None:
    with at(30):
        assert browser.get("/prices/").status_code == 200
        asked = browser.post("/prices/", {"yen": "1"})
        assert (asked.status_code, asked["Location"]) == (307, "/my/confirm/?next=%2Fprices%2F")
        assert confirm_now(browser).post("/prices/", {"yen": "1"}).status_code == 200


def test_password_leads_back_and_counts_for_ten_minutes(browser: Client) -> None:
    with at(30):
        asked = browser.get("/cancel/?a=1", follow=True)
        assert "ご本人の確認" in asked.content.decode()
        address = asked.redirect_chain[0][0]
        response = browser.post(address, {"confirm-password": PASSWORD})
        assert (response.status_code, response["Location"]) == (302, "/cancel/?a=1")
        assert browser.get("/cancel/").status_code == 200
    with at(40.1):
        assert browser.get("/cancel/").status_code == 302


def test_what_was_sent_goes_on_after_the_password(browser: Client) -> None:
    form = {"reason": "移転", "ticks": ["1", "2"], "next": "/elsewhere/"}
    with at(30):
        asked = browser.post("/cancel/", form, follow=True)
        page = asked.content.decode()
        for name, value in (("reason", "移転"), ("ticks", "1"), ("ticks", "2"), ("next", "/else")):
            assert f'<input type="hidden" name="{name}" value="{value}' in page
        again = {**form, "confirm-form": "1", "confirm-password": PASSWORD}
        done = browser.post(asked.redirect_chain[0][0], again, follow=True)
    assert done.redirect_chain == [("/cancel/", 307)]
    sent = [("next", ["/elsewhere/"]), ("reason", ["移転"]), ("ticks", ["1", "2"])]
    assert done.content.decode() == f"POST {sent}"


def test_wrong_password_is_refused_and_counted(browser: Client) -> None:
    with at(30):
        for _ in range(10):
            wrong = browser.post("/my/confirm/?next=/cancel/", {"confirm-password": "wrong"})
            assert wrong.status_code == 422
            assert "今のパスワードが違います" in wrong.content.decode()
        late = browser.post("/my/confirm/?next=/cancel/", {"confirm-password": PASSWORD})
        assert late.status_code == 429
        assert browser.get("/cancel/").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", ""])
def test_leads_to_pages_of_ours_alone(browser: Client, target: str) -> None:
    with at(30):
        response = browser.post(f"/my/confirm/?next={target}", {"confirm-password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/manage/")


def test_who_has_no_password_is_led_to_set_one(owner: Member) -> None:
    owner.person.set_unusable_password()
    owner.person.save()
    client = Client()
    client.force_login(owner.person)
    page = client.get("/my/confirm/?next=/cancel/").content.decode()
    assert "/my/password/" in page
    assert 'name="confirm-password"' not in page
    assert client.post("/my/confirm/", {"confirm-password": "x"}).status_code == 422


def test_script_is_told_and_visitors_sign_in_first(browser: Client) -> None:
    with at(30):
        told = browser.get("/cancel/", headers={"accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (401, "confirm-needed")
    assert Client().get("/cancel/")["Location"] == "/sign-in/?next=%2Fcancel%2F"


def test_tests_say_that_somebody_was_asked(owner: Member) -> None:
    client = Client()
    client.force_login(owner.person)
    assert client.get("/cancel/").status_code == 302
    assert confirm_now(client).get("/cancel/").status_code == 200
