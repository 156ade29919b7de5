"""見積書: made without an account, found by its code, ordered once at its prices, approved."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import Right, Role
from terakoya.portal.accounts.models import Organisation, Person
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course, Price, TaxRate
from terakoya.portal.common import clock
from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.learning.models import AccessGrant
from terakoya.portal.orders.choices import OrderStatus
from terakoya.portal.orders.errors import SeatsOutOfRange
from terakoya.portal.orders.models import Contract, ManuscriptLicence, Order, Quote
from terakoya.portal.orders.services.approvals import approve_order, decline_order
from terakoya.portal.orders.services.quotes import issue_quote
from terakoya.portal.orders.specs import Asker, Selection, Units
from tests.factories import make_member, make_operator, make_organisation

from .test_apply import CUSTOMER

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
LAST_DAY = dt.date(2026, 12, 25)
ASKED = {"with_online": "on", "seats": "12", "months": "3", "company": "株式会社みほん商事"}


@pytest.fixture(autouse=True)
def _still(shop: None) -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


def ask(browser: Client, **typed: str) -> Any:
    slug = Course.objects.get().slug
    return browser.post("/quote/new/", {"key": str(uuid.uuid4()), "course": slug, **ASKED, **typed})


def made(browser: Client, **typed: str) -> str:
    """The address of a quote."""
    address: str = ask(browser, **typed)["Location"]
    return address


def dearer() -> None:
    """From tomorrow on a seat costs twice as much."""
    Price.objects.create(
        course=Course.objects.get(), item=Item.ONLINE, yen=2000, valid_from=dt.date(2026, 11, 26)
    )


def apply_by(browser: Client, address: str, total: int, **customer: str) -> Any:
    """The final click of an application by a quote."""
    browser.post(f"{address}act/", {"do": "apply"})
    browser.post("/apply/customer/", {**CUSTOMER, **customer})
    return browser.post("/apply/check/", {"total_yen": str(total)})


def large() -> Quote:
    """A quote of the seller's for 150 seats."""
    course = Course.objects.get()
    return issue_quote(
        course=course,
        selection=Selection(course.slug, 150, 12),
        asker=Asker("株式会社みほん商事", "山田 花子", "yamada@mihon.example"),
        by=make_operator(),
        units=Units(800, 98_000),
    )


def test_quote_is_made_without_an_account_and_found_again() -> None:
    browser = Client()
    address = made(browser, with_manuscript="on", seats="１２")
    quote = Quote.objects.get()
    assert (quote.document is not None, quote.total_yen, quote.valid_until) == (
        True,
        (36_000 + 98_000) * 11 // 10,
        LAST_DAY,
    )
    assert len(quote.code) >= 32 and Organisation.objects.count() == 0
    page = Client().get(address)
    assert "147,400円" in page.content.decode() and "株式会社みほん商事" in page.content.decode()
    assert page["X-Robots-Tag"].startswith("noindex")
    file = Client().get(reverse("orders:quote-pdf", args=[quote.code]))
    assert (file.status_code, file.content[:5]) == (200, b"%PDF-")
    assert f"見積書_{IssuedDocument.objects.get().number}" in _name(file)


def _name(file: Any) -> str:
    from urllib.parse import unquote

    return unquote(file["Content-Disposition"])


def test_quote_sent_twice_is_one_quote() -> None:
    browser, key = Client(), str(uuid.uuid4())
    first, second = made(browser, key=key), made(browser, key=key)
    assert (first, Quote.objects.count()) == (second, 1)
    assert made(browser, key=key, seats="13") != first


