"""見積書にする: filled in with what was asked, linked, and brought by an answer of a person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.inquiries.choices import InquiryState
from terakoya.portal.inquiries.models import AnswerDraft, Inquiry, InquiryQuote
from terakoya.portal.inquiries.selectors import threads_of_customer
from terakoya.portal.orders.choices import LicenceKind
from terakoya.portal.orders.models import Quote
from terakoya.portal.orders.services.contract_quotes import order_by_quote
from tests.factories import make_operator, publish_flagship

from .inquiries import EMAIL, make_contract, make_inquiry

pytestmark = pytest.mark.once
NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=clock.TOKYO)


@pytest.fixture(autouse=True)
def _still(db: None) -> Iterator[None]:
    with clock.fixed_at(NOON):
        publish_flagship()
        yield


@pytest.fixture
def operator() -> Person:
    return make_operator(Right.SUPPORT, Right.BILLING)


@pytest.fixture
def desk(operator: Person) -> Client:
    browser = Client()
    browser.force_login(operator)
    return browser


def page(inquiry: Inquiry) -> str:
    return f"/operator/inquiries/{inquiry.uuid}/"


def typed(**changes: str) -> dict[str, str]:
    return {
        "key": str(uuid.uuid4()), "course": Course.objects.get().slug, "with_online": "on",
        "seats": "180", "months": "6", "company": "医療法人みほん会", "person": "井上 恵",
        "email": EMAIL, "online_yen": "900", "manuscript_yen": "98000",
        "valid_until": "2026-12-31", **changes,
    }  # fmt: skip


def issue(desk: Client, inquiry: Inquiry, **changes: str) -> Any:
    return desk.post(f"/operator/inquiries/{inquiry.uuid}/quote/", typed(**changes))


def draft_in(desk: Client, inquiry: Inquiry) -> dict[str, Any]:
    """What the answer's form of the page would send."""
    form = desk.get(page(inquiry)).context["answer"]
    return {"do": "answer", "text": form["text"].value(), "key": str(form["key"].value())}


def test_form_is_filled_in_with_what_was_asked(desk: Client) -> None:
    inquiry = make_inquiry(seats=180, months=6)
    form = desk.get(f"{page(inquiry)}quote/").context["form"]
    shown = {name: form[name].value() for name in ("company", "person", "email", "seats", "months")}
    assert shown == {
        "company": "医療法人みほん会",
        "person": "井上 恵",
        "email": EMAIL,
        "seats": 180,
        "months": 6,
    }
    assert (form["online_yen"].value(), form["with_online"].value()) == (1000, True)


def test_licence_of_a_group_is_quoted_as_such(desk: Client) -> None:
    inquiry = make_inquiry(seats=180, months=6)
    group = {"with_manuscript": "on", "licence_kind": LicenceKind.GROUP}
    assert issue(desk, inquiry, **group).status_code == 422  # nobody is named
    assert Quote.objects.count() == 0
    assert issue(desk, inquiry, **group, licensed_for="みほん病院").status_code == 302
    quote = Quote.objects.get()
    assert (quote.licence_kind, quote.licensed_for) == (LicenceKind.GROUP, "みほん病院")


def test_quote_waits_in_a_draft_and_leaves_with_the_answer(desk: Client) -> None:
    inquiry = make_inquiry(seats=180, months=6)
    assert issue(desk, inquiry)["Location"] == page(inquiry)
    quote = Quote.objects.get()
    assert (quote.total_yen, OutboxMessage.objects.count()) == (900 * 180 * 6 * 11 // 10, 0)
    shown = desk.get(page(inquiry)).content.decode()
    assert quote.document is not None and quote.document.number in shown
    assert "まだ送っていません" in shown
    words = draft_in(desk, inquiry)
    assert words["text"].startswith("井上 恵 様\n\n見積書をお送りします。")
    assert (
        f"http://testserver/quote/{quote.code}/pdf/" in words["text"] or quote.code in words["text"]
    )
    assert "1,069,200円" in words["text"] and "2026年12月31日（木）" in words["text"]
    assert desk.post(page(inquiry), words)["Location"] == page(inquiry)
    mail = OutboxMessage.objects.get().payload
    assert (mail["to"], f"/quote/{quote.code}/" in mail["text"]) == (EMAIL, True)
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.due_at) == (InquiryState.QUOTED, None)
    assert InquiryQuote.objects.get().message == inquiry.messages.latest("id")
    assert (
        AnswerDraft.objects.count(),
        "まだ送っていません" in draft_in(desk, inquiry)["text"],
    ) == (
        0,
        False,
    )


def test_answer_without_the_link_leaves_the_quote_unsent(desk: Client) -> None:
    inquiry = make_inquiry()
    issue(desk, inquiry)
    desk.post(page(inquiry), {**draft_in(desk, inquiry), "text": "少しお待ちください。"})
    inquiry.refresh_from_db()
    assert (inquiry.state, InquiryQuote.objects.get().message) == (InquiryState.ANSWERED, None)


