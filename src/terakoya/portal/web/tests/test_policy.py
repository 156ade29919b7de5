"""The content security policy stands on every answer, as the settings say."""

from __future__ import annotations

from typing import Any

import pytest
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from terakoya.portal.web.middleware import PolicyMiddleware

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
NAME = "Content-Security-Policy"


def parts(response: Any) -> set[str]:
    return set(response.headers[NAME].split("; "))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/", "/no-such-page/", "/sign-in/"])
def test_policy_stands_on_pages_and_failures(client: Client, address: str) -> None:
    for _ in range(2):
        assert parts(client.get(address)) == POLICY


def answered_by(view: Any) -> HttpResponse:
    response = PolicyMiddleware(view)(RequestFactory().get("/"))
    assert isinstance(response, HttpResponse)
    return response


def test_policy_of_a_response_itself_stays() -> None:
    own = HttpResponse(headers={NAME: "sandbox"})
    assert answered_by(lambda _request: own).headers[NAME] == "sandbox"


def test_policy_that_a_view_widens_is_built_for_it_alone() -> None:
    @csp_update({"img-src": "pictures.example"})
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    widened = (POLICY - {"img-src 'self' data:"}) | {"img-src 'self' data: pictures.example"}
    assert parts(answered_by(view)) == widened
    assert parts(answered_by(lambda _request: HttpResponse())) == POLICY
