"""What officers asked: theirs alone, without the seller's notes, and writing on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.inquiries.choices import InquiryState
from terakoya.portal.inquiries.models import Inquiry

from .inquiries import make_inquiry

NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=clock.TOKYO)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


def of(member: Member, **fields: Any) -> Inquiry:
    return make_inquiry(organisation=member.organisation, member=member, **fields)


def page(inquiry: Inquiry) -> str:
    return f"/manage/inquiries/{inquiry.uuid}/"


def test_officers_see_what_officers_asked_and_no_note(
    owner: Member, learner: Member, stranger: Member, signed_in: Any
) -> None:
    own = of(owner, text="枠を足したいです。")
    own.messages.create(direction="note", channel="desk", text="社内の話", at=NOON)
    own.messages.create(direction="out", channel="desk", text="足せます。", at=NOON)
    of(learner, text="受講者の質問")
    make_inquiry(text="だれかの質問")
    hidden = of(owner, state=InquiryState.SPAM)
    browser = signed_in(owner)
    rows = browser.get("/manage/inquiries/").context["page"]
    assert [one.number for one in rows] == [own.number]
    shown = browser.get(page(own)).content.decode()
    assert "枠を足したいです。" in shown and "足せます。" in shown
    assert "社内の話" not in shown
    assert browser.get(page(hidden)).status_code == 404
    for other in (learner, stranger):
        assert signed_in(other).get(page(own)).status_code == 404
    assert "/manage/inquiries/" in browser.get("/manage/help/").content.decode()


def test_officer_writes_on_once_and_the_seller_is_told(owner: Member, signed_in: Any) -> None:
    inquiry = of(owner, state=InquiryState.ANSWERED)
    browser, key = signed_in(owner), str(uuid.uuid4())
    for _ in range(2):
        sent = browser.post(page(inquiry), {"text": "6か月です。", "key": key})
        assert sent["Location"] == page(inquiry)
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.due_at) == ("unanswered", NOON + dt.timedelta(hours=24))
    assert list(inquiry.messages.values_list("channel", flat=True)) == ["form", "portal"]
    [told] = OutboxMessage.objects.all()
    assert (told.payload["to"], "6か月です。" in told.payload["text"]) == (
        "contact@terakoya.example",
        True,
    )
    assert entries_of(owner.organisation.uuid)[0].verb == "inquiry.written-back"
    empty = browser.post(page(inquiry), {"text": " ", "key": str(uuid.uuid4())})
    assert (empty.status_code, inquiry.messages.count()) == (422, 2)