def test_quote_is_mailed_where_an_address_was_given() -> None:
    made(Client())
    assert OutboxMessage.objects.count() == 0
    address = made(Client(), email="Yamada@Mihon.Example")
    mail = OutboxMessage.objects.get().payload
    assert mail["to"] == "yamada@mihon.example" and address in mail["text"]
    document = Quote.objects.latest("pk").document
    assert document is not None
    assert mail["subject"] == f"見積書をお作りしました（{document.number}）"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("seats", "101", "101名からは見積もり"),
        ("months", "7", "期間を一覧から"),
        ("company", "", "入力してください"),
        ("email", "yamada", "メールアドレスの形で"),
        # Told by the same form at its field, as those above are.
        pytest.param("seats", "0", "1名以上", marks=pytest.mark.deep),
        pytest.param("seats", "-1", "1名以上", marks=pytest.mark.deep),
        pytest.param("seats", "1000000000", "101名からは見積もり", marks=pytest.mark.deep),
        pytest.param("seats", "十二", "人数を数字で", marks=pytest.mark.deep),
        pytest.param("company", "𠮷" * 201, "200", marks=pytest.mark.deep),
    ],
)
def test_quote_that_cannot_be_is_told_at_its_field(field: str, value: str, sentence: str) -> None:
    answer = ask(Client(), **{field: value})
    page = answer.content.decode()
    assert (answer.status_code, Quote.objects.count()) == (422, 0)
    assert sentence in page and f'href="#id_{field}"' in page


def test_quote_of_nothing_is_refused() -> None:
    assert ask(Client(), with_online="").status_code == 422


def test_quote_of_a_manuscript_alone() -> None:
    made(Client(), with_online="", with_manuscript="on", seats="")
    assert Quote.objects.get().total_yen == 107_800


def test_codes_are_not_guessed() -> None:
    browser = Client()
    address = made(browser)
    for _guess in range(30):
        assert browser.get("/quote/no-such-code/").status_code == 404
    assert browser.get("/quote/no-such-code/").status_code == 429
    assert browser.get(address).status_code == 429  # whoever guesses finds nothing any more


def test_quote_keeps_its_price_until_its_last_day() -> None:
    browser = Client()
    address = made(browser)
    dearer()
    last_evening = dt.datetime.combine(LAST_DAY, dt.time(14, 59), dt.UTC)
    with clock.fixed_at(last_evening):
        browser.post(f"{address}act/", {"do": "apply"})
        page = browser.get("/apply/customer/").content.decode()
        assert "39,600円" in page and 'value="株式会社みほん商事"' in page
        assert "の価格で申し込みます" in page
        answer = apply_by(browser, address, 39_600)
        assert answer["Location"] == "/apply/start/"
    order = Order.objects.get()
    assert (order.total_yen, order.quote) == (39_600, Quote.objects.get())


def test_quote_bears_the_tax_of_the_first_day() -> None:
    browser = Client()
    address = made(browser)
    TaxRate.objects.create(per_mille=120, valid_from=dt.date(2026, 12, 1))
    with clock.fixed_at(NOON + dt.timedelta(days=6)):
        assert apply_by(browser, address, 39_600).status_code == 409
        assert apply_by(browser, address, 40_320).status_code == 302


def test_changed_selection_leaves_the_quote() -> None:
    browser = Client()
    address = made(browser)
    dearer()
    with clock.fixed_at(NOON + dt.timedelta(days=1)):
        browser.post(f"{address}act/", {"do": "apply"})
        browser.post("/apply/", {"with_online": "on", "seats": "11", "months": "3"})
        assert "72,600円" in browser.get("/apply/customer/").content.decode()


def test_quote_that_is_over_is_made_anew_in_one_click() -> None:
    browser = Client()
    address = made(browser)
    dearer()
    with clock.fixed_at(NOON + dt.timedelta(days=31)):
        page = browser.get(address).content.decode()
        assert "は過ぎました" in page and "この内容で申し込む" not in page
        act = reverse("orders:quote-act", args=[Quote.objects.get().code])
        refused = browser.post(act, {"do": "apply"})
        assert (refused.status_code, "有効期限が過ぎ" in refused.content.decode()) == (409, True)
        anew = browser.post(f"{address}act/", {"do": "renew"})["Location"]
        assert browser.post(f"{address}act/", {"do": "renew"})["Location"] == anew != address
        assert "79,200円" in browser.get(anew).content.decode()


