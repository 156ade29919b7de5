"""Who may send how much to which address, and what is told to whom sends more."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.models import Member
from terakoya.portal.accounts.roster.reading import MOST_BYTES
from terakoya.portal.accounts.sessions import BACKEND
from terakoya.portal.common.large_bodies import MARGIN, TOO_LARGE, USUAL
from terakoya.portal.editions.services.uploads import LARGEST
from terakoya.portal.inquiries.attached import MOST_BYTES as INQUIRY_BYTES
from terakoya.portal.inquiries.forms import MOST_OF_ANYBODY

from ..serving.large_bodies import largest_body

UPLOAD = reverse("editions:upload-list", args=[uuid.UUID(int=1)])
ROSTER = reverse("accounts:roster")
OWN_INQUIRY = reverse("inquiries:own-inquiry", args=[uuid.UUID(int=1)])


def environ(path: str, client: Client | None = None) -> dict[str, Any]:
    cookies = "" if client is None else client.cookies.output(header="", sep=";", attrs=[])
    return {"REQUEST_METHOD": "POST", "PATH_INFO": path, "HTTP_COOKIE": cookies}


@pytest.mark.parametrize(
    ("path", "largest"),
    [
        (UPLOAD, LARGEST + MARGIN),
        (ROSTER, MOST_BYTES + MARGIN),
        ("/contact/", INQUIRY_BYTES + MARGIN),
        (OWN_INQUIRY, INQUIRY_BYTES + MARGIN),
        ("/my/", USUAL),
        ("/a/", USUAL),
    ],
)
def test_body_may_be_large_where_files_are_taken_from_people_who_are_signed_in(
    owner: Member, path: str, largest: int, django_assert_max_num_queries: Any
) -> None:
    officer_client = Client()
    officer_client.force_login(owner.person, backend=BACKEND)
    with django_assert_max_num_queries(1):
        assert largest_body(environ(path, officer_client)) == largest
    assert largest_body(environ(path)) == USUAL
    forged = environ(path)
    forged["HTTP_COOKIE"] = f"{settings.SESSION_COOKIE_NAME}=forged"
    assert largest_body(forged) == USUAL


def test_what_a_public_form_promises_is_taken_from_anybody() -> None:
    assert MOST_OF_ANYBODY + MARGIN <= USUAL


@pytest.mark.parametrize("path", ["/sign-in/", UPLOAD])
def test_page_tells_how_much_may_be_sent(db: None, path: str) -> None:
    marked: dict[str, Any] = {TOO_LARGE: LARGEST + MARGIN}
    page = Client().post(path, **marked)
    assert page.status_code == 413
    assert "200 MBまでです" in page.content.decode()
    marked[TOO_LARGE] = USUAL
    answer = Client().post(path, headers={"accept": "application/json"}, **marked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body-too-large")
    assert "2 MBまでです" in answer.json()["error"]["message"]
