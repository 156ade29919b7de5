"""Quotes, drafts and applications have limits, and mails carry nobody's words to a stranger."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.orders.models import ApplicationDraft, Order, QuoteRequest
from tests.factories import publish_flagship

from .test_apply import CUSTOMER, NOON, items

WAIT = "あと12分たつと、もう一度試せます。"
ASKED = {
    "company": "http://evil.example/ 株式会社",
    "name": "www.evil.example",
    "email": "victim@mihon.example",
    "seats": "150",
    "message": "Click http://evil.example/ now.\nBcc: everybody@mihon.example",
}


@pytest.fixture(autouse=True)
def _still() -> Any:
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def browser(db: None) -> Client:
    """A visitor; the course is published."""
    publish_flagship()
    return Client()


def mails_to(address: str) -> list[dict[str, Any]]:
    mails = OutboxMessage.objects.filter(payload__to=address).order_by("id")
    return list(mails.values_list("payload", flat=True))


def test_quote_sends_nobody_what_a_stranger_typed_but_the_seller(browser: Client) -> None:
    browser.post("/quote/", ASKED)
    number = QuoteRequest.objects.get().number
    [received], [requested] = mails_to("victim@mihon.example"), mails_to("contact@terakoya.example")
    assert received["subject"] == f"お問い合わせを受け付けました（{number}）"
    assert received["text"] == (
        "お問い合わせを受け付けました。2営業日以内に、このアドレスへお返事します。\n\n"
        f"受付番号: {number}\n\n"
        "このメールに心当たりがないときは、そのまま消してください。\n\n"
        "Terakoya\n"
    )
    assert requested["subject"] == f"お問い合わせが届きました（{number}）"
    for typed in (ASKED["company"], ASKED["email"], ASKED["message"]):
        assert typed in requested["text"]
    assert number in browser.get("/quote/thanks/").content.decode()
    assert "Q-" not in Client().get("/quote/thanks/").content.decode()


def test_quote_is_answered_in_the_language_of_the_asker(browser: Client) -> None:
    browser.cookies["language"] = "en"
    browser.post("/quote/", ASKED)
    [received], [requested] = mails_to("victim@mihon.example"), mails_to("contact@terakoya.example")
    assert (received["language"], requested["language"]) == ("en", "ja")
    assert received["text"].startswith("We have received your inquiry.")
    assert "お問い合わせ" in requested["text"]


def test_quotes_from_one_address_are_limited_and_keep_what_was_typed(browser: Client) -> None:
    statuses = [browser.post("/quote/", ASKED).status_code for _ in range(5)]
    refused = browser.post("/quote/", ASKED)
    assert (statuses, refused.status_code, refused["Retry-After"]) == ([302] * 5, 429, "720")
    page = refused.content.decode()
    assert WAIT in page
    assert "Click http://evil.example/ now." in page
    assert QuoteRequest.objects.count() == 5
    elsewhere = browser.post("/quote/", ASKED, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302


def test_one_address_gets_three_answers_an_hour_and_the_seller_all(browser: Client) -> None:
    for number in range(6):
        browser.post("/quote/", ASKED, REMOTE_ADDR=f"198.51.100.{number}")
    assert len(mails_to("victim@mihon.example")) == 3
    assert len(mails_to("contact@terakoya.example")) == 6


def test_drafts_from_one_address_are_limited(browser: Client) -> None:
    statuses = [Client().post("/apply/", items()).status_code for _ in range(61)]
    assert (statuses.count(302), statuses[-1]) == (60, 429)
    assert ApplicationDraft.objects.count() == 60
    assert browser.post("/apply/", items(), REMOTE_ADDR="198.51.100.7").status_code == 302
    # Who has a draft goes on with it.
    assert browser.post("/apply/", items(seats="13")).status_code == 302


def apply_as(number: int) -> Any:
    """A whole application by somebody new."""
    browser = Client()
    browser.post("/apply/", items())
    browser.post("/apply/customer/", {**CUSTOMER, "email": f"a{number}@mihon.example"})
    return browser.post("/apply/check/", {"total_yen": "13200"})


def test_applications_from_one_address_are_limited(browser: Client) -> None:
    assert [apply_as(number).status_code for number in range(10)] == [302] * 10
    refused = apply_as(10)
    assert (refused.status_code, refused["Retry-After"]) == (429, "360")
    assert "あと6分たつと、もう一度試せます。" in refused.content.decode()
    assert Order.objects.count() == 10
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


@pytest.mark.parametrize("total", ["abc", "", "-1", "1e5", "9" * 30, "１３２００円"])
def test_total_that_is_no_number_is_told_in_a_sentence(browser: Client, total: str) -> None:
    browser.post("/apply/", items())
    browser.post("/apply/customer/", CUSTOMER)
    page = browser.post("/apply/check/", {"total_yen": total})
    assert page.status_code == 400
    assert "送られた内容を読み取れませんでした。" in page.content.decode()
    assert Order.objects.count() == 0
