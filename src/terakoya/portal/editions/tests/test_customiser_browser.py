"""The customiser in a browser: the preview follows, choices are kept, and the focus stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from terakoya.portal.editions.editing import edits
from terakoya.portal.editions.models import EditionUpdate
from terakoya.portal.editions.services import apply_edit
from tests.waiting import expect_read

from .officers import Desk
from .short_course import make_short_desk, publish_vendor
from .test_pages import signed_in
from .test_updates import CONTACT, arrived, edit, rewrite

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
REFUSED = "rgb(206, 0, 0)"  # --err
# Headings of cards of which something that scrolls shows a part or nothing.
CUT_HEADINGS = """() => [...document.querySelectorAll(".card > :is(h2, .head)")].filter((one) => {
  const { top, bottom } = one.getBoundingClientRect();
  for (let box = one.parentElement; box !== document.body; box = box.parentElement) {
    const edges = box.getBoundingClientRect();
    const isOpen = getComputedStyle(box).overflowY === "visible";
    if (!isOpen && (top < edges.top || bottom > edges.bottom)) return true;
  }
  return false;
}).map((one) => one.innerText)"""


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    """An officer with an edition of the short course, in a database that a server may read."""
    return make_short_desk()


@pytest.fixture
def page(desk: Desk, live_server: Any, chromium: Browser) -> Iterator[Page]:
    """The officer's browser; a fault of a script fails the test."""
    cookies = signed_in(desk.officer).cookies
    faults: list[str] = []
    with chromium.new_context(base_url=live_server.url) as context:
        context.add_cookies(
            [{"name": "sessionid", "value": cookies["sessionid"].value, "url": live_server.url}]
        )
        found = context.new_page()
        found.on("pageerror", lambda error: faults.append(str(error)))
        yield found
    assert faults == []


def test_the_preview_follows_the_keys_and_leaving_the_field_saves(desk: Desk, page: Page) -> None:
    """What does not arrive is told; a text too long to outlive its page arrives."""
    page.goto(reverse("editions:slide-edit", args=(desk.edition.uuid, CONTACT)))
    title = page.get_by_label("タイトル", exact=False).nth(1)
    with page.expect_response(re.compile("/preview/")) as answer:
        title.fill("みほん商事の相談窓口")
    took = answer.value.request.timing["responseEnd"]
    page.locator("[data-preview]").get_by_text("みほん商事の相談窓口").wait_for()
    assert desk.slide(CONTACT).title != "みほん商事の相談窓口"
    page.keyboard.press("Tab")
    page.get_by_text("下書きを保存しました").wait_for()
    assert desk.slide(CONTACT).title == "みほん商事の相談窓口"
    title.fill("かっこ { だけ")
    page.keyboard.press("Tab")
    page.locator("[data-saved]").get_by_text("片方だけ").wait_for()
    expect(title).to_have_value("かっこ { だけ")
    assert desk.slide(CONTACT).title == "みほん商事の相談窓口"
    assert took < 3000  # milliseconds; the server's own share is measured in test_pages
    page.context.set_offline(True)
    title.fill("届かない題")
    page.keyboard.press("Tab")
    page.locator("[data-saved]").get_by_text("保存できませんでした").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="下書きに保存する").click(delay=100)
    page.get_by_text("下書きに保存しました。").wait_for()
    assert desk.slide(CONTACT).title == "届かない題"
    text = f"{'あ' * 1_001}\n" * 25  # 75 kB
    page.get_by_label("ナレーション文", exact=False).first.fill(text)
    page.keyboard.press("Tab")
    page.locator("[data-saved]").get_by_text("1行は").wait_for()