def test_form_sent_twice_is_one_quote_and_a_second_quote_stands_below_the_first(
    desk: Client,
) -> None:
    inquiry, key = make_inquiry(), str(uuid.uuid4())
    for _ in range(2):
        assert issue(desk, inquiry, key=key).status_code == 302
    assert (Quote.objects.count(), InquiryQuote.objects.count()) == (1, 1)
    before = AnswerDraft.objects.get().text
    issue(desk, inquiry, seats="200")
    after = AnswerDraft.objects.get().text
    assert after.startswith(before.rstrip()) and after.count("/pdf/") == 2
    assert after.count("井上 恵 様") == 1


def test_quote_is_in_the_language_of_who_asked(desk: Client) -> None:
    issue(desk, make_inquiry(language="en"))
    assert IssuedDocument.objects.get().content["language"] == "en"
    assert "Please find" in AnswerDraft.objects.get().text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seats", "0"),
        ("valid_until", "2026-11-30"),
        ("online_yen", "-1"),
        ("seats", "1e9"),
        ("months", "61"),
        ("valid_until", "2026-02-30"),
        ("company", " "),
    ],
)
def test_quote_that_cannot_be_is_told_at_its_field(desk: Client, field: str, value: str) -> None:
    answer = issue(desk, make_inquiry(), **{field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (Quote.objects.count(), AnswerDraft.objects.count()) == (0, 0)


def test_spam_becomes_no_quote(desk: Client) -> None:
    inquiry = make_inquiry(state=InquiryState.SPAM)
    assert issue(desk, inquiry).status_code == 422
    assert "見積書にする" not in desk.get(page(inquiry)).content.decode()
    assert Quote.objects.count() == 0


def test_quoting_needs_both_rights(desk: Client, owner: Member, signed_in: Any) -> None:
    inquiry = make_inquiry()
    for rights in ((Right.SUPPORT,), (Right.BILLING,)):
        other = Client()
        other.force_login(make_operator(*rights, email=f"{rights[0]}@terakoya.example"))
        assert issue(other, inquiry).status_code == 404
        assert other.get(f"{page(inquiry)}quote/").status_code == 404
    assert issue(signed_in(owner), inquiry).status_code == 404
    supporter = Client()
    supporter.force_login(make_operator(Right.SUPPORT, email="s@terakoya.example"))
    assert "見積書にする" not in supporter.get(page(inquiry)).content.decode()
    assert "見積書にする" in desk.get(page(inquiry)).content.decode()
    assert Quote.objects.count() == 0


def test_customer_sees_the_quote_once_it_was_sent(
    desk: Client, owner: Member, signed_in: Any
) -> None:
    inquiry = make_inquiry(organisation=owner.organisation, member=owner)
    issue(desk, inquiry)
    quote = Quote.objects.get()
    assert quote.document is not None and quote.document.organisation == owner.organisation
    own = signed_in(owner)
    address = f"/manage/inquiries/{inquiry.uuid}/"
    assert quote.code not in own.get(address).content.decode()
    desk.post(page(inquiry), draft_in(desk, inquiry))
    assert f"/quote/{quote.code}/" in own.get(address).content.decode()
    assert "inquiry.quoted" in [one.verb for one in entries_of(owner.organisation.uuid)]


def test_seats_of_a_contract_are_quoted_above_the_hundred(
    desk: Client, owner: Member, stranger: Member
) -> None:
    course = Course.objects.get()
    contract = make_contract(owner, course)
    theirs = make_contract(stranger, course)
    inquiry = make_inquiry(organisation=owner.organisation, member=owner, seats=200)
    choices = desk.get(f"{page(inquiry)}quote/").context["form"].fields["about"].choices
    assert [key for key, _label in choices] == [
        "",
        f"seats:{contract.uuid}",
        f"term:{contract.uuid}",
    ]
    about = f"seats:{contract.uuid}"
    for wrong in ({"about": f"seats:{theirs.uuid}"}, {"about": about, "with_manuscript": "on"}):
        assert issue(desk, inquiry, seats="200", **wrong).status_code == 422
    assert issue(desk, inquiry, seats="200", about=about).status_code == 302
    quote = Quote.objects.get()
    assert (quote.contract, quote.by_seller, quote.months, quote.total_yen) == (
        contract,
        True,
        9,
        200 * 9 * 900 * 11 // 10,
    )
    assert quote.code in AnswerDraft.objects.get().text


def test_inquiry_is_closed_once_its_quote_is_ordered(desk: Client, owner: Member) -> None:
    contract = make_contract(owner, Course.objects.get())
    inquiry = make_inquiry(organisation=owner.organisation, member=owner, seats=20)
    other = make_inquiry(organisation=owner.organisation, member=owner, seats=20)
    for one in (inquiry, other):
        issue(desk, one, seats="20", about=f"seats:{contract.uuid}")
        desk.post(page(one), draft_in(desk, one))
    quote = InquiryQuote.objects.get(inquiry=inquiry).quote
    order_by_quote(by=owner, quote=quote, total_yen=quote.total_yen)
    states = [Inquiry.objects.get(pk=one.pk).state for one in (inquiry, other)]
    assert states == [InquiryState.CLOSED, InquiryState.QUOTED]
    # What was ordered is surely of whoever ordered it, also where it began without an account.
    Inquiry.objects.update(organisation=None)
    assert list(threads_of_customer(owner.organisation)) == [inquiry]
