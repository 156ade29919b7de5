"""Applying for a later day, and with renewal: nothing opens before, everything says the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Course, TaxRate
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.learning.errors import NoAccess
from terakoya.portal.learning.models import Assignment
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.orders.apply_words import later_words
from terakoya.portal.orders.models import Contract, ManuscriptLicence, Order
from terakoya.portal.orders.selectors.contracts import bought_of, later_start
from terakoya.portal.orders.services.quotes import issue_quote
from terakoya.portal.orders.specs import Asker, Selection, Units
from tests.factories import make_operator

from .test_apply import CUSTOMER, items

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
LATER = "2026-12-15"
BACKEND = "terakoya.portal.accounts.backends.EmailBackend"


@pytest.fixture
def browser(shop: None) -> Iterator[Client]:
    """A visitor on 25 November 2026; the course is published."""
    with clock.fixed_at(NOON):
        yield Client()


def fill_in(browser: Client, **chosen: str) -> None:
    """Steps 1 and 2 of a choice."""
    browser.post("/apply/", items(**chosen))
    browser.post("/apply/customer/", CUSTOMER)


def check_of(browser: Client, **chosen: str) -> Any:
    """The final check of a choice."""
    fill_in(browser, **chosen)
    return browser.get("/apply/check/")


def apply_for(browser: Client, total: str, **chosen: str) -> Order:
    """The order of a choice."""
    fill_in(browser, **chosen)
    answer = browser.post("/apply/check/", {"total_yen": total})
    assert answer.status_code == 302
    return Order.objects.get()


def test_contract_and_licence_run_from_the_day_that_was_asked_for(browser: Client) -> None:
    page = check_of(browser, starts_on=LATER, months="3", with_manuscript="on").content.decode()
    for said in ("2026年12月15日（火）から利用できます", "2027年3月14日（日）", "2027年1月31日"):
        assert said in page, said
    order = apply_for(browser, "147400", starts_on=LATER, months="3", with_manuscript="on")
    contract, licence = Contract.objects.get(), ManuscriptLicence.objects.get()
    assert (contract.starts_on, contract.ends_on, contract.renews) == (
        dt.date(2026, 12, 15),
        dt.date(2027, 3, 14),
        False,
    )
    assert (licence.starts_on, licence.updates_until) == (
        dt.date(2026, 12, 15),
        dt.date(2027, 12, 14),
    )
    assert order.snapshot["billed_on"] == "2026-12-31"
    document = IssuedDocument.objects.get(kind=DocumentKind.ORDER_CONFIRMATION)
    assert document.content["lines"][0]["period_from"] == LATER


def test_start_page_and_mail_say_the_day(browser: Client) -> None:
    order = apply_for(browser, "121000", starts_on=LATER, with_manuscript="on")
    page = browser.get("/apply/start/").content.decode()
    assert "2026年12月15日（火）から使えます" in page
    assert "受講と教材原稿のダウンロードは、この日から始められます。" in page
    assert page.count('/manage/contracts/"') == 1
    [seats, manuscript] = bought_of(order, "ja")
    assert later_words([seats]) == "受講は、この日から始められます。"
    assert later_words([manuscript]) == "教材原稿のダウンロードは、この日から始められます。"
    assert "今すぐ受講を始める" not in page
    texts = [mail.payload["text"] for mail in OutboxMessage.objects.all()]
    assert any("2026年12月15日（火）からご利用いただけます" in text for text in texts)
    assert not any("今すぐ始められます" in text for text in texts)


def test_nothing_opens_before_the_day_and_everything_says_it(browser: Client) -> None:
    apply_for(browser, "121000", starts_on=LATER, with_manuscript="on")
    owner, assignment = Member.objects.get(), Assignment.objects.get()
    assert (assignment.starts_on, assignment.due_on) == (
        dt.date(2026, 12, 15),
        dt.date(2027, 1, 14),
    )
    with pytest.raises(NoAccess, match="2026年12月15日"):
        open_enrolment(member=owner, assignment=assignment, language="ja")
    assert "研修は2026年12月15日（火）から始められます" in browser.get("/my/").content.decode()
    home = browser.get("/manage/").content.decode()
    assert "受講枠は、2026年12月15日（火）から使えます" in home
    contracts = browser.get("/manage/contracts/").content.decode()
    for said in ("開始前", "枠は2026年12月15日（火）から使えます", "から受け取れます"):
        assert said in contracts, said
    manuscripts = browser.get("/manage/manuscripts/").content.decode()
    assert "2026年12月15日（火）から受け取れます" in manuscripts
    file = f"/manage/manuscripts/{ManuscriptLicence.objects.get().uuid}/ja/pdf/"
    assert browser.get(file).status_code == 404
    assert file not in manuscripts
    assert "2027年12月14日" not in browser.get("/manage/exports/").content.decode()


def test_all_opens_on_the_day(browser: Client) -> None:
    apply_for(browser, "13200", starts_on=LATER)
    with clock.fixed_at(dt.datetime(2026, 12, 14, 15, 0, tzinfo=dt.UTC)):  # midnight in Japan
        owner, assignment = Member.objects.get(), Assignment.objects.get()
        open_enrolment(member=owner, assignment=assignment, language="ja")
        later = Client()  # the first session is over by then
        later.force_login(owner.person, backend=BACKEND)
        assert "から始められます" not in later.get("/my/").content.decode()
        assert "契約中" in later.get("/manage/contracts/").content.decode()
        assert later_start(Order.objects.get()) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-11-24", "過ぎた日からは始められません。今日（2026年11月25日（水））か"),
        ("2027-02-30", "実在する年月日を入力してください"),
        ("2027-11-26", "1年後（2027年11月25日（木））までの日"),
        # Told by the same form at its field, as those above are.
        pytest.param("2026-02-30", "実在する年月日を入力してください", marks=pytest.mark.deep),
        pytest.param("12月15日", "実在する年月日を入力してください", marks=pytest.mark.deep),
        pytest.param("9999-12-31", "1年後", marks=pytest.mark.deep),
    ],
)
def test_day_that_cannot_be_is_told_at_its_field(
    browser: Client, typed: str, sentence: str
) -> None:
    answer = browser.post("/apply/", items(starts_on=typed))
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert 'href="#id_starts_on"' in page and f'value="{typed}"' in page
    assert browser.get("/apply/check/")["Location"] == "/apply/"


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("", dt.date(2026, 11, 25)),
        ("２０２６／１２／１５", dt.date(2026, 12, 15)),
        ("2026-11-25", dt.date(2026, 11, 25)),
        pytest.param("2026年12月15日", dt.date(2026, 12, 15), marks=pytest.mark.deep),
        ("2027-11-25", dt.date(2027, 11, 25)),
    ],
)
def test_day_is_taken_in_any_width_up_to_a_year_ahead(
    browser: Client, typed: str, begins: dt.date
) -> None:
    apply_for(browser, "13200", starts_on=typed)
    assert Contract.objects.get().starts_on == begins


def test_day_that_has_passed_by_the_final_check_leads_back_to_its_field(browser: Client) -> None:
    check_of(browser, starts_on="2026-11-26")
    with clock.fixed_at(NOON + dt.timedelta(days=2)):
        assert browser.get("/apply/check/")["Location"] == "/apply/"
        posted = browser.post("/apply/check/", {"total_yen": "13200"})
        assert posted["Location"] == "/apply/"
        page = browser.get("/apply/").content.decode()
        assert "過ぎた日からは始められません" in page and 'value="2026-11-26"' in page
    assert Order.objects.count() == 0


def test_days_that_were_not_shown_are_shown_again(browser: Client) -> None:
    """Midnight at a month's end between the final check and the click."""
    with clock.fixed_at(dt.datetime(2026, 11, 30, 14, 59, tzinfo=dt.UTC)):
        page = check_of(browser).content.decode()
        assert 'name="starts_on" value="2026-11-30"' in page
    with clock.fixed_at(dt.datetime(2026, 11, 30, 15, 1, tzinfo=dt.UTC)):
        shown = {"total_yen": "13200", "starts_on": "2026-11-30"}
        answer = browser.post("/apply/check/", shown)
        assert (answer.status_code, Order.objects.count()) == (409, 0)
        assert "日付が変わりました" in answer.content.decode()
        assert browser.post("/apply/check/", {**shown, "starts_on": "zzz"}).status_code == 400
        again = {**shown, "starts_on": "2026-12-01"}
        assert browser.post("/apply/check/", again)["Location"] == "/apply/start/"
    order = Order.objects.get()
    assert (order.snapshot["billed_on"], order.snapshot["due_on"]) == ("2026-12-31", "2027-01-31")