def test_an_editor_never_meets_their_own_save(desk: Desk, page: Page) -> None:
    """The button is pressed while the save of a field that was left is still on its way.

    Another officer's save is still told.
    """
    held: list[Route] = []
    address = reverse("editions:slide-edit", args=(desk.edition.uuid, CONTACT))
    page.goto(address)
    page.route(f"**{address}", lambda one: one.continue_() if held else held.append(one))
    title = page.get_by_label("タイトル", exact=False).nth(1)
    narration = page.get_by_label("ナレーション文", exact=False).first
    title.fill("みほん商事の相談窓口")
    with page.expect_request(f"**{address}"):
        narration.fill("窓口は、いつでも相談を受けます。")
    button = page.get_by_role("button", name="下書きに保存する")
    button.click(no_wait_after=True, delay=100)
    [first] = held
    assert first.request.headers["accept"] == "application/json"
    first.continue_()
    page.get_by_text("下書きに保存しました。").wait_for()
    slide = desk.slide(CONTACT)
    assert (slide.title, slide.narration) == (
        "みほん商事の相談窓口",
        ("窓口は、いつでも相談を受けます。",),
    )
    theirs = edits.EDIT_SLIDE("ja", CONTACT, {"title": "同僚の題"})
    apply_edit(by=desk.colleague, edition=desk.edition, edit=theirs)
    title.fill("自分の題")
    button.click(delay=100)
    page.get_by_role("alert").get_by_text("ほかの人が、先に").wait_for()
    expect(title).to_have_value("自分の題")
    assert desk.slide(CONTACT).title == "同僚の題"


def test_another_button_asks_once_when_what_was_typed_is_refused(desk: Desk, page: Page) -> None:
    """It waits until what was typed is kept."""
    edit(desk, CONTACT, title="自社の題")
    page.goto(reverse("editions:slide-edit", args=(desk.edition.uuid, CONTACT)))
    narration = page.get_by_label("ナレーション文", exact=False).first
    narration.fill("かっこ { だけ")
    undo = page.get_by_role("button", name=re.compile("もとに戻す.*タイトル"))
    undo.click(delay=100)
    status = page.locator("[data-saved]")
    expect(status).to_be_focused()
    expect(status).to_contain_text(re.compile("片方だけ.*もう一度押すと"))
    expect(narration).to_have_value("かっこ { だけ")
    assert desk.slide(CONTACT).title == "自社の題"
    undo.click(delay=100)
    page.get_by_text("この欄を、もとの版に戻しました。").wait_for()
    assert desk.slide(CONTACT).title != "自社の題"
    edit(desk, CONTACT, title="自社の題")
    page.goto(reverse("editions:slide-edit", args=(desk.edition.uuid, CONTACT)))
    narration.fill("いつでも相談を受けます。")
    undo.click(delay=100)
    page.get_by_text("この欄を、もとの版に戻しました。").wait_for()
    slide = desk.slide(CONTACT)
    assert (slide.title != "自社の題", slide.narration) == (True, ("いつでも相談を受けます。",))


def test_no_heading_beside_the_form_is_cut(desk: Desk, page: Page) -> None:
    """What scrolls by itself is the preview alone, with its heading at the top."""
    page.goto(reverse("editions:slide-edit", args=(desk.edition.uuid, CONTACT)))
    for width in (390, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 880})
        page.evaluate("scrollTo(0, 400)")
        expect_read(lambda: page.evaluate(CUT_HEADINGS), [])


def test_another_button_asks_once_of_a_form_that_came_back_refused(desk: Desk, page: Page) -> None:
    """Nothing has been typed since: the words stand there, and the draft has not got them."""
    edit(desk, CONTACT, title="自社の題")
    page.goto(reverse("editions:slide-edit", args=(desk.edition.uuid, CONTACT)))
    narration = page.get_by_label("ナレーション文", exact=False).first
    narration.fill("かっこ { だけ")
    page.get_by_role("button", name="下書きに保存する").click(delay=100)
    page.get_by_role("alert").get_by_text("まだ保存していない欄：ナレーション文").wait_for()
    undo = page.get_by_role("button", name=re.compile("もとに戻す.*タイトル"))
    undo.click(delay=100)
    status = page.locator("[data-saved]")
    expect(status).to_be_focused()
    expect(status).to_contain_text("もう一度押すと、保存していない文は消えます")
    expect(status).to_have_css("color", REFUSED)
    expect(narration).to_have_value("かっこ { だけ")
    assert desk.slide(CONTACT).title == "自社の題"
    undo.click(delay=100)
    page.get_by_text("この欄を、もとの版に戻しました。").wait_for()
    assert desk.slide(CONTACT).title != "自社の題"


