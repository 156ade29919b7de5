"""The change of language keeps the page, in a cookie and in the profile."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.models import Member, Person

from .conftest import SignedIn


def change(client: Client, code: str, to: str) -> tuple[int, str, str]:
    """Status, where it leads, and the cookie."""
    response = client.post(reverse("web:language"), {"language": code, "next": to})
    cookie = response.cookies.get("language")
    return response.status_code, response.get("Location", ""), cookie.value if cookie else ""


def test_language_goes_back_to_the_same_page_with_its_query(client: Client) -> None:
    assert change(client, "en", "/help/?a=1&b=二") == (302, "/help/?a=1&b=%E4%BA%8C", "en")
    page = client.get("/help/")
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en">' in page.content.decode()


def test_language_by_link_needs_no_form(client: Client) -> None:
    response = client.get(reverse("web:language"), {"language": "en", "next": "/terms/"})
    assert (response.status_code, response["Location"]) == (302, "/terms/")
    assert response.cookies["language"].value == "en"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_language_never_leads_away(client: Client, elsewhere: str) -> None:
    assert change(client, "en", elsewhere) == (302, "/", "en")


def test_language_unknown_is_not_found(client: Client) -> None:
    assert change(client, "xx", "/help/") == (404, "", "")


@pytest.mark.django_db
def test_language_is_kept_in_the_profile_of_the_person_alone(
    signed_in: SignedIn, learner: Member, colleague: Member
) -> None:
    client = signed_in(learner)
    change(client, "en", "/help/")
    languages = dict(Person.objects.values_list("name", "language"))
    assert languages == {learner.name: "en", colleague.name: "ja"}


@pytest.mark.django_db
def test_language_by_link_leaves_the_profile(signed_in: SignedIn, learner: Member) -> None:
    signed_in(learner).get(reverse("web:language"), {"language": "en", "next": "/help/"})
    learner.person.refresh_from_db()
    assert learner.person.language == "ja"


@pytest.mark.django_db
def test_language_of_the_profile_counts_without_a_cookie(
    signed_in: SignedIn, learner: Member
) -> None:
    learner.person.language = "en"
    learner.person.save()
    client = signed_in(learner)
    assert client.get("/help/").headers["Content-Language"] == "en"
    client.cookies["language"] = "ja"
    assert client.get("/help/").headers["Content-Language"] == "ja"


def test_language_of_the_browser_does_not_decide(client: Client) -> None:
    page = client.get("/help/", headers={"accept-language": "en"})
    assert page.headers["Content-Language"] == "ja"
