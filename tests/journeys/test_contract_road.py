"""The way of a contract: quote, application, learning the same day, seats, invoice, payment, end.

With TERAKOYA_PICTURES=FOLDER every stop is kept as a picture at 390 and 1440 px.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member
from terakoya.portal.billing.models import Invoice
from terakoya.portal.billing.services.closing import close_due_months
from terakoya.portal.billing.tests.sold import with_bank
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.tests.learners import signed_in
from terakoya.portal.orders.models import Contract
from terakoya.portal.orders.services.terms import remind_of_ends
from tests.factories import confirm_now, make_operator, publish_flagship
from tests.waiting import expect_read

from .officer import Calendar

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
]
FIRST_DAY = dt.date(2031, 4, 10)
INVOICED = dt.date(2031, 5, 1)
PAID = dt.date(2031, 5, 28)
REMINDED = dt.date(2031, 6, 12)
OVER = dt.date(2031, 10, 10)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUSTOMER = {
    "会社・団体名": "株式会社みほん商事",
    "郵便番号": "1234567",
    "市区町村・番地": "千代田区見本町1-2-3",
    "氏名": "山田 花子",
    "フリガナ": "ヤマダ ハナコ",
    "電話番号": "03-0000-0000",
    "メールアドレス": "yamada@mihon.example",
}


class Windows:
    """Browser windows of the visitor who becomes the owner, and of the seller's operator."""

    road = "contract"

    def __init__(self, browser: Browser, server: LiveServer, stack: ExitStack):
        self.browser, self.server, self.stack = browser, server, stack
        self.days = Calendar(stack)
        self.faults: list[str] = []
        self.number = 0
        self.seller = make_operator(Right.BILLING, Right.SUPPORT)
        with_bank(FIRST_DAY)

    def open(self, session: str = "") -> Page:
        """A window, signed in where a session is given."""
        context = self.browser.new_context(
            viewport={"width": 1440, "height": 900},
            base_url=self.server.url,
            reduced_motion="reduce",
        )
        self.stack.callback(context.close)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.server.url}])
        page = context.new_page()
        page.set_default_timeout(12_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def open_for(self, member: Member) -> Page:
        """A window of the member on the day that it is."""
        return self.open(signed_in(member).cookies["sessionid"].value)

    def open_for_seller(self) -> Page:
        """A window of an operator who has just said who they are."""
        client = Client()
        client.force_login(self.seller)
        return self.open(confirm_now(client).cookies["sessionid"].value)

    def stop(self, page: Page, name: str, *words: str) -> None:
        """The page says so, fits at both widths, and is kept as a picture."""
        self.number += 1
        for one in words:
            expect(page.get_by_text(one).filter(visible=True).first).to_be_visible()
        folder = os.environ.get("TERAKOYA_PICTURES")
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            expect_read(lambda: page.evaluate(TOO_WIDE), 0)
            if folder:
                place = Path(folder) / self.road / str(width)
                place.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=place / f"{self.number:02d}-{name}.png", full_page=True)


@pytest.fixture
def windows(
    chromium: Browser, live_server: LiveServer, transactional_db: None
) -> Iterator[Windows]:
    """Closes windows and puts the clock back."""
    with ExitStack() as stack:
        found = Windows(chromium, live_server, stack)
        found.days.go_to(FIRST_DAY)
        publish_flagship()
        yield found


# Deep: each of its pages and forms has tests of its own, and test_every_page.py opens them.
@pytest.mark.deep
def test_contract_road(windows: Windows) -> None:
    """One after the other, as a customer and the seller meet them."""
    visitor = windows.open()
    _quote(windows, visitor)
    _apply(windows, visitor)
    _learn(windows, visitor)
    owner = Member.objects.get(person__email="yamada@mihon.example")
    _add_seats(windows, visitor)
    windows.days.go_to(INVOICED)
    assert close_due_months() == 1
    _read_invoice(windows, windows.open_for(owner))
    windows.days.go_to(PAID)
    _match_payment(windows, windows.open_for_seller())
    windows.days.go_to(REMINDED)
    assert remind_of_ends() == 1
    _renew(windows, windows.open_for(owner))
    windows.days.go_to(OVER)
    _see_the_end(windows, windows.open_for(owner))
    assert windows.faults == []


