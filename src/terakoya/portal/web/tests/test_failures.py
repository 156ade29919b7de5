"""What is shown when a page cannot be."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from terakoya.portal.common.errors import PortalError

from ..failures import bad_request, forbidden, not_found, server_fault

handler400, handler403 = bad_request, forbidden
handler404, handler500 = not_found, server_fault


class NoFreeSeat(PortalError):
    """A refusal as services raise it."""

    code = "no-free-seat"


def _raising(error: type[Exception], *arguments: Any, **details: Any) -> Any:
    def view(_request: HttpRequest) -> HttpResponse:
        raise error(*arguments, **details)

    return view


@csrf_protect
def _form(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("", include("terakoya.portal.web.urls")),
    path("", include("terakoya.portal.inquiries.urls")),
    path("fault/", _raising(ZeroDivisionError, "a secret of the program")),
    path("denied/", _raising(PermissionDenied)),
    path("broken/", _raising(SuspiciousOperation)),
    path("refused/", _raising(NoFreeSeat, _("空いている受講枠がありません。"), field="seats")),
    path("form/", _form),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def calm() -> Client:
    """A client that shows what a browser would see of a fault."""
    return Client(raise_request_exception=False)


def heading(response: Any) -> tuple[int, str]:
    """Status and heading of a page."""
    return response.status_code, re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode())[0]


def test_not_found_is_a_page_or_json(calm: Client) -> None:
    assert heading(calm.get("/nowhere/")) == (404, "ページが見つかりません。")
    answer = calm.get("/nowhere/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (
        404,
        {"error": {"code": "not-found", "message": "ページが見つかりません。"}},
    )


def test_denied_and_broken_are_pages(calm: Client) -> None:
    assert heading(calm.get("/denied/")) == (403, "このページを見る権限がありません。")
    assert heading(calm.get("/broken/")) == (400, "リクエストの形が正しくありません。")


def test_fault_shows_the_reference_that_the_log_has(
    calm: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="terakoya.failures"):
        page = calm.get("/fault/")
    assert heading(page) == (500, "処理できませんでした")
    shown = re.findall(r"受付番号 ([0-9A-F]{8})", page.content.decode())
    logged = [r for r in caplog.records if r.name == "terakoya.failures"]
    assert [r.getMessage() for r in logged] == [f"reference {shown[0]}: GET /fault/"]
    assert logged[0].exc_info is not None
    assert "secret" not in page.content.decode()


def test_fault_speaks_english_and_json(calm: Client) -> None:
    calm.cookies["language"] = "en"
    assert heading(calm.get("/fault/")) == (500, "Something went wrong")
    answer = calm.post("/fault/", {}, content_type="application/json")
    assert answer.status_code == 500
    assert re.fullmatch(
        r"We couldn't save. Your entries are kept. Try again \(ref [0-9A-F]{8}\).",
        answer.json()["error"]["message"],
    )


def test_form_without_its_proof_says_what_to_do() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert heading(strict.post("/form/")) == (403, "送信できませんでした")
    answer = strict.post("/form/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "csrf")


def test_refusal_is_a_page_or_json(calm: Client) -> None:
    page = calm.get("/refused/")
    assert heading(page) == (409, "そのままでは進めません")
    assert "空いている受講枠がありません。" in page.content.decode()
    answer = calm.post("/refused/", {}, content_type="application/json")
    message = "空いている受講枠がありません。"
    assert (answer.status_code, answer.json()) == (
        409,
        {"error": {"code": "no-free-seat", "message": message, "field": "seats"}},
    )
