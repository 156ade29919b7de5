"""Routes and templates: set by the desk, used by what comes next."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.inquiries.choices import InquiryKind
from terakoya.portal.inquiries.models import AnswerTemplate, Route
from tests.factories import make_operator

from .inquiries import make_inquiry

SETTINGS = "/operator/inquiries/settings/"
NEW = "/operator/inquiries/templates/new/"
TEMPLATE = {"name": "お礼", "language": "ja", "text": "{name}様（{number}）\n{x}"}


@pytest.fixture
def operator(db: None) -> Person:
    return make_operator(Right.SUPPORT)


@pytest.fixture
def desk(operator: Person) -> Client:
    browser = Client()
    browser.force_login(operator)
    return browser


def routes_of(**changes: str) -> dict[str, str]:
    said = {f"hours-{kind}": "24" for kind in InquiryKind}
    return {**said, **{name.replace("_", "-"): text for name, text in changes.items()}}


def test_routes_are_set_once_a_kind_and_refused_by_field(desk: Client, operator: Person) -> None:
    said = routes_of(who_use=str(operator.uuid), hours_use="４８")
    for _ in range(2):
        assert desk.post(SETTINGS, said)["Location"] == SETTINGS
    assert Route.objects.count() == len(InquiryKind)
    use = Route.objects.get(kind="use")
    assert (use.assignee, use.hours) == (operator, 48)
    for bad in ({"hours_use": "0"}, {"hours_use": "721"}, {"who_use": "x"}):
        refused = desk.post(SETTINGS, routes_of(**bad))
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == [next(iter(bad)).replace("_", "-")]
    assert Route.objects.get(kind="use").hours == 48


def test_template_begins_an_answer_with_name_and_number(desk: Client) -> None:
    assert desk.post(NEW, TEMPLATE)["Location"] == SETTINGS
    template = AnswerTemplate.objects.get()
    inquiry = make_inquiry()
    page = desk.get(f"/operator/inquiries/{inquiry.uuid}/?template={template.uuid}")
    assert page.context["answer"]["text"].value() == f"井上 恵様（{inquiry.number}）\n{{x}}"
    assert f"?template={template.uuid}" in page.content.decode()
    for unknown in ("x", str(inquiry.uuid)):
        plain = desk.get(f"/operator/inquiries/{inquiry.uuid}/?template={unknown}")
        assert plain.context["answer"]["text"].value() in (None, "")


def test_template_is_edited_deleted_and_its_name_is_there_once(desk: Client) -> None:
    desk.post(NEW, TEMPLATE)
    twice = desk.post(NEW, TEMPLATE)
    assert (twice.status_code, list(twice.context["form"].errors)) == (422, ["name"])
    template = AnswerTemplate.objects.get()
    address = f"/operator/inquiries/templates/{template.uuid}/"
    desk.post(address, {**TEMPLATE, "text": "別の文"})
    template.refresh_from_db()
    assert template.text == "別の文"
    desk.post(address, {"do": "delete"})
    assert (AnswerTemplate.objects.count(), desk.get(address).status_code) == (0, 404)


def test_settings_are_the_operators_alone(owner: Member, signed_in: Any) -> None:
    browser = signed_in(owner)
    assert [browser.get(address).status_code for address in (SETTINGS, NEW)] == [404, 404]
    assert browser.post(NEW, TEMPLATE).status_code == 404
    assert AnswerTemplate.objects.count() == 0