def test_one_quote_makes_one_order_from_two_browsers() -> None:
    first, second = Client(), Client()
    address = made(first)
    second.post(f"{address}act/", {"do": "apply"})
    second.post("/apply/customer/", {**CUSTOMER, "email": "other@mihon.example"})
    assert apply_by(first, address, 39_600).status_code == 302
    answer = second.post("/apply/check/", {"total_yen": "39600"})
    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (409, 1)
    assert Order.objects.get().number in page
    again = first.post(f"{address}act/", {"do": "apply"})
    assert again.status_code == 409
    assert "すでに済んでいます" in first.get(address).content.decode()


def test_tampered_total_is_refused_by_a_quote_too() -> None:
    browser = Client()
    assert apply_by(browser, made(browser), 1).status_code == 409
    assert Order.objects.count() == 0


def test_owner_who_is_signed_in_orders_by_a_quote() -> None:
    owner = make_member(make_organisation(), roles=(Role.OWNER, Role.OFFICER))
    browser = Client()
    browser.force_login(owner.person)
    page = browser.get("/quote/new/?seats=20&months=12").content.decode()
    assert f'value="{owner.organisation.name}"' in page and 'value="20"' in page
    address = made(browser)
    assert IssuedDocument.objects.get().organisation == owner.organisation
    email = owner.person.email or ""
    assert apply_by(browser, address, 39_600, email=email)["Location"] == "/apply/start/"
    assert Order.objects.get().organisation == owner.organisation
    assert Organisation.objects.count() == 1


def test_accepted_order_has_its_confirmation_and_the_mail_names_it() -> None:
    browser = Client()
    apply_by(browser, made(browser), 39_600)
    document = IssuedDocument.objects.get(kind=DocumentKind.ORDER_CONFIRMATION)
    assert (document.total_yen, document.organisation) == (39_600, Order.objects.get().organisation)
    texts = [mail.payload["text"] for mail in OutboxMessage.objects.all()]
    assert any(document.number in text for text in texts)


# -- the seller's quotes, and orders that wait


