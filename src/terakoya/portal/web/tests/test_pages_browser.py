"""The frame of the pages in a real browser: drawer, menus, language, accessibility, weight."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.accessibility import violations
from tests.factories import make_member, make_organisation, make_owner
from tests.selection import IS_DEEP, deep
from tests.waiting import expect_read

from .conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[[str], None]
PAGES = (
    "/help/",
    "/terms/",
    "/privacy/",
    "/commerce/",
    "/accessibility/",
    "/contact/",
    "/components/",
    "/nowhere/",
)
# In a normal run test_every_page.py opens the others, and /terms/ is judged below.
OPENED = PAGES if IS_DEEP else ("/contact/", "/components/", "/nowhere/")
JUDGED = PAGES if IS_DEEP else ("/components/", "/nowhere/")
BEYOND = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const box = element.getBoundingClientRect();
  const scrolls = ".tblwrap, .seg, .tabs, .side, .sitehead nav, dialog, .visually-hidden";
  return box.width && box.right > innerWidth + 1 && !element.closest(scrolls);
}).map((element) => element.outerHTML.slice(0, 80))"""


# Hints of the page's own fields that are longer than their fields.
CUT_HINTS = """() => [...document.querySelectorAll("main [placeholder]")].filter((field) => {
  const style = getComputedStyle(field);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const inner = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(field.placeholder).width > inner;
}).map((field) => field.placeholder)"""


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page whose script errors and CSP reports fail the test."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844})
    opened = context.new_page()
    told: list[str] = []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    yield opened
    context.close()
    assert [text for text in told if "404" not in text] == []


@pytest.fixture
def visit(page: Page, settings: Settings) -> Visit:
    """Open a page; the parts are shown in development only."""

    def go(address: str) -> None:
        settings.DEBUG = address.startswith("/components/")
        page.goto(address)

    return go


def choose(page: Page, language: str) -> None:
    """Read the portal in a language."""
    page.context.add_cookies(
        [{"name": "language", "value": language, "domain": "localhost", "path": "/"}]
    )


@pytest.mark.parametrize("language", ["en", *deep("ja")])
@pytest.mark.parametrize("width", [390, *deep(1440)])
def test_pages_have_no_accessibility_fault_and_fit_into_320_pixels(
    page: Page, visit: Visit, width: int, language: str
) -> None:
    choose(page, language)
    found, beyond = {}, {}
    for address in OPENED:
        page.set_viewport_size({"width": width, "height": 900})
        visit(address)
        expect(page.locator("html")).to_have_attribute("lang", language)
        if address in JUDGED:
            found[address] = [(v["id"], v["nodes"][0]["html"][:120]) for v in violations(page)]
        page.set_viewport_size({"width": 320, "height": 800})
        beyond[address] = page.evaluate(BEYOND)
    assert found == {address: [] for address in found}
    assert beyond == {address: [] for address in OPENED}


def test_skip_link_drawer_and_menu_give_the_focus_where_it_belongs(page: Page) -> None:
    """The first stop is the skip link; the drawer opens in place; the menu closes in two ways."""
    page.goto("/terms/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    opener = page.get_by_role("link", name="困ったときは")
    opener.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#help-drawer")
    expect(drawer).to_be_visible()
    expect(drawer.get_by_role("link", name="110番に電話する")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page).to_have_url(re.compile("/terms/#main$"))
    menu = page.locator("details.menu")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    menu.locator("summary").click()
    page.locator("main h2").first.click()  # the list covers the heading
    expect(menu).not_to_have_attribute("open", "")


def test_help_is_a_page_without_scripts(chromium: Browser, live_server: LiveServer) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/terms/")
    page.get_by_role("link", name="困ったときは").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("困ったときは")
    expect(page).to_have_url(re.compile("/help/$"))
    context.close()


def test_language_keeps_place_and_typed_text(page: Page, visit: Visit) -> None:
    visit("/components/?from=test")
    page.fill("#id_number", "00123")
    page.get_by_label("あとで決める").check()
    page.locator("#qty").scroll_into_view_if_needed()
    before = page.evaluate("scrollY / document.body.scrollHeight")
    page.evaluate("document.querySelector('details.menu').open = true")
    page.locator("details.menu").get_by_role("button", name="English").evaluate("b => b.click()")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(r"/components/\?from=test$"))
    expect(page.locator("#id_number")).to_have_value("00123")
    expect(page.get_by_label("あとで決める")).to_be_checked()
    near = f"Math.abs(scrollY / document.body.scrollHeight - {before}) < 0.02"
    expect_read(lambda: page.evaluate(near), True)
    expect_read(lambda: page.evaluate("sessionStorage.length"), 0)


def test_longest_names_stay_in_the_menu_and_are_read_there(page: Page, signed_in: SignedIn) -> None:
    organisation = make_organisation(name="株式会社" + "みほん商事" * 39)
    client = signed_in(make_member(organisation, "山田" * 100))
    value = client.cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": value, "domain": "localhost", "path": "/"}]
    )
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto("/my/")
    menu = page.locator("header details.menu").last
    menu.locator("summary").click()
    expect(menu.locator(".who")).to_contain_text("山田" * 100)
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        expect_read(lambda: page.evaluate(BEYOND), [])
        expect_read(lambda: page.evaluate("document.documentElement.scrollWidth"), width)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_hint_of_the_search_is_not_cut(page: Page, signed_in: SignedIn, language: str) -> None:
    client = signed_in(make_owner(make_organisation()))
    value = client.cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": value, "domain": "localhost", "path": "/"}]
    )
    choose(page, language)
    page.goto("/manage/search/")
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        expect_read(lambda: page.evaluate(CUT_HINTS), [])


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/", "/terms/", "/privacy/"])
def test_page_and_styles_stay_within_their_weight(client: Client, address: str) -> None:
    html = client.get(address).content
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html.decode())
    assert styles == ["portal/portal.css", "terakoya/tokens.css"]
    weights = [len(gzip.compress(html))] + [len(gzip.compress(source(name))) for name in styles]
    assert sum(weights) <= 30_000
    assert sum(weights[1:]) <= 10_000


def source(name: str) -> bytes:
    """A static file by its name."""
    from django.contrib.staticfiles import finders  # needs the apps

    found = finders.find(name)
    assert isinstance(found, str)
    return Path(found).read_bytes()
