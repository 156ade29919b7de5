"""The seller's way: an inquiry becomes a quote, 150 seats are approved, a change of the law is
published, learning is stopped and resumed, and the customer's data are deleted on request.

With TERAKOYA_PICTURES=FOLDER every stop is kept as a picture at 390 and 1440 px.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import OperatorRight, Organisation
from terakoya.portal.accounts.services import enter_house
from terakoya.portal.authoring.models import OwnCourse
from terakoya.portal.authoring.services import read_decks, reader, receive_deck
from terakoya.portal.authoring.services.catalogue import CatalogueDetails, publish_to_catalogue
from terakoya.portal.authoring.tests.decks import DrawnPages, small_deck
from terakoya.portal.authoring.tests.studio import publish_own
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.inquiries.tests.inquiries import make_inquiry
from terakoya.portal.operator.models import Deletion
from terakoya.portal.operator.services import run_deletions
from terakoya.portal.orders.models import Contract, Quote
from tests.factories import confirm_now, publish_flagship

from .test_contract_road import CUSTOMER, Windows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
]
FIRST_DAY = dt.date(2031, 4, 10)
STOPPED = dt.date(2031, 4, 17)
DELETED = dt.date(2031, 5, 1)


class Desk(Windows):
    """The windows of somebody of the seller's who holds all rights."""

    road = "operator"

    def __init__(self, browser: Browser, server: LiveServer, stack: ExitStack):
        super().__init__(browser, server, stack)
        OperatorRight.objects.create(person=self.seller, right=Right.CONTENT)

    def open_among_authors(self) -> Page:
        """A window in which the operator makes courses of the catalogue."""
        client = Client()
        client.force_login(self.seller)
        client.post("/operator/courses/make/")
        return self.open(confirm_now(client).cookies["sessionid"].value)


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer, transactional_db: None) -> Iterator[Desk]:
    """Closes windows and puts the clock back."""
    with ExitStack() as stack:
        found = Desk(chromium, live_server, stack)
        found.days.go_to(FIRST_DAY)
        publish_flagship()
        yield found


# Deep: each of its pages has tests of its own, and test_every_page.py opens them.
@pytest.mark.deep
def test_operator_road(desk: Desk) -> None:
    """One after the other, as the seller's people meet them."""
    page = desk.open_for_seller()
    _quote(desk, page)
    _order(desk, desk.open())
    _approve(desk, page)
    _publish(desk, desk.open_among_authors())
    _announce_stop(desk, page)
    desk.days.go_to(STOPPED)
    _stop(desk, desk.open_for_seller())
    desk.days.go_to(DELETED)
    _delete(desk, desk.open_for_seller())
    assert desk.faults == []


def _quote(desk: Desk, page: Page) -> None:
    make_inquiry(company="株式会社みほん商事", text="150名で使いたいです。")
    page.goto("/operator/")
    desk.stop(page, "home", "返信を待っている問い合わせ")
    page.get_by_role("link", name="株式会社みほん商事").click()
    desk.stop(page, "inquiry", "150名で使いたいです。")
    page.get_by_role("link", name="見積書にする").click()
    page.locator("#id_seats").fill("150")
    desk.stop(page, "quote-of-inquiry")
    page.get_by_role("button", name="見積書を発行する").click()
    desk.stop(page, "quoted", "M-2031-0001")
    page.get_by_role("button", name="お客様へ送る").click()
    desk.stop(page, "answered")


def _order(desk: Desk, page: Page) -> None:
    page.goto(reverse("orders:quote", args=[Quote.objects.get().code]))
    page.get_by_role("button", name="この内容で申し込む").click()
    for label, words in CUSTOMER.items():
        page.get_by_label(label, exact=False).first.fill(words)
    page.locator("#id_prefecture").select_option("東京都")
    page.get_by_role("button", name="最終確認へ進む").click()
    page.get_by_role("button", name="申し込みを確定する").click()
    desk.stop(page, "ordered")
    assert not Contract.objects.exists()


def _approve(desk: Desk, page: Page) -> None:
    page.goto("/operator/")
    desk.stop(page, "home-waiting", "承認を待っている申し込み", "150枠・")
    page.get_by_role("link", name="内容を見る").click()
    desk.stop(page, "order-waiting", "承認が必要になった理由")
    page.goto("/operator/")
    page.get_by_role("button", name="承認する").click()
    desk.stop(page, "approved", "承認し、お客様にメールで知らせました。")
    assert Contract.objects.get().seats == 150


