"""The main road in a browser: a file sent, looked at, published, assigned, learned, certified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from terakoya.portal.accounts.models import Member
from terakoya.portal.authoring.services import read_decks
from terakoya.portal.editions.tests.test_pages import signed_in
from terakoya.portal.learning.models import Certificate
from terakoya.portal.learning.services import take_seat
from tests.factories import make_member

from .decks import PAGES, small_deck
from .studio import Studio, make_studio

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def studio(transactional_db: None, drawn: None) -> Studio:
    """An officer of an organisation with a contract, in a database that a server may read."""
    return make_studio()


@contextmanager
def browser_of(member: Member, chromium: Browser, address: str) -> Iterator[Page]:
    """Somebody's browser; a fault of a script fails the test."""
    faults: list[str] = []
    cookie = signed_in(member).cookies["sessionid"].value
    with chromium.new_context(base_url=address) as context:
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
    assert faults == []


def test_from_a_file_to_a_certificate(
    studio: Studio, live_server: Any, chromium: Browser, tmp_path: Path
) -> None:
    learner = make_member(studio.officer.organisation, "学習 花子")
    take_seat(member=learner, course=studio.flagship.course)
    file = tmp_path / "個人情報2026.pptx"
    file.write_bytes(small_deck(with_video=True))
    with browser_of(studio.officer, chromium, live_server.url) as page:
        _make(page, file)
        _assign(page)
    with browser_of(learner, chromium, live_server.url) as page:
        _learn(page)
    assert Certificate.objects.get().course_title == "個人情報の取り扱い"


def _make(page: Page, file: Path) -> None:
    """Send the file; decide the page with the video; publish."""
    page.goto("/manage/own-courses/")
    send = page.get_by_role("button", name="アップロード")
    expect(send).to_be_hidden()
    page.get_by_label("ファイルを選ぶ").set_input_files(file)
    expect(page.locator("[data-chosen]")).to_have_text(re.compile(r"個人情報2026\.pptx（\d+ KB）"))
    page.get_by_label("ファイルを選ぶ").press("Tab")
    expect(send).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("順番待ち")).to_be_visible()
    read_decks()
    expect(page.get_by_text("要確認が1件あります")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="要確認へ移る").click()
    page.get_by_role("button", name="このまま使う").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="公開の設定へ進む").click()
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_text("公開中 第1版")).to_be_visible()


def _assign(page: Page) -> None:
    """Give it to everybody, free to open."""
    page.get_by_role("main").get_by_role("link", name="割り当てる").click()
    chosen = page.locator("select[name=course] option:checked")
    expect(chosen).to_have_text("個人情報の取り扱い（自社の教材）")
    page.locator("input[name=gate][value=free]").check(force=True)
    page.get_by_role("main").get_by_role("button", name="割り当てる", exact=True).click()
    page.wait_for_url(re.compile("/manage/assignments/[0-9a-f-]+/"))


def _learn(page: Page) -> None:
    """Open every page; the last one completes the course."""
    page.goto("/my/")
    card = page.locator("section", has_text="個人情報の取り扱い").first
    card.get_by_role("button", name="受講を始める").click()
    page.wait_for_load_state("networkidle")  # the player's scripts are there
    _enlarge(page)
    for number in range(1, PAGES + 1):
        expect(page.get_by_role("heading", name=f"スライド{number}：")).to_be_visible()
        page.locator("[data-go=next][href]").click()
    expect(page.get_by_role("heading", name="修了しました")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="修了証を見る").click()
    expect(page.get_by_role("main").get_by_text("学習 花子").first).to_be_visible()


def _enlarge(page: Page) -> None:
    """On a phone the cover opens larger, by keyboard, and the player's keys stand still."""
    wide = page.viewport_size
    assert wide is not None
    page.set_viewport_size({"width": 390, "height": 844})
    button = page.get_by_role("button", name="拡大")
    button.focus()
    page.keyboard.press("Enter")
    shown = page.get_by_role("dialog", name="拡大").locator("img")
    first = shown.bounding_box()
    assert first is not None and first["width"] > 2 * 390
    page.keyboard.press("-")
    second = shown.bounding_box()
    assert second is not None and second["width"] < first["width"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="拡大")).to_have_count(0)
    expect(button).to_be_focused()
    expect(page.get_by_role("heading", name="スライド1：")).to_be_visible()
    page.set_viewport_size(wide)
    expect(button).to_be_hidden()