def test_tax_is_that_of_the_first_day(browser: Client) -> None:
    TaxRate.objects.create(per_mille=120, valid_from=dt.date(2026, 12, 1))
    order = apply_for(browser, "13440", starts_on=LATER)
    assert (order.tax_per_mille, order.tax_yen) == (120, 1_440)


def test_tax_that_changes_at_midnight_is_shown_before_it_is_ordered(browser: Client) -> None:
    TaxRate.objects.create(per_mille=120, valid_from=dt.date(2026, 12, 1))
    with clock.fixed_at(dt.datetime(2026, 11, 30, 14, 59, tzinfo=dt.UTC)):
        assert "13,200円" in check_of(browser).content.decode()
    with clock.fixed_at(dt.datetime(2026, 11, 30, 15, 1, tzinfo=dt.UTC)):
        answer = browser.post("/apply/check/", {"total_yen": "13200"})
        assert (answer.status_code, Order.objects.count()) == (409, 0)
        assert "13,440円" in answer.content.decode()


def test_renewal_is_off_until_it_is_ticked(browser: Client) -> None:
    page = check_of(browser).content.decode()
    assert "自動更新はありません" in page
    ticked = check_of(browser, renews="on").content.decode()
    assert "自動更新します。終わる30日前と7日前に知らせ" in ticked
    apply_for(browser, "13200", renews="on")
    assert Contract.objects.get().renews
    document = IssuedDocument.objects.get(kind=DocumentKind.ORDER_CONFIRMATION)
    assert "自動更新します" in str(document.content)


