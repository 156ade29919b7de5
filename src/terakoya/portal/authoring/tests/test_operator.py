"""The operator's pages of own courses: the terms; nobody else reaches them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.models import Person
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.authoring.tests.studio import Studio
from terakoya.portal.catalogue.choices import OwnCourseAccess
from terakoya.portal.catalogue.models import OwnCourseTerms
from terakoya.portal.catalogue.selectors import own_course_access
from terakoya.portal.common import clock
from terakoya.portal.editions.tests.test_pages import signed_in

TERMS = "/operator/own-courses/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def operator(db: None) -> Client:
    """Somebody of the seller's, member of no organisation."""
    person = Person.objects.create(
        name="運営 者", email="seller@terakoya.example", is_operator=True, created_at=clock.now()
    )
    client = Client()
    client.force_login(person)
    return client


def say(client: Client, access: OwnCourseAccess, on: dt.date) -> int:
    return client.post(TERMS, {"access": access.value, "valid_from": on.isoformat()}).status_code


def terms() -> list[tuple[str, dt.date]]:
    return list(OwnCourseTerms.objects.order_by("pk").values_list("access", "valid_from"))


def test_the_operator_says_who_may_take_own_courses(operator: Client) -> None:
    today = clock.today()
    assert "研修の受講枠を持つ人" in operator.get(TERMS).content.decode()
    assert say(operator, OwnCourseAccess.NOBODY, today + DAY) == 302
    assert own_course_access() is OwnCourseAccess.SEAT
    assert own_course_access(today + DAY) is OwnCourseAccess.NOBODY
    assert say(operator, OwnCourseAccess.EVERYONE, today + DAY) == 302  # the same day again
    assert terms() == [(OwnCourseAccess.EVERYONE, today + DAY)]
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.organisation_uuid, entry.verb) == (
        None,
        "catalogue.own_course_terms_set",
    )


def test_what_held_before_today_stays(operator: Client) -> None:
    today = clock.today()
    answer = operator.post(TERMS, {"access": "everyone", "valid_from": (today - DAY).isoformat()})
    assert (answer.status_code, terms()) == (422, [])
    assert "今日か、今日より後の日" in answer.content.decode()
    assert (say(operator, OwnCourseAccess.EVERYONE, today), terms()) == (
        302,
        [(OwnCourseAccess.EVERYONE, today)],
    )


def test_an_officer_finds_no_page_of_the_operator(studio: Studio) -> None:
    officer = signed_in(studio.officer)
    assert officer.get(TERMS).status_code == 404
    assert say(officer, OwnCourseAccess.EVERYONE, clock.today()) == 404
    assert terms() == []
    assert Client().get(TERMS)["Location"].startswith(reverse("accounts:sign-in"))
