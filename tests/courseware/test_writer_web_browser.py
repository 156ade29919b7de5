"""The offline folder in a real browser, opened from the disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.web import write_web
from tests.accessibility import violations
from tests.selection import IS_DEEP, deep
from tests.waiting import expect_read, is_shown, number_of, read_until, texts_of

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"
Open = Callable[..., Page]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("offline")
    material = read_folder(CORPUS)
    for language in ("ja", "en"):
        for name, data in write_web(material, language).items():
            path = root / language / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return root


@pytest.fixture
def open_player(chromium: Browser, folder: Path) -> Iterator[Open]:
    """Opens the player from the disk; whatever the console says is a fault."""
    said: list[str] = []
    contexts = []

    def open_player(
        slide: str = "", *, width: int = 1440, language: str = "ja", **options: Any
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(_spoken(message)))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.extend(_outside(request.url)))
        page.goto(address(folder, slide, language))
        return page

    yield open_player
    for context in contexts:
        context.close()
    assert said == []


def address(folder: Path, slide: str = "", language: str = "ja") -> str:
    return (folder / language / "index.html").as_uri() + (f"#slide-{slide}" if slide else "")


def _spoken(message: ConsoleMessage) -> str:
    return message.text


def _outside(url: str) -> list[str]:
    return [] if url.startswith("file:") else [url]


def expect_shown(page: Page, slide: str) -> None:
    """A slide is the one that is shown, at once or when the page has come so far."""
    expect(page.locator(".page:visible")).to_have_attribute("id", f"slide-{slide}")


def slides_of(page: Page) -> list[str]:
    """The slides in order."""
    addresses = page.locator(".page[id^='slide-']")
    number_of(addresses)
    found: list[str] = addresses.evaluate_all("all => all.map(one => one.id.slice(6))")
    return found


def _show(page: Page) -> None:
    """Want the scene, where one is announced as harsh."""
    show = page.locator(".is-current [data-show]")
    if is_shown(show):
        show.click()


@pytest.mark.parametrize("language", ["ja", *deep("en")])
@pytest.mark.parametrize("width", [390, *deep(1440)])
def test_every_slide_is_accessible_before_and_after_an_answer(
    open_player: Open, width: int, language: str
) -> None:
    """What stands around the slides is judged with the first of them and below the dialog."""
    page = open_player(width=width, language=language)
    for number, slide in enumerate(slides_of(page)):
        if number:
            page.keyboard.press("ArrowRight")
        expect_shown(page, slide)
        within = "" if IS_DEEP or not number else ".page.is-current"
        _assert_accessible(page, slide, within)
        _show(page)
        wrong = page.locator(".is-current .s-choice:not([data-correct]) .s-pick").first
        if is_shown(wrong):
            wrong.click()
            expect(page.locator(".is-current .s-pick[aria-pressed='true']")).to_have_count(1)
            _assert_accessible(page, slide, within)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    _assert_accessible(page, "keys")


def _assert_accessible(page: Page, where: str, within: str = "") -> None:
    faults = violations(page, within)
    assert [(where, one["id"], [n["target"] for n in one["nodes"]]) for one in faults] == []


@pytest.mark.parametrize("language", ["en", *deep("ja")])
@pytest.mark.parametrize("width", [320, *deep(700, 1000)])
def test_nothing_reaches_beyond_the_window(open_player: Open, width: int, language: str) -> None:
    page = open_player(width=width, language=language)
    for slide in slides_of(page):
        expect_shown(page, slide)
        _show(page)
        choice = page.locator(".is-current .s-pick").first
        if is_shown(choice):
            choice.click()
            expect(page.locator(".is-current .s-pick[aria-pressed='true']")).to_have_count(1)
        beyond = page.evaluate(
            """() => [...document.querySelectorAll("body *")]
                .filter((e) => e.checkVisibility() && !e.closest("svg") && !e.matches(".to-main"))
                .filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5)
                .map((e) => e.className)"""
        )
        assert (slide, beyond) == (slide, [])
        expect_read(lambda: page.evaluate("document.documentElement.scrollWidth"), width)
        page.keyboard.press("ArrowRight")


def test_print_holds_every_slide_with_its_narration_and_sheets_grow_instead_of_clipping(
    open_player: Open,
) -> None:
    page = open_player("two-axes")
    page.emulate_media(media="print")
    expect(page.locator(".page:visible")).to_have_count(13)
    expect(page.locator(".narration:visible")).to_have_count(12)
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator("#slide-case-kettle .s-why:visible")).to_have_count(3)
    page.emulate_media(media="screen")
    sheet = page.locator(".is-current .s-sheet")
    box = sheet.bounding_box()
    assert box is not None and abs(box["width"] / box["height"] - 16 / 9) < 0.01
    page.evaluate("document.querySelector('.is-current .s-example').textContent = '長'.repeat(400)")
    grown = sheet.bounding_box()
    assert grown is not None and grown["height"] > box["height"] * 1.3
    expect_read(lambda: sheet.evaluate("e => e.scrollHeight <= e.clientHeight + 1"), True)


def test_a_choice_shows_its_reason_and_may_be_taken_back_and_the_page_is_told(
    open_player: Open,
) -> None:
    page = open_player("case-kettle")
    page.evaluate(
        """() => { window.heard = [];
            for (const name of ["answer", "skip"]) document.addEventListener(`terakoya:${name}`,
                (event) => heard.push([name, event.detail])); }"""
    )
    page.get_by_role("link", name="この事例をとばす").click()
    expect_shown(page, "five-steps")
    page.keyboard.press("ArrowLeft")
    expect_shown(page, "case-kettle")
    current = page.locator(".is-current")
    for hidden in (".s-sheet", ".narration"):
        expect(current.locator(hidden).first).to_be_hidden()
    current.get_by_role("button", name="この場面を見る").press("Enter")
    expect(current.locator(".s-ask")).to_be_focused()
    expect(current.locator("[data-show]")).to_be_hidden()
    answer, result = current.locator(".s-answer details"), current.get_by_role("status")
    expect(answer).to_be_hidden()
    expect(current.locator(".s-why").first).to_be_hidden()

    current.get_by_role("button", name="正当なので、すべて受け入れる").click()
    expect(result).to_have_text("ここを見直しましょう。土下座に応じる必要はない。")
    expect(current.get_by_role("row", name="要求の内容 妥当")).to_be_visible()
    expect(current.locator(".s-why:visible")).to_have_count(3)
    expect(current.locator(".s-yours:visible")).to_have_text("選んだ答え")
    expect(current.locator(".narration details")).to_have_attribute("open", "")

    current.get_by_role("button", name="要求は妥当。言動はカスハラ").click()
    expect(result).to_have_text("よい判断です。内容と言動を分けて見ている。")
    pressed = current.locator('.s-pick[aria-pressed="true"]')
    expect(pressed).to_have_text("b要求は妥当。言動はカスハラ", ignore_case=True)

    current.get_by_role("button", name="もう一度選ぶ").click()
    expect(answer).to_be_hidden()
    expect(result).to_have_text("選ぶと、すぐに解説が出ます。何度でも選び直せます。")
    expect(current.locator(".s-pick").first).to_be_focused()
    told = [
        ["skip", {"slide": "case-kettle"}],
        ["answer", {"slide": "case-kettle", "choice": "a", "correct": False}],
        ["answer", {"slide": "case-kettle", "choice": "b", "correct": True}],
    ]
    expect_read(lambda: page.evaluate("heard"), told)


def test_keys_walk_through_the_slides(open_player: Open) -> None:
    page = open_player()
    for key, slide in (
        ("ArrowRight", "three-elements"),
        ("n", "ordinance-and-law"),
        ("b", "three-elements"),
        ("ArrowLeft", "opening"),
        ("ArrowLeft", "opening"),
    ):
        page.keyboard.press(key)
        expect_shown(page, slide)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".is-current h2")).to_be_focused()
    title = "カスハラは、3つの要素がそろったもの – STOP! カスタマーハラスメント"
    expect(page).to_have_title(title)

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("文字のキーを使う").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect_shown(page, "three-elements")
    page.keyboard.press("ArrowRight")
    expect_shown(page, "ordinance-and-law")


def test_the_ways_on_and_back_are_as_high_as_their_words(open_player: Open) -> None:
    page = open_player(width=1440)
    page.keyboard.press("ArrowRight")
    ways = page.locator(".page:visible .steps .button")
    expect(ways).to_have_count(2)
    narration = page.locator(".page:visible .narration")
    narration.evaluate("one => { one.style.minBlockSize = '1400px' }")  # a long one
    heights = ways.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert max(heights) < 60


def test_tab_reaches_everything_in_order_and_shows_a_ring(open_player: Open, folder: Path) -> None:
    page = open_player()
    tools = ["本文へ移動", "ふりがな", "ナレーション文", "困ったときは", "使い方とキーボード操作"]
    rail = texts_of(page.locator(".rail a"))
    assert _tab_through(page, "次へ") == [*tools, *rail, "次へ"]

    page.goto(address(folder, "check-duty"))
    expect_shown(page, "check-duty")
    assert _tab_through(page, "次へ") == [
        "A従業員101人以上の企業",
        "B規模を問わず、人を雇うすべての事業主",
        "C東京都内の企業だけ",
        "解説のナレーション文",
        "前へ",
        "次へ",
    ]


def _tab_through(page: Page, last: str) -> list[str]:
    names: list[str] = []
    while (not names or names[-1] != last) and len(names) < 40:
        page.keyboard.press("Tab")
        name, ring = page.evaluate(
            """() => { const e = document.activeElement; const s = getComputedStyle(e);
                return [e.textContent.trim() || e.ariaLabel, s.outlineStyle + s.outlineWidth]; }"""
        )
        assert (name, ring) == (name, "solid4px")
        names.append(name)
    return names


def test_the_place_and_what_was_put_away_are_remembered(open_player: Open, folder: Path) -> None:
    page = open_player("three-elements")
    current = page.locator(".is-current")
    reading, narration = current.locator("rt").first, current.locator(".narration")
    expect(reading).to_be_visible()
    page.get_by_role("button", name="ふりがな").click()
    expect(reading).to_be_hidden()
    page.keyboard.press("t")
    expect(narration).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect_shown(page, "ordinance-and-law")

    page.goto("about:blank")
    page.goto(address(folder))
    expect_shown(page, "ordinance-and-law")
    expect(page.get_by_text("前回の続きから表示しています。")).to_be_visible()
    expect(page.locator(".rail .is-seen")).to_have_count(2)
    page.get_by_role("link", name="最初から見る").click()
    expect_shown(page, "opening")
    expect(page.get_by_text("前回の続きから表示しています。")).to_be_hidden()

    page.keyboard.press("ArrowRight")
    expect_shown(page, "three-elements")
    expect(reading).to_be_hidden()
    expect(narration).to_be_hidden()
    page.keyboard.press("r")
    page.keyboard.press("t")
    expect(reading).to_be_visible()
    expect(narration).to_be_visible()


def test_a_broken_memory_starts_at_the_beginning(open_player: Open, folder: Path) -> None:
    page = open_player()
    others = ("[]", "7") if IS_DEEP else ()  # read as strange values, as the second one is
    for broken in ("not json", json.dumps({"at": "slide-gone", "seen": "x"}), *others):
        page.evaluate("([k, v]) => localStorage.setItem(k, v)", [_key(page), broken])
        page.goto("about:blank")
        page.goto(address(folder))
        expect_shown(page, "opening")


def _key(page: Page) -> str:
    return read_until(lambda: page.locator("html").get_attribute("data-course") or "", bool)


def test_the_contents_open_on_a_phone(open_player: Open) -> None:
    page = open_player(width=390)
    rail = page.get_by_role("navigation", name="目次")
    expect(rail).to_be_hidden()
    page.get_by_role("button", name="目次").click()
    rail.get_by_role("link", name="その日のうちに話す").click()
    expect(rail).to_be_hidden()
    expect_shown(page, "same-day")


def test_without_a_script_everything_can_be_read(open_player: Open) -> None:
    page = open_player(java_script_enabled=False)
    expect(page.locator(".page:visible")).to_have_count(13)
    case = page.locator("#slide-case-kettle")
    expect(case.get_by_role("button")).to_have_count(0)
    expect(case.locator(".s-why").first).to_be_hidden()
    case.get_by_text("解説を読む", exact=True).click()
    expect(case.locator(".s-why:visible")).to_have_count(3)
    expect(case.get_by_text("上司と交代し、2人以上で対応する。")).to_be_visible()
