"""The desk: the queue, answers that leave, notes that never do, who takes a thread."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.tests.mail_server import mail_server
from terakoya.portal.delivery.worker import send_waiting
from terakoya.portal.inquiries.choices import InquiryKind, InquiryState
from terakoya.portal.inquiries.models import Inquiry, Message
from terakoya.portal.inquiries.reply_address import inquiry_named_by, reply_address
from terakoya.portal.inquiries.selectors import Waiting, unanswered
from tests.factories import make_operator

from .inquiries import EMAIL, make_inquiry

NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=clock.TOKYO)
DAY = dt.timedelta(days=1)


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


def page(inquiry: Inquiry) -> str:
    return f"/operator/inquiries/{inquiry.uuid}/"


def write(desk: Client, inquiry: Inquiry, do: str, text: str, key: str = "") -> Any:
    sent = {"do": do, "text": text, "key": key or str(uuid.uuid4())}
    return desk.post(page(inquiry), sent)


def change(desk: Client, inquiry: Inquiry, **said: str) -> Any:
    return desk.post(page(inquiry), {"do": "desk", "state": "unanswered", **said})


def test_queue_is_the_operators_alone(desk: Client, owner: Member, signed_in: Any) -> None:
    inquiry = make_inquiry()
    assert desk.get("/operator/inquiries/").status_code == 200
    assert desk.get(page(inquiry)).status_code == 200
    others = signed_in(owner)
    assert others.get("/operator/inquiries/").status_code == 404
    assert others.get(page(inquiry)).status_code == 404
    assert write(others, inquiry, "answer", "hello").status_code == 404
    maker = Client()
    maker.force_login(make_operator(Right.CONTENT, Right.BILLING, email="maker@terakoya.example"))
    assert maker.get("/operator/inquiries/").status_code == 404
    assert write(maker, inquiry, "answer", "hello").status_code == 404
    assert Message.objects.count() == 1


def test_queue_is_narrowed_by_state_kind_assignee_and_words(desk: Client, operator: Person) -> None:
    quote = make_inquiry(due_at=NOON + DAY)
    use = make_inquiry(kind=InquiryKind.USE, company="", name="使う人", assignee=operator)
    spam = make_inquiry(state=InquiryState.SPAM, company="迷惑商会")

    def found(query: str = "") -> set[str]:
        rows = desk.get(f"/operator/inquiries/?{query}").context["page"]
        return {one.number for one in rows}

    assert found() == {quote.number, use.number}
    assert found("state=spam") == {spam.number}
    assert found("kind=use") == {use.number}
    assert found(f"assignee={operator.uuid}") == {use.number}
    assert found("assignee=nobody") == {quote.number}
    assert found("q=みほん会 180名") == {quote.number}
    assert found(f"q={use.number}") == {use.number}
    assert found("q=どこにもない") == set()
    assert found("state=x&assignee=y") == {quote.number, use.number}


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_costs_the_same_with_more_rows(
    desk: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_inquiry(due_at=NOON + DAY)
    with django_assert_num_queries(9):  # one of them is the menu's
        desk.get("/operator/inquiries/")


def test_answer_leaves_as_a_letter_that_leads_back_and_a_note_never_does(
    desk: Client, operator: Person, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.INQUIRY_ADDRESS = "inquiry@terakoya.example"
    inquiry = make_inquiry(due_at=NOON + DAY)
    with mail_server() as inbox:
        settings.EMAIL_PORT = inbox.port
        write(desk, inquiry, "note", "値引きは要らない")
        assert send_waiting() == 0
        write(desk, inquiry, "answer", "1月4日から始められます。")
        assert send_waiting() == 1
    [mail] = inbox.mails
    assert inbox.recipients == [[EMAIL]]
    assert mail["Reply-To"] == reply_address(inquiry.uuid)
    assert inquiry_named_by(mail["Reply-To"]) == inquiry.uuid
    assert mail["Auto-Submitted"] is None
    text = mail.get_content().replace("\r\n", "\n")
    assert text.startswith("1月4日から始められます。\n")
    assert "このメールに返信すると、担当者に届きます。" in text
    assert "値引き" not in text
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.due_at, inquiry.assignee) == ("answered", None, operator)
    shown = desk.get(page(inquiry)).content.decode()
    assert "お客様には見えません" in shown and "値引きは要らない" in shown


def test_answer_sent_twice_is_one_and_an_empty_one_is_none(desk: Client) -> None:
    inquiry, key = make_inquiry(), str(uuid.uuid4())
    for _ in range(2):
        assert write(desk, inquiry, "answer", "お返事です。", key)["Location"] == page(inquiry)
    assert (Message.objects.count(), OutboxMessage.objects.count()) == (2, 1)
    empty = write(desk, inquiry, "answer", " ")
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["text"])
    assert write(desk, inquiry, "shout", "a").status_code == 404
    assert Message.objects.count() == 2


def test_answer_without_the_setting_goes_back_to_the_seller(desk: Client) -> None:
    write(desk, make_inquiry(), "answer", "お返事です。")
    payload = OutboxMessage.objects.get().payload
    assert payload["reply_to"] == "contact@terakoya.example"
    assert "このメールに返信すると" not in payload["text"]


def test_answer_to_a_customer_stands_in_their_audit_log(desk: Client, owner: Member) -> None:
    mine = make_inquiry(organisation=owner.organisation, member=owner)
    write(desk, mine, "note", "社内の話")
    write(desk, mine, "answer", "お返事です。")
    assert [one.verb for one in entries_of(owner.organisation.uuid)] == ["inquiry.answered"]


def test_spam_is_answered_only_after_it_was_taken_out_and_greeted_once(desk: Client) -> None:
    inquiry = make_inquiry(state=InquiryState.SPAM)
    assert write(desk, inquiry, "answer", "a").status_code == 422
    assert OutboxMessage.objects.count() == 0
    change(desk, inquiry)
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.due_at) == ("unanswered", NOON + DAY)
    assert OutboxMessage.objects.count() == 2
    change(desk, inquiry, state="spam")
    change(desk, inquiry)
    assert OutboxMessage.objects.filter(payload__to=EMAIL).count() == 1


def test_desk_says_who_where_and_until_when(desk: Client, operator: Person, owner: Member) -> None:
    inquiry = make_inquiry(due_at=NOON + DAY)
    change(desk, inquiry, assignee=str(operator.uuid), due_on="2026-12-04")
    inquiry.refresh_from_db()
    assert inquiry.assignee == operator
    assert inquiry.due_at == dt.datetime(2026, 12, 4, 23, 59, tzinfo=clock.TOKYO)
    refused = change(desk, inquiry, assignee=str(owner.person.uuid))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["assignee"])
    assert change(desk, inquiry, due_on="2026-02-30").status_code == 422
    before = len(entries_of(None))
    change(desk, inquiry, assignee=str(operator.uuid), due_on="2026-12-04")
    assert len(entries_of(None)) == before  # the same again is nothing
    change(desk, inquiry, state="closed")
    closed = Inquiry.objects.get()
    assert (closed.state, closed.due_at, closed.assignee) == ("closed", None, None)


def test_what_waits_is_counted_with_the_oldest(db: None) -> None:
    assert unanswered() == Waiting(0, 0, None)
    make_inquiry(due_at=NOON + DAY)
    late = make_inquiry(at=NOON - 2 * DAY, due_at=NOON - DAY)
    make_inquiry(state=InquiryState.SPAM)
    make_inquiry(state=InquiryState.CLOSED)
    assert unanswered() == Waiting(2, 1, late.last_at)
