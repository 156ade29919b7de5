"""Asking: kept whatever it looks like, told to the seller, once; doubts go to a folder."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.inquiries.choices import InquiryKind, InquiryState
from terakoya.portal.inquiries.form_stamp import new_stamp, read_stamp
from terakoya.portal.inquiries.models import Inquiry, Route
from terakoya.portal.inquiries.personal_data import inquiry_sections
from terakoya.portal.inquiries.services import ask
from terakoya.portal.inquiries.spam import FAST, LINKS, NO_PAGE, TRAP, doubts_about
from terakoya.portal.inquiries.specs import Asked
from tests.factories import make_operator

from .inquiries import make_inquiry

pytestmark = pytest.mark.once  # pages, and both databases keep the same

NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=clock.TOKYO)
VICTIM = "victim@mihon.example"
ASKED = {
    "kind": "quote",
    "company": "http://evil.example/ 株式会社",
    "name": "見本 花子",
    "email": VICTIM,
    "seats": "１５０",
    "message": "Click http://evil.example/ now.\nBcc: everybody@mihon.example",
}


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def browser(db: None) -> Client:
    return Client()


def page_of(browser: Client, seconds: int = 30) -> str:
    """The stamp of a page that was opened some seconds ago."""
    with clock.fixed_at(NOON - dt.timedelta(seconds=seconds)):
        return str(browser.get("/contact/").context["stamp"])


def send(browser: Client, page: str | None = None, **changes: str) -> Any:
    sent = {**ASKED, "stamp": page or page_of(browser), **changes}
    return browser.post("/contact/", {name: text for name, text in sent.items() if text})


def mails_to(address: str) -> list[dict[str, Any]]:
    mails = OutboxMessage.objects.filter(payload__to=address).order_by("id")
    return list(mails.values_list("payload", flat=True))


def test_inquiry_is_kept_and_sends_nobody_what_a_stranger_typed_but_the_seller(
    browser: Client,
) -> None:
    assert send(browser)["Location"] == "/contact/thanks/"
    inquiry = Inquiry.objects.get()
    number = inquiry.number
    assert (number, inquiry.state, inquiry.seats) == ("T-2026-0001", "unanswered", 150)
    assert inquiry.due_at == NOON + dt.timedelta(hours=24)
    [received], [arrived] = mails_to(VICTIM), mails_to("contact@terakoya.example")
    assert received["subject"] == f"お問い合わせを受け付けました（{number}）"
    assert received["text"] == (
        "お問い合わせを受け付けました。2営業日以内に、このアドレスへお返事します。\n\n"
        f"受付番号: {number}\n\n"
        "このメールに心当たりがないときは、そのまま消してください。\n\n"
        "Terakoya\n"
    )
    assert arrived["subject"] == f"お問い合わせが届きました（{number}）"
    for typed in (ASKED["company"], ASKED["email"], ASKED["message"].splitlines()[1]):
        assert typed in arrived["text"]
    assert f"/operator/inquiries/{inquiry.uuid}/" in arrived["text"]
    assert number in browser.get("/contact/thanks/").content.decode()
    assert "T-2026" not in Client().get("/contact/thanks/").content.decode()


def test_same_page_sent_twice_is_one_inquiry_and_other_words_are_another(browser: Client) -> None:
    stamp = page_of(browser)
    send(browser, stamp)
    send(browser, stamp)
    assert (Inquiry.objects.count(), len(mails_to(VICTIM))) == (1, 1)
    send(browser, stamp, message="別の質問です。")
    assert Inquiry.objects.count() == 2


@pytest.mark.parametrize(
    ("seconds", "changes", "doubts"),
    [
        (30, {}, ""),
        (30, {"website": "http://spam.example"}, TRAP),
        (1, {}, FAST),
        (30, {"stamp": "forged"}, NO_PAGE),
        (30, {"message": "http://a " * 3}, LINKS),  # the company's name has one, too
    ],
)
def test_doubtful_inquiry_lies_in_the_spam_folder_and_its_sender_is_told_nothing(
    browser: Client, seconds: int, changes: dict[str, str], doubts: str
) -> None:
    answer = send(browser, page_of(browser, seconds), **changes)
    assert answer["Location"] == "/contact/thanks/"
    inquiry = Inquiry.objects.get()
    assert inquiry.doubts == doubts
    assert inquiry.is_spam == bool(doubts)
    assert OutboxMessage.objects.count() == (0 if doubts else 2)


def test_member_is_known_to_the_form_and_never_doubted(owner: Member, signed_in: Any) -> None:
    browser = signed_in(owner)
    shown = browser.get("/contact/?kind=use&seats=3")
    initial = shown.context["form"].initial
    assert (initial["company"], initial["email"]) == (owner.organisation.name, owner.person.email)
    assert (initial["kind"], initial["seats"]) == ("use", "3")
    send(browser, "none", kind="use")
    inquiry = Inquiry.objects.get()
    assert (inquiry.state, inquiry.organisation, inquiry.member) == (
        InquiryState.UNANSWERED,
        owner.organisation,
        owner,
    )


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"kind": ""}, "kind", "「ご用件」を選んでください。"),
        ({"kind": "gift"}, "kind", None),
        ({"company": ""}, "company", "「会社・団体名」を入力してください。"),
        ({"name": ""}, "name", "「氏名」を入力してください。"),
        (
            {"email": "x"},
            "email",
            "メールアドレスの形で入力してください（例：name@company.example）",
        ),
        ({"seats": "たくさん"}, "seats", "人数を数字で入力してください（例：150）"),
        ({"seats": "0"}, "seats", "1以上の数を入力してください。"),
        ({"seats": "1000000000"}, "seats", "1000000以下の数を入力してください。"),
        ({"seats": "", "message": ""}, "message", "お聞きになりたいことを入力してください。"),
        ({"message": "あ" * 4001}, "message", None),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(
    browser: Client, changes: dict[str, str], field: str, said: str | None
) -> None:
    answer = send(browser, **changes)
    errors = answer.context["form"].errors
    assert (answer.status_code, list(errors)) == (422, [field])
    assert said is None or errors[field] == [said]
    assert 'value="見本 花子"' in answer.content.decode() or field == "name"
    assert Inquiry.objects.count() == 0


def test_company_is_asked_of_companies_alone(browser: Client) -> None:
    assert send(browser, kind="use", company="").status_code == 302
    assert Inquiry.objects.get().shown_name == "見本 花子"


def test_inquiry_is_answered_in_the_language_of_the_asker(browser: Client) -> None:
    browser.cookies["language"] = "en"
    send(browser)
    [received], [arrived] = mails_to(VICTIM), mails_to("contact@terakoya.example")
    assert (received["language"], arrived["language"]) == ("en", "ja")
    assert received["text"].startswith("We have received your inquiry.")
    assert "お問い合わせ" in arrived["text"]


def test_inquiries_from_one_address_are_limited_and_keep_what_was_typed(browser: Client) -> None:
    assert [send(browser).status_code for _ in range(5)] == [302] * 5
    refused = send(browser)
    assert (refused.status_code, refused["Retry-After"]) == (429, "720")
    assert "あと12分たつと、もう一度試せます。" in refused.content.decode()
    assert "Click http://evil.example/ now." in refused.content.decode()
    assert Inquiry.objects.count() == 5
    elsewhere = {**ASKED, "stamp": page_of(browser)}
    assert browser.post("/contact/", elsewhere, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_one_address_gets_three_answers_an_hour_and_the_seller_all(browser: Client) -> None:
    for number in range(6):
        sent = {**ASKED, "stamp": page_of(browser)}
        browser.post("/contact/", sent, REMOTE_ADDR=f"198.51.100.{number}")
    assert len(mails_to(VICTIM)) == 3
    assert len(mails_to("contact@terakoya.example")) == 6


def test_kind_leads_to_whoever_takes_it(browser: Client) -> None:
    person = make_operator(Right.SUPPORT, email="mori@terakoya.example")
    Route.objects.create(kind=InquiryKind.DESIGN, assignee=person, hours=48)
    send(browser, kind="design")
    send(browser, kind="other")
    design, other = Inquiry.objects.order_by("id")
    assert (design.assignee, design.due_at) == (person, NOON + dt.timedelta(hours=48))
    assert (other.assignee, other.due_at) == (None, NOON + dt.timedelta(hours=24))
    assert len(mails_to("mori@terakoya.example")) == 1
    assert len(mails_to("contact@terakoya.example")) == 1


def test_number_goes_on_and_begins_anew_with_the_year(db: None) -> None:
    asked = Asked("other", "", "見本", VICTIM, "", None, None, "問い", "ja")
    first = ask(asked=asked, key=uuid.uuid4())
    with clock.fixed_at(dt.datetime(2027, 1, 1, 0, 0, tzinfo=clock.TOKYO)):
        later = ask(asked=asked, key=uuid.uuid4())
    second = ask(asked=asked, key=uuid.uuid4())
    numbers = [first.number, later.number, second.number]
    assert numbers == ["T-2026-0001", "T-2027-0001", "T-2026-0002"]


def test_stamp_is_ours_alone(db: None) -> None:
    stamp = new_stamp()
    assert read_stamp(stamp) is not None
    assert [read_stamp(text) for text in (stamp + "x", "", "a:b:c")] == [None] * 3


@given(
    trap=st.text(max_size=5),
    seconds=st.none() | st.integers(-5, 100),
    texts=st.lists(st.sampled_from(["http://a ", "words ", "WWW.b "]), max_size=8),
)
def test_more_signs_never_take_a_doubt_away(
    trap: str, seconds: int | None, texts: list[str]
) -> None:
    opened = None if seconds is None else NOON - dt.timedelta(seconds=seconds)
    found = doubts_about(trap=trap, opened=opened, sent=NOON, texts=texts)
    more = doubts_about(trap=trap + "x", opened=None, sent=NOON, texts=[*texts, "www.x " * 4])
    assert set(found) - {FAST} <= set(more)
    assert (not found) == (
        not trap.strip()
        and seconds is not None
        and seconds >= 3
        and sum("words" not in one for one in texts) <= 3
    )


def test_my_data_holds_what_was_asked_and_answered_but_no_note(
    owner: Member, stranger: Member
) -> None:
    make_inquiry(email=owner.person.email, text="研修の相談です。")
    noted = make_inquiry(organisation=owner.organisation, member=owner, text="使い方です。")
    noted.messages.create(direction="note", channel="desk", text="社内の話", at=NOON)
    [found] = inquiry_sections(owner.person)
    assert [row["text"] for row in found.rows] == ["研修の相談です。", "使い方です。"]
    assert inquiry_sections(stranger.person)[0].rows == []
    Person.objects.filter(pk=owner.person_id).update(email_confirmed_at=None)
    owner.person.refresh_from_db()
    assert [row["text"] for row in inquiry_sections(owner.person)[0].rows] == ["使い方です。"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_page_of_course_making_leads_to_the_form_with_its_kind(
    browser: Client, language: str
) -> None:
    browser.cookies["language"] = language
    page = browser.get("/consulting/").content.decode()
    for kind in ("design", "customise", "own-slides"):
        assert f"/contact/?kind={kind}" in page
    assert "/consulting/" in browser.get("/contact/").content.decode()
    assert ("教材づくりの相談" in page) == (language == "ja")


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("quote", {"kind", "company", "name", "email"}),
        ("design", {"kind", "company", "name", "email", "message"}),
        ("use", {"kind", "name", "email", "message"}),
        ("", {"kind", "name", "email"}),
    ],
)
def test_form_marks_what_the_kind_needs(browser: Client, kind: str, needed: set[str]) -> None:
    form = browser.get("/contact/", {"kind": kind}).context["form"]
    assert {name for name, field in form.fields.items() if field.required} == needed
    answer = browser.post("/contact/", {"kind": kind, "stamp": new_stamp()})
    assert needed - {"kind"} <= set(answer.context["form"].errors)
    assert answer.status_code == 422
