"""The page on which operators give each other rights."""

from __future__ import annotations

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import OperatorRight, Person
from tests.factories import confirm_now, make_member, make_operator, make_organisation

pytestmark = pytest.mark.django_db
PAGE = "/operator/people/"


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return confirm_now(client)


def rights_of(person: Person) -> set[str]:
    return set(OperatorRight.objects.filter(person=person).values_list("right", flat=True))


def test_an_operator_is_added_changed_and_taken_away() -> None:
    client = browser_of(make_operator())
    said = {"email": "new@terakoya.example", "name": "新人 花子", "rights": ["billing"]}
    assert client.post(PAGE, said)["Location"] == PAGE
    new = Person.objects.get(email="new@terakoya.example")
    assert rights_of(new) == {"billing"}
    html = client.get(PAGE).content.decode()
    assert "新人 花子" in html
    assert "契約・請求" in html
    own = f"{PAGE}{new.uuid}/"
    assert client.get(own).content.decode().count(" checked") == 1
    assert client.post(own, {"rights": ["content", "support"]}).status_code == 302
    assert rights_of(new) == {"content", "support"}
    assert client.post(own, {}).status_code == 302
    assert rights_of(new) == set()
    assert client.get(own).status_code == 404


def test_what_cannot_be_taken_is_said_at_its_field() -> None:
    first = make_operator()
    client = browser_of(first)
    answer = client.post(PAGE, {"email": "nobody", "name": "何 某", "rights": ["billing"]})
    assert answer.status_code == 422
    assert "メールアドレスの形" in answer.content.decode()
    assert client.post(PAGE, {"email": "new@terakoya.example", "name": "何 某"}).status_code == 422
    answer = client.post(f"{PAGE}{first.uuid}/", {"rights": ["billing"]})
    assert answer.status_code == 422
    assert "ほかにいません" in answer.content.decode()
    assert rights_of(first) == set(Right)


def test_only_those_with_all_rights_open_the_pages() -> None:
    first = make_operator()
    some = make_operator(Right.BILLING, Right.SUPPORT, email="some@terakoya.example")
    member = make_member(make_organisation()).person
    for person in (some, member):
        client = browser_of(person)
        assert client.get(PAGE).status_code == 404
        said = {"email": "new@terakoya.example", "name": "新人", "rights": ["billing"]}
        assert client.post(PAGE, said).status_code == 404
        assert client.post(f"{PAGE}{first.uuid}/", {"rights": []}).status_code == 404
    assert browser_of(first).get(f"{PAGE}{member.uuid}/").status_code == 404  # no operator
    assert OperatorRight.objects.count() == 5


def test_menu_shows_what_the_rights_open() -> None:
    def menu(*rights: Right, email: str) -> list[str]:
        page = browser_of(make_operator(*rights, email=email)).get("/operator/")
        return [entry.url for entry in page.context["operator_menu"]]

    everything = menu(email="all@terakoya.example")
    assert everything[0] == "/operator/"
    assert {"/operator/courses/", "/operator/facts/", PAGE} <= set(everything)
    support = menu(Right.SUPPORT, email="support@terakoya.example")
    assert support[0] == "/operator/"
    assert not {"/operator/courses/", "/operator/facts/", PAGE} & set(support)


def test_the_area_of_a_page_is_marked_and_its_pages_stand_side_by_side() -> None:
    client = browser_of(make_operator())
    page = client.get("/operator/own-courses/")
    assert [one.url for one in page.context["operator_menu"] if one.is_current] == [PAGE]
    marked = [one.url for one in page.context["operator_tabs"] if one.is_current]
    assert marked == ["/operator/own-courses/"]
    assert page.content.decode().count(' aria-current="page"') == 2
