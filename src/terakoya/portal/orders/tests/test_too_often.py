"""Drafts and applications have limits, and mails carry nobody's words to a stranger."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client, RequestFactory

from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.limits.networks import network_of
from terakoya.portal.limits.rules import APPLICATIONS, DRAFTS, Limit
from terakoya.portal.limits.services import reserve
from terakoya.portal.orders.models import ApplicationDraft, Order
from tests.selection import IS_DEEP, deep

from .test_apply import CUSTOMER, NOON, items

pytestmark = pytest.mark.once  # pages, and both databases keep the same


@pytest.fixture(autouse=True)
def _still() -> Any:
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def browser(shop: None) -> Client:
    """A visitor; the course is published."""
    return Client()


def mails_to(address: str) -> list[dict[str, Any]]:
    mails = OutboxMessage.objects.filter(payload__to=address).order_by("id")
    return list(mails.values_list("payload", flat=True))


def used_before(limit: Limit, times: int) -> int:
    """How often this address has used a limit, without a page; not at all in the deep run."""
    times = 0 if IS_DEEP else times
    reserve(limit.by(network_of(RequestFactory().get("/"))), times)
    return times


def test_drafts_from_one_address_are_limited(browser: Client) -> None:
    most = 60 - used_before(DRAFTS, 55)
    statuses = [Client().post("/apply/", items()).status_code for _ in range(most + 1)]
    assert (statuses.count(302), statuses[-1]) == (most, 429)
    assert ApplicationDraft.objects.count() == most
    assert browser.post("/apply/", items(), REMOTE_ADDR="198.51.100.7").status_code == 302
    # Who has a draft goes on with it.
    assert browser.post("/apply/", items(seats="13")).status_code == 302


def apply_as(number: int) -> Any:
    """A whole application by somebody new."""
    browser = Client()
    browser.post("/apply/", items())
    own = {"email": f"a{number}@mihon.example", "phone": f"03-0000-00{number:02d}"}
    browser.post("/apply/customer/", {**CUSTOMER, **own})
    return browser.post("/apply/check/", {"total_yen": "13200"})


def test_applications_from_one_address_are_limited(browser: Client) -> None:
    most = 10 - used_before(APPLICATIONS, 7)
    assert [apply_as(number).status_code for number in range(most)] == [302] * most
    refused = apply_as(10)
    assert (refused.status_code, refused["Retry-After"]) == (429, "360")
    assert "あと6分たつと、もう一度試せます。" in refused.content.decode()
    assert Order.objects.count() == most
    with clock.fixed_at(NOON + dt.timedelta(minutes=6)):
        assert apply_as(11).status_code == 302


def test_application_for_somebody_else_mails_them_no_link_of_the_applicant(browser: Client) -> None:
    browser.post("/apply/", items())
    evil = {"organisation_name": "http://evil.example/ 会社", "person_name": "a@evil.example"}
    browser.post("/apply/customer/", {**CUSTOMER, **evil, "email": "victim@mihon.example"})
    browser.post("/apply/check/", {"total_yen": "13200"})
    mails = mails_to("victim@mihon.example")
    assert mails
    for mail in mails:
        assert "evil.example" not in f"{mail['subject']} {mail['text']}"


@pytest.mark.parametrize("total", ["abc", "9" * 30, *deep("", "-1", "1e5", "１３２００円")])
def test_total_that_is_no_number_is_told_in_a_sentence(browser: Client, total: str) -> None:
    browser.post("/apply/", items())
    browser.post("/apply/customer/", CUSTOMER)
    page = browser.post("/apply/check/", {"total_yen": total})
    assert page.status_code == 400
    assert "送られた内容を読み取れませんでした。" in page.content.decode()
    assert Order.objects.count() == 0
