"""Drafts of answers: kept while somebody writes, never sent by themselves, gone with the answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.inquiries.choices import InquiryState
from terakoya.portal.inquiries.models import AnswerDraft, AnswerTemplate, Inquiry, Message
from tests.factories import make_operator

from .inquiries import make_inquiry

NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=clock.TOKYO)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def operator(db: None) -> Person:
    return make_operator(Right.SUPPORT)


@pytest.fixture
def desk(operator: Person) -> Client:
    browser = Client()
    browser.force_login(operator)
    return browser


@pytest.fixture
def inquiry(db: None) -> Inquiry:
    return make_inquiry()


def page(inquiry: Inquiry) -> str:
    return f"/operator/inquiries/{inquiry.uuid}/"


def save(desk: Client, inquiry: Inquiry, text: str, key: str = "", **headers: str) -> Any:
    sent = {"text": text, "key": key or str(uuid.uuid4()), "do": "answer"}
    return desk.post(f"/operator/inquiries/{inquiry.uuid}/draft/", sent, headers=headers)


def written(desk: Client, inquiry: Inquiry, query: str = "") -> dict[str, str]:
    """What the answer's form shows."""
    form = desk.get(page(inquiry) + query).context["answer"]
    return {name: str(form[name].value() or "") for name in ("text", "key")}


def test_draft_outlives_a_reload_and_sends_nothing(desk: Client, inquiry: Inquiry) -> None:
    key = str(uuid.uuid4())
    assert save(desk, inquiry, "  1月から\n", key)["Location"] == page(inquiry)
    assert save(desk, inquiry, "  1月から\n始め", key, **{"X-Autosave": "1"}).status_code == 204
    assert written(desk, inquiry) == {"text": "  1月から\n始め", "key": key}
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.messages.count()) == (InquiryState.UNANSWERED, 1)
    assert OutboxMessage.objects.count() == 0
    assert "12:00の下書きです" in desk.get(page(inquiry)).content.decode()


def test_draft_goes_with_the_answer_and_a_late_one_is_let_go(
    desk: Client, inquiry: Inquiry
) -> None:
    save(desk, inquiry, "お返事です。")
    sent = {**written(desk, inquiry), "do": "answer"}
    for _ in range(2):
        assert desk.post(page(inquiry), sent).status_code == 302
    save(desk, inquiry, "お返事です。", sent["key"], **{"X-Autosave": "1"})
    assert (AnswerDraft.objects.count(), OutboxMessage.objects.count()) == (0, 1)
    assert written(desk, inquiry)["text"] == ""
    assert written(desk, inquiry)["key"] != sent["key"]


def test_refused_answer_keeps_the_draft(desk: Client, inquiry: Inquiry) -> None:
    save(desk, inquiry, "途中です。")
    assert desk.post(page(inquiry), {"do": "answer", "text": " ", "key": "x"}).status_code == 422
    assert written(desk, inquiry)["text"] == "途中です。"


def test_empty_draft_is_none_and_a_too_long_one_is_told(desk: Client, inquiry: Inquiry) -> None:
    save(desk, inquiry, "書きかけ")
    save(desk, inquiry, "  \n ")
    assert AnswerDraft.objects.count() == 0
    answer = save(desk, inquiry, "あ" * 20_001)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])
    assert "あ" * 20_001 in answer.content.decode()


def test_everybody_has_a_draft_of_their_own_and_sees_that_others_write(
    desk: Client, operator: Person, inquiry: Inquiry
) -> None:
    other_person = make_operator(Right.SUPPORT, email="mori@terakoya.example")
    other = Client()
    other.force_login(other_person)
    save(desk, inquiry, "わたしの下書き")
    save(other, inquiry, "別の下書き")
    assert written(desk, inquiry)["text"] == "わたしの下書き"
    shown = desk.get(page(inquiry)).content.decode()
    assert f"{other_person.name}さんも返信を書いています" in shown
    assert "別の下書き" not in shown
    desk.post(page(inquiry), {**written(desk, inquiry), "do": "answer"})
    assert AnswerDraft.objects.get().by == other_person


def test_template_goes_below_what_was_written(desk: Client, inquiry: Inquiry) -> None:
    template = AnswerTemplate.objects.create(name="結び", language="ja", text="{name} 様")
    save(desk, inquiry, "書きかけ")
    assert written(desk, inquiry, f"?template={template.uuid}")["text"] == "書きかけ\n\n井上 恵 様"


def test_drafts_are_the_desks_alone(inquiry: Inquiry, owner: Member, signed_in: Any) -> None:
    maker = Client()
    maker.force_login(make_operator(Right.CONTENT, email="maker@terakoya.example"))
    for browser in (signed_in(owner), maker):
        assert save(browser, inquiry, "だれか").status_code == 404
    assert save(Client(), inquiry, "だれか").status_code in (302, 404)
    assert (AnswerDraft.objects.count(), Message.objects.count()) == (0, 1)