def test_operator_quotes_any_number_of_seats_at_a_price_of_its_own() -> None:
    operator = Client()
    operator.force_login(make_operator(Right.BILLING))
    typed = {
        **ASKED, "key": str(uuid.uuid4()), "course": Course.objects.get().slug,
        "seats": "１，５００", "months": "18", "online_yen": "８００", "manuscript_yen": "0",
        "valid_until": "2027-01-31",
    }  # fmt: skip
    seen = operator.post("/operator/quotes/new/", {**typed, "total": "1"})
    assert "23,760,000円" in seen.content.decode() and not Quote.objects.exists()
    answer = operator.post("/operator/quotes/new/", typed)
    quote = Quote.objects.get()
    assert answer["Location"] == f"/quote/{quote.code}/"
    assert (quote.seats, quote.total_yen) == (1500, 1500 * 18 * 800 * 11 // 10)
    assert quote.valid_until == dt.date(2027, 1, 31)
    assert quote.company in operator.get("/operator/quotes/new/").content.decode()
    for field, value in (("valid_until", "2026-11-24"), ("online_yen", "-1"), ("seats", "0")):
        typed["key"] = str(uuid.uuid4())
        assert operator.post("/operator/quotes/new/", {**typed, field: value}).status_code == 422
    stranger = Client()
    stranger.force_login(make_member(make_organisation()).person)
    assert stranger.get("/operator/quotes/new/").status_code == 404


def test_first_day_of_a_quote_is_said_everywhere_and_applied_for() -> None:
    operator, browser = Client(), Client()
    operator.force_login(make_operator(Right.BILLING))
    typed = {
        **ASKED, "key": str(uuid.uuid4()), "course": Course.objects.get().slug, "seats": "12",
        "months": "3", "online_yen": "1000", "manuscript_yen": "0", "valid_until": "2027-01-31",
        "email": "yamada@mihon.example",
    }  # fmt: skip
    for wrong in ("2026-11-24", "2028-01-10", "きのう"):
        for deed in ({}, {"total": "1"}):
            answer = operator.post("/operator/quotes/new/", {**typed, **deed, "starts_on": wrong})
            assert answer.status_code == 422
            assert 'href="#id_starts_on"' in answer.content.decode()
            assert answer.context["priced"] is None
    seen = operator.post("/operator/quotes/new/", {**typed, "total": "1", "starts_on": "2027/1/10"})
    assert (seen.status_code, seen.context["priced"].starts_on) == (200, dt.date(2027, 1, 10))
    assert not Quote.objects.exists()
    day = "2027年1月10日（日）"
    address = operator.post("/operator/quotes/new/", {**typed, "starts_on": "2027/1/10"})[
        "Location"
    ]
    quote = Quote.objects.get()
    assert quote.document is not None
    assert dict(quote.document.content["facts"]) == {
        "契約期間": f"{day}から3か月", "提供時期": f"{day}から利用できます",
    }  # fmt: skip
    assert f"{day}から利用できます" in browser.get(address).content.decode()
    assert f"開始日: {day}" in OutboxMessage.objects.get().payload["text"]
    browser.post(f"{address}act/", {"do": "apply"})
    assert 'value="2027-01-10"' in browser.get("/apply/").content.decode()
    with clock.fixed_at(dt.datetime(2027, 1, 11, 3, tzinfo=dt.UTC)):
        late = Client()
        assert "は過ぎました" in late.get(address).content.decode()
        late.post(f"{address}act/", {"do": "apply"})
        assert "2027-01-10" not in late.get("/apply/").content.decode()
    assert apply_by(browser, address, 39_600)["Location"] == "/apply/start/"
    order = Order.objects.get()
    assert (order.quote, Contract.objects.get().starts_on) == (quote, dt.date(2027, 1, 10))
    with clock.fixed_at(dt.datetime(2027, 1, 11, 3, tzinfo=dt.UTC)):
        assert "は過ぎました" not in browser.get(address).content.decode()
    # What waits for the seller promises no day.
    large = {**typed, "key": str(uuid.uuid4()), "seats": "101", "starts_on": "2027-01-10"}
    page = browser.get(operator.post("/operator/quotes/new/", large)["Location"]).content.decode()
    assert (f"開始日: {day}" in page, f"{day}から利用できます" in page) == (True, False)


def test_manuscript_of_a_group_is_quoted_by_the_seller_and_delivered_as_such() -> None:
    operator = Client()
    operator.force_login(make_operator(Right.BILLING))
    typed = {
        "with_manuscript": "on", "seats": "1", "company": "株式会社みほん商事",
        "key": str(uuid.uuid4()), "course": Course.objects.get().slug, "months": "1",
        "online_yen": "1000", "manuscript_yen": "300000", "valid_until": "2027-01-31",
        "licence_kind": "group", "licensed_for": "",
    }  # fmt: skip
    refused = operator.post("/operator/quotes/new/", typed)
    assert (refused.status_code, Quote.objects.count()) == (422, 0)
    operator.post("/operator/quotes/new/", {**typed, "licensed_for": "例示物産株式会社"})
    quote = Quote.objects.get()
    assert apply_by(Client(), f"/quote/{quote.code}/", 330_000)["Location"] == "/apply/start/"
    licence = ManuscriptLicence.objects.get()
    assert (licence.kind, licence.named_for) == ("group", "例示物産株式会社")
    for document in IssuedDocument.objects.all():
        assert "例示物産株式会社" in str(document.content["lines"])
    assert "この見積書を作り直す" not in Client().get(f"/quote/{quote.code}/").content.decode()


def test_more_than_100_seats_need_the_sellers_price() -> None:
    course = Course.objects.get()
    with pytest.raises(SeatsOutOfRange):
        issue_quote(course=course, selection=Selection(course.slug, 101, 1), asker=Asker("a"))
    nobody = Selection(course.slug, 0, 1)
    with pytest.raises(SeatsOutOfRange):
        issue_quote(course=course, selection=nobody, asker=Asker("a"), units=Units(1, 1))


def waiting(browser: Client) -> Order:
    """An order for 150 seats."""
    quote = large()
    answer = apply_by(browser, f"/quote/{quote.code}/", quote.total_yen)
    assert answer["Location"] == "/apply/start/"
    return Order.objects.get()


def test_large_order_waits_and_opens_when_it_is_approved() -> None:
    browser = Client()
    order = waiting(browser)
    assert order.status == OrderStatus.WAITING
    assert (Contract.objects.count(), AccessGrant.objects.count()) == (0, 0)
    assert not IssuedDocument.objects.filter(kind=DocumentKind.ORDER_CONFIRMATION).exists()
    start = browser.get("/apply/start/").content.decode()
    assert "2営業日以内" in start and 'href="/manage/contracts/"' in start
    contracts = browser.get("/manage/contracts/").content.decode()
    assert f"お申し込み {order.number} の内容を確認しています" in contracts
    assert "契約は、まだありません" not in contracts
    own = browser.get("/my/").content.decode()
    assert "研修担当者に知らせてください" not in own and 'href="/manage/"' in own
    operator = Person.objects.get(is_operator=True)
    with clock.fixed_at(NOON + dt.timedelta(days=2)):
        approve_order(order=order, by=operator)
        approve_order(order=order, by=operator)  # the second click
        contract = Contract.objects.get()
        assert (contract.seats, contract.starts_on) == (150, dt.date(2026, 11, 27))
        assert AccessGrant.objects.get().seats == 150
        with pytest.raises(PortalError):
            decline_order(order=order, by=operator, reason="いいえ")
    assert IssuedDocument.objects.filter(kind=DocumentKind.ORDER_CONFIRMATION).count() == 1
    texts = [mail.payload["text"] for mail in OutboxMessage.objects.all()]
    assert sum("お申し込みを承りました" in text for text in texts) == 1


def test_quote_that_will_wait_says_so_on_every_page_and_in_its_document() -> None:
    browser, wait = Client(), "2営業日以内にご連絡します"
    quote = large()
    browser.post(f"/quote/{quote.code}/act/", {"do": "apply"})
    browser.post("/apply/customer/", CUSTOMER)
    assert wait in str(IssuedDocument.objects.latest("pk").content)
    for page in ("/apply/", "/apply/customer/", "/apply/check/"):
        text = browser.get(page).content.decode()
        assert wait in text, page
        assert "すぐに利用できます" not in text and "すぐに受講できます" not in text, page
    small = made(Client())
    assert "すぐに利用できます" in str(IssuedDocument.objects.latest("pk").content)
    browser.post(f"{small}act/", {"do": "apply"})
    assert "すぐに受講できます" in browser.get("/apply/customer/").content.decode()


def test_quote_names_its_course_and_says_that_it_was_used() -> None:
    address = made(Client())
    assert "STOP! カスタマーハラスメント" in Client().get(address).content.decode()
    apply_by(Client(), address, Quote.objects.get().total_yen)
    assert (
        "この見積書でのお申し込みは、すでに済んでいます。" in Client().get(address).content.decode()
    )


def test_declined_order_opens_nothing_and_says_why() -> None:
    order = waiting(Client())
    operator = Person.objects.get(is_operator=True)
    with pytest.raises(PortalError):
        decline_order(order=order, by=operator, reason="  ")
    decline_order(order=order, by=operator, reason="ご住所を確認できませんでした。")
    order.refresh_from_db()
    assert (order.status, Contract.objects.count()) == (OrderStatus.DECLINED, 0)
    with pytest.raises(PortalError):
        approve_order(order=order, by=operator)
    texts = [mail.payload["text"] for mail in OutboxMessage.objects.all()]
    assert sum("ご住所を確認できませんでした。" in text for text in texts) == 1
