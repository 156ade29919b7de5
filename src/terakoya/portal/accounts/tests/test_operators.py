"""The rights of the seller's people: who gives them, what they open, and who keeps them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from terakoya.portal.accounts.access import operator_page
from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.errors import (
    EmailUnusable,
    LastOperator,
    NameMissing,
    OperatorRightMissing,
    OperatorUnproven,
)
from terakoya.portal.accounts.models import OperatorRight, Person
from terakoya.portal.accounts.services import appoint_operator, set_rights
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.delivery.models import OutboxMessage
from tests.factories import make_member, make_operator, make_organisation

pytestmark = pytest.mark.django_db
ALL = frozenset(Right)


def rights_of(person: Person) -> set[str]:
    return set(OperatorRight.objects.filter(person=person).values_list("right", flat=True))


@operator_page
def for_any(request: HttpRequest) -> HttpResponse:
    return HttpResponse("any")


@operator_page(Right.BILLING, Right.SUPPORT)
def for_both(request: HttpRequest) -> HttpResponse:
    return HttpResponse("both")


@pytest.mark.parametrize(
    ("rights", "opens_both"),
    [
        ((Right.CONTENT,), False),
        ((Right.BILLING,), False),
        ((Right.BILLING, Right.SUPPORT), True),
        ((), True),  # all of them
    ],
)
def test_a_page_opens_to_those_who_hold_all_its_rights(
    rights: tuple[Right, ...], opens_both: bool
) -> None:
    request = RequestFactory().get("/operator/")
    request.user = make_operator(*rights)
    assert for_any(request).status_code == 200
    if opens_both:
        assert for_both(request).status_code == 200
    else:
        with pytest.raises(Http404):
            for_both(request)


def test_the_rights_are_read_once_a_request(django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/operator/")
    request.user = make_operator()
    with django_assert_num_queries(1):
        for_any(request)
        for_both(request)


def test_others_get_404_and_visitors_are_asked_to_sign_in() -> None:
    member = make_member(make_organisation())
    client = Client()
    assert client.get("/operator/courses/")["Location"].startswith("/sign-in/")
    client.force_login(member.person)
    assert client.get("/operator/courses/").status_code == 404
    client.force_login(make_operator(Right.BILLING))
    assert client.get("/operator/courses/").status_code == 404
    client.force_login(make_operator(Right.CONTENT, email="content@terakoya.example"))
    assert client.get("/operator/courses/").status_code == 200


def test_rights_are_given_and_taken_and_written_down() -> None:
    first = make_operator()
    person = make_member(make_organisation()).person
    set_rights(by=first, person=person, rights=[Right.BILLING])
    person.refresh_from_db()
    assert (person.is_operator, rights_of(person)) == (True, {"billing"})
    set_rights(by=first, person=person, rights=[Right.BILLING])  # again: nothing to write
    set_rights(by=first, person=person, rights=[])
    person.refresh_from_db()
    assert (person.is_operator, rights_of(person)) == (False, set())
    entries = AuditEntry.objects.filter(verb="operator.rights_set").order_by("pk")
    assert [(one.organisation_uuid, one.actor_uuid) for one in entries] == [
        (None, first.uuid),
        (None, first.uuid),
    ]
    assert entries[0].payload.data == {"before": [], "after": ["billing"]}


def test_only_who_holds_all_gives_and_one_of_them_stays() -> None:
    first = make_operator()
    second = make_operator(Right.CONTENT, Right.BILLING, email="second@terakoya.example")
    with pytest.raises(OperatorRightMissing):
        set_rights(by=second, person=second, rights=ALL)
    with pytest.raises(LastOperator):
        set_rights(by=first, person=first, rights=[Right.SUPPORT])
    with pytest.raises(LastOperator):
        set_rights(by=None, person=first, rights=[])
    set_rights(by=first, person=second, rights=ALL)
    set_rights(by=second, person=first, rights=[])
    assert (rights_of(first), rights_of(second)) == (set(), set(ALL))


def test_who_is_new_gets_a_link_and_who_signs_in_already_gets_none() -> None:
    first = make_operator()
    person, is_new = appoint_operator(
        by=first, email=" New@Terakoya.example ", name="新人 花子", rights=[Right.SUPPORT]
    )
    assert (person.email, person.name, is_new) == ("new@terakoya.example", "新人 花子", True)
    assert not person.has_usable_password()
    assert OutboxMessage.objects.count() == 1
    again, is_new = appoint_operator(
        by=first, email="new@terakoya.example", name="", rights=[Right.CONTENT]
    )
    assert (again, is_new, rights_of(person)) == (person, False, {"content"})
    assert OutboxMessage.objects.count() == 1


def test_an_address_that_nobody_has_proven_becomes_no_operator() -> None:
    first = make_operator()
    person = make_member(make_organisation(), email="claimed@mihon.example").person
    person.email_confirmed_at = None
    person.set_password("who knows whose this is")
    person.save()
    with pytest.raises(OperatorUnproven):
        appoint_operator(by=first, email="claimed@mihon.example", name="", rights=ALL)
    with pytest.raises(EmailUnusable):
        appoint_operator(by=first, email="nobody", name="何 某", rights=ALL)
    with pytest.raises(NameMissing):
        appoint_operator(by=first, email="new@terakoya.example", name=" ", rights=ALL)
    assert OperatorRight.objects.exclude(person=first).count() == 0


def path_told(told: str) -> str:
    """The path of the link that the command prints."""
    return "/" + told.rpartition("open ")[2].strip().split("/", 3)[3]


def test_the_command_makes_the_first_operator(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_operator", "first@terakoya.example", "--name", "運営 一")
    told = capsys.readouterr().out
    person = Person.objects.get(email="first@terakoya.example")
    assert rights_of(person) == set(ALL)
    first = path_told(told)
    assert Client().get(first).status_code == 200
    assert Client().post(first, {"password": "correct horse battery"}).status_code == 302
    # The link has been used: whoever has lost the password is led in by another one.
    call_command("make_operator", "first@terakoya.example")
    second = path_told(capsys.readouterr().out)
    assert [Client().get(path).status_code for path in (first, second)] == [410, 200]
    with pytest.raises(CommandError, match="name"):
        call_command("make_operator", "other@terakoya.example")


def test_operator_of_no_organisation_is_led_to_the_desk(client: Client) -> None:
    operator = make_operator()
    client.force_login(operator)
    assert client.get("/my/organisations/")["Location"] == "/operator/"
    OperatorRight.objects.all().delete()
    Person.objects.update(is_operator=False)
    assert client.get("/my/organisations/").status_code == 200