def _quote(windows: Windows, page: Page) -> None:
    page.goto("/quote/new/")
    page.get_by_label("受講枠（名）").fill("５")
    page.get_by_label("期間").select_option("3")
    page.get_by_label("会社・団体名").fill("株式会社みほん商事")
    windows.stop(page, "quote-new")
    page.get_by_role("button", name="見積書を作る").click()
    windows.stop(page, "quote", "株式会社みほん商事 御中", "16,500円")
    _expect_pdf(page, page.get_by_role("link", name="PDFを保存する"))


def _apply(windows: Windows, page: Page) -> None:
    page.get_by_role("button", name="この内容で申し込む").click()
    for label, words in CUSTOMER.items():
        page.get_by_label(label, exact=False).first.fill(words)
    page.locator("#id_prefecture").select_option("東京都")
    windows.stop(page, "apply-customer")
    page.get_by_role("button", name="最終確認へ進む").click()
    windows.stop(page, "apply-check", "16,500円", "無料で取り消せます")
    page.get_by_role("button", name="申し込みを確定する").click()
    windows.stop(page, "apply-start", "お申し込みを受け付けました。")


def _learn(windows: Windows, page: Page) -> None:
    page.get_by_role("link", name="マイ研修を開く").click()
    windows.stop(page, "my")
    page.locator("main").get_by_text("受講を始める").first.click()
    windows.stop(page, "player")


def _add_seats(windows: Windows, page: Page) -> None:
    page.goto("/manage/contracts/")
    windows.stop(page, "contracts", "契約番号", "空き 4枠", "M-2031-0001")
    page.get_by_role("button", name="追加の内容を確認する").click()
    page.get_by_label("追加する枠").fill("２")
    page.get_by_role("button", name="金額を確かめる").click()
    windows.stop(page, "seats-add", "6,600円")
    page.get_by_role("button", name="この内容で追加する").click()
    windows.stop(page, "seats-added", "空き 6枠")


def _read_invoice(windows: Windows, page: Page) -> None:
    page.goto("/manage/contracts/")
    windows.stop(page, "invoice-issued", "23,100円")
    assert "請求書" in _last_mail()
    invoice = Invoice.objects.get()
    assert invoice.total_yen == 16_500 + 6_600
    link = page.get_by_role("link", name=f"請求書 {invoice.document.number}")
    _expect_pdf(page, link)


def _match_payment(windows: Windows, page: Page) -> None:
    page.goto("/operator/billing/bank/")
    lines = '日付,摘要,お引出し,お預入れ,残高\r\n2031/5/27,ｶ)ﾐﾎﾝｼﾖｳｼﾞ,,"22,770","122,770"\r\n'
    page.get_by_label("ファイル").first.set_input_files(
        {"name": "bank.csv", "mimeType": "text/csv", "buffer": lines.encode("cp932")}
    )
    page.get_by_role("button", name="読み込む").click()
    windows.stop(page, "bank-file", "手数料330円の差引")
    page.get_by_role("button", name="この請求書の入金にする").click()
    windows.stop(page, "bank-settled", "確認する入金はありません。")
    expect(page.locator("nav.tabs [aria-current]")).to_have_text(["入金の照合"])
    page.goto("/operator/billing/")
    windows.stop(page, "invoice-paid", "入金済み")


def _renew(windows: Windows, page: Page) -> None:
    assert "契約" in _last_mail()
    page.goto("/manage/contracts/")
    page.get_by_role("link", name="契約を更新する").click()
    windows.stop(page, "renew", "23,100円")
    page.get_by_role("button", name="この内容で更新する").click()
    windows.stop(page, "renewed", "次の契約")
    assert Contract.objects.count() == 3


def _see_the_end(windows: Windows, page: Page) -> None:
    page.goto("/manage/contracts/")
    windows.stop(page, "ended", "終了")
    page.goto("/my/")
    windows.stop(page, "my-after-the-end", "契約の期間が終わったため、今は受講できません。")


def _last_mail() -> str:
    """The subject of the mail that waits last."""
    message = OutboxMessage.objects.order_by("-id")[0]
    return str(message.payload["subject"])


def _expect_pdf(page: Page, link: Locator) -> None:
    """What the link leads to is a PDF."""
    expect(link).to_have_attribute("href", re.compile("^/"))
    answer = page.request.get(link.evaluate("link => link.href"))
    assert answer.body().startswith(b"%PDF")
