"""The operator's pages: a deck becomes a course of the catalogue; the terms of own courses."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.accounts.retention import organisations_without_anything
from terakoya.portal.accounts.selectors import memberships_of
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.authoring.models import OwnCourse
from terakoya.portal.authoring.services import read_decks
from terakoya.portal.catalogue.choices import OwnCourseAccess, RevisionKind
from terakoya.portal.catalogue.models import Course, OwnCourseTerms, Revision
from terakoya.portal.catalogue.selectors import has_survey, own_course_access, revision_material
from terakoya.portal.common import clock
from terakoya.portal.editions.extensions import reasons_of
from terakoya.portal.editions.services import open_edition
from terakoya.portal.editions.storage import content_of
from terakoya.portal.editions.tests.test_pages import signed_in
from terakoya.portal.learning.models import SeatHolder
from terakoya.portal.learning.selectors.courses import contracted_courses
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.orders.retention import ended_organisations
from tests.factories import (
    give_course,
    make_member,
    make_operator,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.made_once import made_once_by
from tests.selection import deep

from .decks import small_deck
from .drawn import draw_here
from .studio import Studio, publish_own

pytestmark = pytest.mark.once  # pages, and both databases keep the same

LIST, CATALOGUE = "/manage/own-courses/", "/operator/courses/"
TERMS = "/operator/own-courses/"
DAY = dt.timedelta(days=1)
REVIEWED = {
    "effective_on": "2027-04-01",
    "reviewer": "法務 一郎",
    "capacity": "弁護士",
    "reviewed_on": "2026-01-15",
}


def operator_client(email: str) -> Client:
    """Somebody of the seller's, member of no organisation."""
    client = Client()
    client.force_login(make_operator(email=email))
    return client


@pytest.fixture
def operator(db: None) -> Client:
    """The browser of one of the seller's people."""
    return operator_client("seller@terakoya.example")


@dataclass(frozen=True)
class House:
    """An operator among the seller's people, with a deck that was read and published there."""

    client: Client
    author: Member
    own: OwnCourse

    def catalogue(self, **said: object) -> HttpResponseBase:
        """Send the form that publishes it to the catalogue."""
        details = {
            "slug": "personal-information",
            "description": "個人情報の扱いを学びます。",
            "audience": "すべての社員",
            "kind": "improvement",
            "is_listed": "on",
            **said,
        }
        return self.client.post(at(self.own, "authoring:catalogue-publish"), details)

    @property
    def course(self) -> Course:
        """The course that it became."""
        return Course.objects.get(made_from=self.own)


def make_house() -> House:
    """The way there by the pages; publishing by the service."""
    operator = operator_client("maker@terakoya.example")
    publish_flagship()
    assert operator.post("/operator/courses/make/")["Location"] == LIST
    file = SimpleUploadedFile("個人情報2026.pptx", small_deck())
    sent = operator.post(LIST, {"file": file})
    with pytest.MonkeyPatch.context() as patch:
        draw_here(patch)
        assert read_decks() == 1
    own = OwnCourse.objects.select_related("edition", "by__organisation").get()
    assert sent["Location"] == at(own, "authoring:own-course")
    publish_own(own.by, own)
    return House(operator, own.by, own)


made_house = made_once_by(make_house)


@pytest.fixture
def house(made_house: House, db: None, drawn: None) -> House:
    """The same, with rows and a browser of its own."""
    client = Client()
    client.cookies.update(deepcopy(made_house.client.cookies))
    author, own = deepcopy((made_house.author, made_house.own))
    return House(client, author, own)


def at(own: OwnCourse, name: str) -> str:
    return reverse(name, args=(own.uuid,))


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_deck_becomes_a_course_that_organisations_take(house: House) -> None:
    assert "カタログの下書き" in words(house.client, LIST)
    page = words(house.client, at(house.own, "authoring:own-course"))
    assert at(house.own, "authoring:catalogue-publish") in page and "割り当てる" not in page
    assert house.catalogue()["Location"] == CATALOGUE
    assert "personal-information" in words(house.client, CATALOGUE)
    course = house.course
    assert (course.owner, course.is_listed, course.revisions.get().organisation) == (
        None,
        True,
        None,
    )
    shown = words(Client(), reverse("orders:course", args=(course.slug,)))
    assert "個人情報の取り扱い" in shown and "1章を無料で体験する" not in shown
    assert "意識調査" not in shown.split("<main")[1] and "0問" not in shown and "0分" not in shown
    assert words(Client(), "/").count("個人情報の取り扱い") > 0
    officer = make_owner(make_organisation("株式会社みほん商事"))
    assignment = give_course(officer, course)
    learner = make_member(officer.organisation, "学習 花子")
    run = open_enrolment(member=learner, assignment=assignment, language="ja")
    assert SeatHolder.objects.get().member == learner
    slide = signed_in(learner).get(reverse("learning:enrolment", args=(run.uuid,)), follow=True)
    assert (slide.status_code, "個人情報" in slide.content.decode()) == (200, True)
    assert not has_survey(course)
    edition = open_edition(by=officer, course=course)  # silent pages hold no edition up
    assert reasons_of(edition, content_of(edition.draft)) == []


