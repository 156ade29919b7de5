"""The whole road in one browser: storefront, applying, learning, test, certificate, verifying.

With TERAKOYA_PICTURES=FOLDER every stop is kept as a picture.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.catalogue.selectors import revision_text
from terakoya.portal.learning.draws import read_draw
from terakoya.portal.learning.models import Attempt, Certificate, Enrolment

from .conftest import Publish
from .player import Player

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.database,
    pytest.mark.once_on_postgres,
]

CUSTOMER = {
    "organisation_name": "株式会社みほん商事",
    "postal_code": "123-4567",
    "address": "千代田区見本町1-2-3",
    "person_name": "山田 花子",
    "person_kana": "やまだ はなこ",
    "phone": "03-0000-0000",
    "email": "yamada@mihon.example",
}


class Road:
    """The stops of the road; each may be kept as a picture."""

    def __init__(self, page: Page, width: int) -> None:
        self.page, self.width, self.number = page, width, 0
        self.folder = os.environ.get("TERAKOYA_PICTURES")

    def stop(self, name: str, *, whole: bool = True) -> None:
        """Keep a picture of where we are."""
        self.number += 1
        if self.folder:
            place = Path(self.folder) / str(self.width)
            place.mkdir(parents=True, exist_ok=True)
            path = place / f"{self.number:02d}-{name}.png"
            self.page.screenshot(path=path, full_page=whole)

    def apply(self) -> None:
        """From the storefront to the first slide, without waiting for anybody."""
        page = self.page
        page.goto("/")
        self.stop("storefront")
        page.get_by_role("link", name="今すぐ申し込む").first.click()
        self.stop("items")
        page.get_by_role("button", name="お客様情報へ進む").click()
        for field, value in CUSTOMER.items():
            page.fill(f"#id_{field}", value)
        page.select_option("#id_prefecture", "東京都")
        self.stop("customer")
        page.get_by_role("button", name="最終確認へ進む").click()
        self.stop("check")
        page.get_by_role("button", name="申し込みを確定する").click()
        expect(page.get_by_text("お申し込みを受け付けました。")).to_be_visible()
        self.stop("start")
        page.get_by_role("link", name="マイ研修を開く").click()
        self.stop("my")

    def learn(self, stack: ExitStack) -> None:
        """Every slide, read as long as it needs."""
        self.page.clock.install()
        self.page.get_by_role("button", name="受講を始める").click()
        enrolment = Enrolment.objects.get()
        player = Player(self.page, f"/learn/{enrolment.uuid}/", stack)
        expect(player.saved).to_contain_text(":")
        slides = revision_text(enrolment.revision_id, "ja").slides
        for number, slide in enumerate(slides, 1):
            expect(player.heading).to_have_text(f"スライド{number}：{slide.title}")
            player.finish_slide(slide.read, asks=slide.asks)
            if number == 1 or slide.layout in {"matrix", "case", "check", "contact"}:
                self.stop(f"slide-{slide.id}", whole=False)
            player.wait_until_saved()
            player.next.click()
        expect(self.page).to_have_url(
            f"{self.page.url.split('/learn/')[0]}/learn/{enrolment.uuid}/test/"
        )
        self.stop("test-intro")

    def pass_test(self) -> None:
        """All questions answered right, as they were drawn."""
        page = self.page
        page.locator("main form button").first.click()
        expect(page.locator("[data-exam]")).to_be_visible()
        draw = read_draw(Attempt.objects.get().draw)
        for number, question in enumerate(draw.questions):
            for choice in question.correct:
                page.locator(f'input[name="q-{question.id}"][value="{choice}"]').check()
            if number == 0:
                self.stop("question", whole=False)
            page.locator("[data-forward]").click()
        page.locator("[data-submit]").click()
        expect(page.get_by_role("link", name="修了証").first).to_be_visible()
        self.stop("result")


@pytest.mark.parametrize("width", [390, pytest.param(1440, marks=pytest.mark.deep)])
def test_road_leads_from_the_storefront_to_a_verified_certificate(
    chromium: Browser,
    live_server: LiveServer,
    transactional_db: None,
    publish: Publish,
    width: int,
) -> None:
    publish()
    faults: list[str] = []
    with ExitStack() as stack:
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, base_url=live_server.url
        )
        stack.callback(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        road = Road(page, width)
        road.apply()
        road.learn(stack)
        road.pass_test()
        certificate = Certificate.objects.get()
        page.goto(f"/my/certificates/{certificate.uuid}/")
        road.stop("certificate")
        page.goto(f"/verify/{certificate.code}/")
        expect(page.get_by_text("山田 花子").first).to_be_visible()
        road.stop("verify")
        page.goto("/my/")
        road.stop("my-completed")
        page.goto("/manage/status/")
        road.stop("status")
    assert faults == []
    assert (certificate.person_name, certificate.percent) == ("山田 花子", 100)