def test_a_conflict_is_decided_by_keyboard_without_losing_the_place(desk: Desk, page: Page) -> None:
    edit(desk, CONTACT, title="自社の題")
    publish_vendor({CONTACT: {"title": "提供元の題"}})
    update = arrived(desk)
    page.goto(reverse("editions:update", args=(update.uuid,)))
    take = page.get_by_role("button", name="下書きに取り込み、公開の設定へ")
    expect(take).to_have_attribute("aria-disabled", "true")
    page.get_by_label("自社版を残す").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[data-saved]").get_by_text("要確認 1件中 1件を選びました").wait_for()
    expect(page.locator("input[value='theirs']:focus")).to_have_count(1)
    expect(page.locator("[data-result]").get_by_text("提供元の題").first).to_be_attached()
    page.get_by_role("link", name="受け取り方を決める").click()
    ready = page.get_by_role("button", name="下書きに取り込み")
    expect(ready).not_to_have_attribute("aria-disabled", re.compile(""))
    text = page.get_by_label("タイトル：直した文")
    text.fill("両方を生かした題")
    with page.expect_response(re.compile("/choose/")):
        page.keyboard.press("Tab")
    page.locator("[data-result]").get_by_text("両方を生かした題").first.wait_for()
    [kept] = EditionUpdate.objects.get().choices
    assert (kept["take"], kept["text"]) == ("text", "両方を生かした題")
    page.get_by_role("button", name="下書きに取り込み").click()
    page.get_by_role("heading", name="公開の設定").wait_for()
    assert desk.slide(CONTACT).title == "両方を生かした題"


def test_a_rewritten_slide_is_opened_field_by_field_without_losing_the_place(
    desk: Desk, page: Page
) -> None:
    rewrite(desk)
    publish_vendor({CONTACT: {"title": "提供元の題", "police_110": "すぐに110番"}})
    update = arrived(desk)
    page.goto(reverse("editions:update", args=(update.uuid,)))
    page.get_by_label("自社版をまるごと残す").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[data-saved]").get_by_text("要確認 1件中 1件を選びました").wait_for()
    page.keyboard.press("ArrowDown")
    page.locator("[data-saved]").get_by_text("要確認 3件中 1件を選びました").wait_for()
    expect(page.locator("input[value='fields']:focus")).to_have_count(1)
    for number in range(2):
        page.get_by_label("新版にする").nth(number).check()
        page.locator("[data-saved]").get_by_text(f"要確認 3件中 {number + 2}件").wait_for()
    page.get_by_label("自社版をまるごと残す").check()
    page.locator("[data-saved]").get_by_text("要確認 1件中 1件を選びました").wait_for()
    expect(page.locator("form[data-choose]")).to_have_count(1)
    takes = [one["take"] for one in EditionUpdate.objects.get().choices]
    assert takes == ["theirs", "theirs", "ours"]


def test_without_scripts_everything_is_a_form(
    desk: Desk, live_server: Any, chromium: Browser
) -> None:
    cookies = signed_in(desk.officer).cookies
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        context.add_cookies(
            [{"name": "sessionid", "value": cookies["sessionid"].value, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(reverse("editions:slide-edit", args=(desk.edition.uuid, CONTACT)))
        page.get_by_label("タイトル", exact=False).nth(1).fill("みほん商事の相談窓口")
        page.get_by_role("button", name="下書きに保存する").click()
        page.get_by_text("下書きに保存しました。").wait_for()
        assert desk.slide(CONTACT).title == "みほん商事の相談窓口"
        page.get_by_role("button", name=re.compile("もとに戻す.*タイトル")).click()
        page.get_by_text("この欄を、もとの版に戻しました。").wait_for()
        assert desk.slide(CONTACT).title != "みほん商事の相談窓口"