def test_an_edit_becomes_the_next_revision_under_the_same_name(house: House) -> None:
    house.catalogue(has_sample="on")
    house.client.post(
        at(house.own, "authoring:own-course"),
        {"title": "個人情報の守り方", "minutes": "9", "pass_mark": "80", "goals": "守れる"},
    )
    publish_own(house.author, house.own)
    page = words(house.client, at(house.own, "authoring:catalogue-publish"))
    assert "個人情報の扱いを学びます。" in page
    assert house.catalogue(slug="another-name", kind="legal", **REVIEWED).status_code == 302
    course = house.course  # a name that was given stays, whatever is sent
    assert course.slug == "personal-information"
    assert list(course.revisions.order_by("pk").values_list("kind", flat=True)) == [
        RevisionKind.FIRST,
        RevisionKind.LEGAL,
    ]
    assert "個人情報の守り方" in words(Client(), "/courses/personal-information/")
    assert Client().get("/courses/personal-information/sample/").status_code == 404


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"effective_on": ""}, "施行日を入力してください"),
        ({"reviewer": ""}, "そろえて入力してください"),
        ({"reviewed_on": "2099-01-01"}, "今日より前の日を入力してください"),
        pytest.param({"reviewed_on": ""}, "そろえて入力してください", marks=pytest.mark.deep),
    ],
)
def test_a_change_of_the_law_has_its_day_and_its_reviewer(
    house: House, given: dict[str, str], sentence: str
) -> None:
    house.catalogue()
    house.client.post(
        at(house.own, "authoring:own-course"),
        {"title": "個人情報の守り方", "minutes": "9", "pass_mark": "80", "goals": "守れる"},
    )
    publish_own(house.author, house.own)
    refused = house.catalogue(kind="legal", **{**REVIEWED, **given})
    assert isinstance(refused, HttpResponse)
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert house.course.revisions.count() == 1
    assert house.catalogue(kind="legal", **REVIEWED).status_code == 302
    newest = house.course.revisions.latest("pk")
    meta = revision_material(newest).course.meta
    assert (newest.kind, meta.effective_on) == (RevisionKind.LEGAL, dt.date(2027, 4, 1))
    assert [(one.name, one.capacity) for one in meta.reviewers] == [("法務 一郎", "弁護士")]


@pytest.mark.parametrize(
    "slug", ["A b", "stop-customer-harassment", *deep("own-course", "個人情報")]
)
def test_a_name_that_cannot_be_publishes_nothing(house: House, slug: str) -> None:
    before = Revision.objects.count()
    answer = house.catalogue(slug=slug)
    assert (answer.status_code, Revision.objects.count()) == (422, before)
    assert not Course.objects.filter(made_from=house.own).exists()


def test_a_course_leaves_the_storefront_and_keeps_its_seats(house: House) -> None:
    house.catalogue()
    officer = make_owner(make_organisation("株式会社みほん商事"))
    give_course(officer, house.course)
    act = reverse("authoring:catalogue-act", args=(house.course.slug,))
    assert house.client.post(act, {"do": "unlist"}).status_code == 302
    assert Client().get("/courses/personal-information/").status_code == 404
    assert contracted_courses(officer).filter(pk=house.course.pk).exists()
    assert house.client.post(act, {"do": "list"}).status_code == 302
    assert Client().get("/courses/personal-information/").status_code == 200
    assert house.client.post(act, {"do": "fly"}).status_code == 404


def test_nobody_else_reaches_it_and_it_reaches_nobody_else(house: House, studio: Studio) -> None:
    theirs = studio.make()
    officer = signed_in(studio.officer)
    pages = ("authoring:own-course", "authoring:catalogue-publish", "authoring:own-course-exports")
    act = reverse("authoring:catalogue-act", args=("stop-customer-harassment",))
    assert [officer.get(at(house.own, name)).status_code for name in pages] == [404] * 3
    assert [house.client.get(at(theirs, name)).status_code for name in pages] == [404] * 3
    assert officer.get(CATALOGUE).status_code == 404
    assert officer.post("/operator/courses/make/").status_code == 404
    assert officer.post(act, {"do": "unlist"}).status_code == 404
    assert Course.objects.get(slug="stop-customer-harassment").is_listed
    assert OwnCourse.objects.filter(catalogue_course=None).count() == 2


def test_the_house_stays_though_it_never_had_a_contract(house: House, studio: Studio) -> None:
    other = make_organisation("例示物産株式会社")
    with clock.fixed_at(clock.now() + dt.timedelta(days=365 * 12)):
        assert set(ended_organisations()) == {studio.officer.organisation, other}
        assert house.author.organisation not in organisations_without_anything()


def test_who_is_operator_no_more_is_among_the_sellers_people_no_more(house: House) -> None:
    person = house.author.person
    Person.objects.filter(pk=person.pk).update(is_operator=False)
    for address in (LIST, at(house.own, "authoring:own-course"), CATALOGUE):
        assert house.client.get(address).status_code in (302, 404), address
    assert not memberships_of(person).exists()
    assert house.catalogue().status_code == 404
    Person.objects.filter(pk=person.pk).update(is_operator=True)
    assert house.client.get(LIST).status_code == 200


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