def _publish(desk: Desk, page: Page) -> None:
    own = _deck_in_the_catalogue(desk)
    page.goto("/operator/courses/")
    desk.stop(page, "catalogue", "personal-information")
    page.goto(reverse("authoring:catalogue-publish", args=[own.uuid]))
    page.get_by_label("前の版からの変更").select_option("legal")
    page.get_by_role("button", name="カタログに出す").click()
    desk.stop(page, "legal-refused", "法改正の版には、施行日を入力してください。")
    page.get_by_label("施行日").fill("2031-10-01")
    page.get_by_label("法務の確認をした人").fill("法務 一郎")
    page.get_by_label("資格か役職").fill("弁護士")
    page.get_by_label("確認日").fill("2031-04-09")
    desk.stop(page, "legal")
    page.get_by_role("button", name="カタログに出す").click()
    desk.stop(page, "legal-published", "カタログに出しました。", "施行日 2031年10月1日（水）")
    newest = Revision.objects.latest("pk")
    assert (newest.kind, newest.effective_on) == (RevisionKind.LEGAL, dt.date(2031, 10, 1))


def _deck_in_the_catalogue(desk: Desk) -> OwnCourse:
    """A deck's course in the catalogue, changed since and published among the seller's people."""
    author = enter_house(by=desk.seller)
    client = Client()
    client.force_login(desk.seller)
    client.post("/operator/courses/make/")
    deck = small_deck()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "DeckPages", DrawnPages)
        receive_deck(by=author, name="個人情報2026.pptx", size=len(deck), pieces=[deck])
        read_decks()
    own = OwnCourse.objects.select_related("edition", "by__organisation").get()
    publish_own(own.by, own)
    details = CatalogueDetails("personal-information", "紹介", "社員", is_listed=True)
    publish_to_catalogue(by=author, own_course=own, details=details)
    client.post(
        reverse("authoring:own-course", args=[own.uuid]),
        {"title": "個人情報の守り方", "minutes": "9", "pass_mark": "80", "goals": "守れる"},
    )
    publish_own(own.by, own)
    return own


def _announce_stop(desk: Desk, page: Page) -> None:
    page.goto("/operator/organisations/")
    page.get_by_role("link", name="株式会社みほん商事").click()
    page.get_by_label("契約・請求の確認").check()
    desk.stop(page, "customer-reason")
    page.get_by_role("button", name="開く").click()
    desk.stop(page, "customer", "契約中", "注文請書")
    page.get_by_role("link", name="利用の停止と再開").click()
    page.get_by_label("止める日").fill(STOPPED.isoformat())
    page.get_by_label("理由").fill("4月分のご請求が未入金のため")
    page.get_by_role("button", name="予告を送る").click()
    desk.stop(page, "stop-announced", "予告をメールで送りました。")


def _stop(desk: Desk, page: Page) -> None:
    page.goto("/operator/")
    desk.stop(page, "home-announced", "予告した日になりました")
    page.locator("main").get_by_role("link", name="株式会社みほん商事").first.click()
    page.get_by_role("button", name="利用を止める").click()
    desk.stop(page, "stopped", "利用を止め、メールで知らせました。")
    page.get_by_role("button", name="利用を再開する").click()
    desk.stop(page, "resumed", "これまでどおり使えるようにし、メールで知らせました。")
    found = Organisation.objects.get(name="株式会社みほん商事")
    page.goto(reverse("operator:deletion", args=[found.uuid]))
    page.get_by_label("依頼した人").fill("総務部長 山田 花子")
    desk.stop(page, "deletion-asked-for")
    page.get_by_role("button", name="予告を送る").click()
    desk.stop(page, "deletion-announced", "2031年5月1日（木）から削除すると予告しています")


def _delete(desk: Desk, page: Page) -> None:
    found = Organisation.objects.get(name="株式会社みほん商事")
    page.goto(reverse("operator:deletion", args=[found.uuid]))
    page.get_by_label("会社コード").fill(found.code)
    page.get_by_label("バックアップが残る最後の日").fill("2031-05-31")
    desk.stop(page, "deletion", "契約が続いています（150枠、")
    page.get_by_role("button", name="削除を始める").click()
    desk.stop(page, "deleting", "から削除しています")
    assert run_deletions() == ["D-2031-000001"]
    page.reload()
    desk.stop(page, "deleted", "削除を終えました。")
    address = reverse("operator:deletion-certificate", args=[Deletion.objects.get().code])
    assert page.request.get(address).body().startswith(b"%PDF")