def test_quote_keeps_its_price_for_a_later_day(browser: Client) -> None:
    course = Course.objects.get()
    quote = issue_quote(
        course=course,
        selection=Selection(course.slug, 150, 7),
        asker=Asker("株式会社みほん商事", "山田 花子", "yamada@mihon.example"),
        by=make_operator(),
        units=Units(800, 98_000),
    )
    browser.post(f"/quote/{quote.code}/act/", {"do": "apply"})
    offered = items(seats="150", months="7", starts_on=LATER)
    page = browser.get("/apply/").content.decode()
    assert 'value="150"' in page and '<option value="7"' in page
    refused = browser.post("/apply/", {**offered, "renews": "on"})
    assert refused.status_code == 422
    assert "100枠を超える契約は、見積もりで更新します" in refused.content.decode()
    assert browser.post("/apply/", offered)["Location"] == "/apply/customer/"
    browser.post("/apply/customer/", CUSTOMER)
    total = 150 * 7 * 800 * 11 // 10
    assert browser.post("/apply/check/", {"total_yen": str(total)}).status_code == 302
    order = Order.objects.get()
    assert (order.quote, order.snapshot["starts_on"]) == (quote, LATER)


def test_another_choice_than_the_quoted_one_has_todays_price(browser: Client) -> None:
    course = Course.objects.get()
    quote = issue_quote(
        course=course,
        selection=Selection(course.slug, 12, 1),
        asker=Asker("株式会社みほん商事"),
        by=make_operator(),
        units=Units(500, 98_000),
    )
    browser.post(f"/quote/{quote.code}/act/", {"do": "apply"})
    assert "6,600円" in browser.get("/apply/customer/").content.decode()
    browser.post("/apply/", items(seats="13"))
    assert "14,300円" in browser.get("/apply/customer/").content.decode()
