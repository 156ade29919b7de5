"""Listening in a real browser, with real sound: captions, the gate, keys, touch, refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from terakoya.courseware.model import Material
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.pages import TocSlide
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.learning.models import Enrolment, Event
from terakoya.portal.learning.ranges import seconds_in
from terakoya.portal.learning.selectors.progress import standing_of, stored_state
from terakoya.portal.learning.tests.learners import Learner
from tests.accessibility import violations
from tests.courses import flagship_material, small_material
from tests.recordings import SECONDS, recorded
from tests.selection import IS_DEEP
from tests.waiting import expect_read, is_shown, number_of, read_until, text_of

from .conftest import Open, Publish
from .player import Player
from .test_player import finish, met, slides_of

pytestmark = pytest.mark.browser


@pytest.fixture
def publish() -> Publish:
    """Publishes a course of which every slide is recorded."""
    return publish_recorded


def publish_recorded() -> Revision:
    return publish_material(material=recorded_material())


@cache
def recorded_material() -> Material:
    return recorded(flagship_material() if IS_DEEP else small_material())


def part(player: Player, name: str) -> Any:
    """A button of the controls, of the two that play the one that is shown."""
    return player.page.locator(f'[data-sound="{name}"]').filter(visible=True).first


def open_controls(player: Player) -> None:
    """Show the controls that a phone keeps aside; a wide screen shows them always."""
    opener = player.page.locator('[data-act="sound"]')
    if is_shown(opener):
        opener.click()


def open_speeds(player: Player) -> None:
    """Show the speeds, a menu on a wide screen; in the sheet of a phone they lie open."""
    menu = player.page.locator(".speed")
    if is_shown(menu):
        menu.click()


def second(player: Player) -> int:
    """Where the sound is."""
    return int(read_until(player.page.locator("[data-seek]").input_value, bool))


def wait_for_second(player: Player, least: int) -> None:
    """Until the sound has come so far, in real time; a page asked at each frame would draw each."""
    player.page.wait_for_function(
        "least => Number(document.querySelector('[data-seek]').value) >= least",
        arg=least,
        polling=100,  # milliseconds
    )


def is_reported_up_to(least: float) -> Callable[[Response], bool]:
    """The answer to a batch that reports so late a second of the sound."""

    def reports(response: Response) -> bool:
        if not response.url.endswith("/events/"):
            return False
        events = json.loads(response.request.post_data or "{}")["events"]
        ends = [end for one in events if one["kind"] == "heard" for _, end in one["ranges"]]
        return max(ends, default=0.0) >= least

    return reports


def choose_speed(player: Player, speed: str) -> None:
    """By the menu."""
    player.page.locator(".speed").click()
    player.page.locator(f'[data-speed][value="{speed}"]').check()
    player.page.locator(".speed").click()


def first_of(learner: Learner, layout: str) -> tuple[int, TocSlide]:
    """The first slide of a layout, and how many stand before it."""
    slides = slides_of(learner)
    return next((n, one) for n, one in enumerate(slides) if one.layout == layout)


def heard(learner: Learner, slide: str) -> float:
    """The seconds that the server knows of."""
    state = stored_state(learner.enrolment).get(slide)
    return seconds_in(state.heard.get("ja", ()), 0, 3600) if state else 0.0


def test_listening_opens_the_gate_at_double_speed_and_the_server_agrees(
    open_player: Open, learner: Learner
) -> None:
    """Then the next slide comes by itself, when that is wanted, and may be stopped."""
    one, two = slides_of(learner)[:2]
    player = open_player()
    expect(part(player, "play")).to_have_attribute("aria-label", "再生")
    expect(player.gate).to_contain_text("聞くか読むと進めます")
    caption = player.page.locator("[data-caption]")
    sentences = player.page.locator("[data-transcript] .s")
    first = text_of(sentences.first)
    expect(caption).to_have_text(first)
    choose_speed(player, "2")
    part(player, "play").click()
    expect(part(player, "play")).to_have_attribute("aria-label", "一時停止")
    expect(player.page.locator("[data-transcript] .s[aria-current]")).to_have_count(1)
    expect(caption).not_to_have_text(first, timeout=15_000)
    with player.page.expect_response(is_reported_up_to(12)):
        expect(player.next).not_to_have_attribute("aria-disabled", "true", timeout=15_000)
        expect(player.gate).to_contain_text("次へ進めます")
        wait_for_second(player, 12)
    assert heard(learner, one.id) >= 0.95 * one.listen
    for event in Event.objects.filter(kind="heard"):
        seconds, moments = (
            sum(to - start for start, to in one) for one in (event.ranges, event.moments)
        )
        assert seconds / 2 - 0.1 <= moments <= seconds / 2 + 1.5
        assert event.moments[-1][1] <= event.received_at.timestamp() + 2
    assert standing_of(Enrolment.objects.get()).met == {one.id}
    player.page.locator(".speed").click()
    player.page.locator("[data-auto]").check()
    player.page.locator(".speed").click()
    advance = player.page.locator("[data-advance]")
    expect(part(player, "play")).to_have_attribute("data-state", "paused")  # it has ended
    expect(advance).to_be_hidden()
    for stays in (True, False):
        part(player, "play").click()
        player.press("l")  # ten seconds on, near the end
        expect(advance).to_be_visible(timeout=15_000)
        expect(advance).to_contain_text("秒後に、次のスライドへ進みます")
        if stays:
            part(player, "stay").click()
            expect(advance).to_be_hidden()
        player.page.clock.run_for(5000 if stays else 4000)
        expect(player.heading).to_contain_text(one.title if stays else two.title)


def test_listening_goes_on_with_the_next_slide_but_never_begins_by_itself(
    open_player: Open, learner: Learner
) -> None:
    """A harsh scene is announced before it is seen or heard."""
    slides = slides_of(learner)
    harsh = next(n for n, slide in enumerate(slides) if slide.skippable)
    finish(learner, harsh)
    player = open_player(slides[harsh - 2].id)
    expect(part(player, "play")).to_have_attribute("data-state", "paused")
    part(player, "play").click()
    wait_for_second(player, 1)
    player.press("ArrowRight")
    expect(player.heading).to_contain_text(slides[harsh - 1].title)
    wait_for_second(player, 1)
    expect(part(player, "play")).to_have_attribute("data-state", "playing")
    part(player, "play").click()
    player.press("ArrowLeft")
    expect(player.heading).to_contain_text(slides[harsh - 2].title)
    expect(part(player, "play")).to_have_attribute("data-state", "paused")
    part(player, "play").click()
    player.press("ArrowRight")
    expect(player.heading).to_contain_text(slides[harsh - 1].title)
    wait_for_second(player, 1)
    player.press("ArrowRight")
    expect(player.page.locator("[data-skip]")).to_be_visible()
    for hidden in ("[data-sheet] .s-sheet", "[data-caption]", '[data-sound="play"]', ".script"):
        expect(player.page.locator(hidden).first).to_be_hidden()
    player.press("k")
    expect_read(lambda: second(player), 0)
    player.page.locator("[data-show]").press("Enter")
    expect(player.page.locator(".s-ask")).to_be_focused()
    expect(part(player, "play")).to_be_visible()
    expect(part(player, "play")).to_have_attribute("data-state", "paused")
    player.press("k")
    wait_for_second(player, 1)


def test_listening_by_keyboard_alone(open_player: Open, learner: Learner) -> None:
    finish(learner, 1)
    player = open_player(slides_of(learner)[0].id)
    state = part(player, "play")
    player.press(" ")
    expect(state).to_have_attribute("data-state", "playing")
    wait_for_second(player, 1)
    player.press("k")
    expect(state).to_have_attribute("data-state", "paused")
    at = second(player)
    player.press("l")
    expect_read(lambda: second(player), min(at + 10, int(SECONDS) - 1))
    player.press("j")
    expect_read(lambda: second(player) <= at, True)
    for key, speed in ((">", "1.25×"), (">", "1.5×"), ("<", "1.25×")):
        player.press(key)
        expect(player.page.locator("[data-speed-now]")).to_have_text(speed)
    player.press("c")
    expect(player.page.locator("[data-caption]")).to_be_hidden()
    player.press("m")
    expect(part(player, "mute")).to_have_attribute("aria-pressed", "true")
    player.page.reload()
    expect(player.page.locator("[data-speed-now]")).to_have_text("1.25×")
    expect(player.page.locator("[data-caption]")).to_be_hidden()
    expect(part(player, "mute")).to_have_attribute("aria-pressed", "true")
    player.page.locator("[data-seek]").focus()
    player.press("ArrowRight")
    expect_read(lambda: second(player), 1)
    expect(player.heading).to_contain_text(slides_of(learner)[0].title)
    expect(player.page.locator("[data-seek]")).to_have_attribute(
        "aria-valuetext", "0分1秒 / 0分12秒"
    )


SOUNDING = """() => {
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function () {
        window.sounding = this;
        return play.call(this);
    };
}"""
HIDDEN = """() => {
    Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_heard_seconds_outlast_a_stall_and_end_when_the_page_is_hidden(
    open_player: Open, learner: Learner
) -> None:
    """The sentence is kept over a new page and a change of language, and leads to its second."""
    player = open_player()
    player.page.evaluate(SOUNDING)
    part(player, "play").click()
    wait_for_second(player, 2)
    player.page.evaluate("() => { sounding.dispatchEvent(new Event('playing')); }")
    wait_for_second(player, 8)
    with player.page.expect_response(is_reported_up_to(8)):
        player.page.evaluate(HIDDEN)
    expect(part(player, "play")).to_have_attribute("data-state", "paused")
    (only,) = stored_state(learner.enrolment)[slides_of(learner)[0].id].heard["ja"]
    assert only[0] <= 0.05 and only[1] >= 8.0  # a sound may begin at its first sample
    sentence = text_of(player.page.locator("[data-caption]"))
    player.page.goto(player.address)
    expect(player.page.locator("[data-caption]")).to_have_text(sentence)
    wait_for_second(player, 1)
    expect(part(player, "play")).to_have_attribute("data-state", "paused")
    spans = player.page.locator('[data-transcript] .s[role="button"]')
    assert number_of(spans) > 1
    expect(player.page.locator('[data-transcript] .s[tabindex="0"]')).to_have_count(1)
    spans.last.click()
    expect(part(player, "play")).to_have_attribute("data-state", "playing")
    expect(spans.last).to_have_attribute("aria-current", "true")
    player.press("k")
    spans.last.focus()
    player.press("Home")
    expect(spans.first).to_be_focused()
    player.press("ArrowDown")
    expect(spans.nth(1)).to_be_focused()
    player.press("Enter")
    expect(spans.nth(1)).to_have_attribute("aria-current", "true")
    spans.last.click()
    player.page.locator("#player-top details.menu summary").click()
    player.page.locator('#player-top button[value="en"]').click()
    expect(player.page.locator("html")).to_have_attribute("lang", "en")
    expect(part(player, "play")).to_have_attribute("data-state", "playing")
    expect(part(player, "play")).to_have_attribute("aria-label", "Pause")
    wait_for_second(player, 6)


def test_exercise_keeps_caption_and_sound_in_view_and_says_its_answer_after_the_choice(
    open_player: Open, learner: Learner
) -> None:
    before, slide = first_of(learner, "check")
    finish(learner, before)
    player = open_player(slide.id, width=1440)
    bar = player.page.locator(".foot").bounding_box()
    assert bar is not None
    for selector in ("[data-caption]", ".controls"):
        box = player.page.locator(selector).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"] + 1, selector
    instead = player.page.locator("[data-read]")
    expect(instead).to_be_hidden()  # the narration stands beside the slide
    player.press("t")
    expect(instead).to_be_visible()
    instead.click()
    expect(player.page.locator("[data-transcript]")).to_be_visible()
    expect(instead).to_be_hidden()
    total = player.page.locator("[data-total]")
    expect(total).to_have_text("0:12")
    answer = player.page.locator('#transcript [data-part="answer"] .s').first
    expect(answer).not_to_have_attribute("role", "button")
    choose_speed(player, "2")
    part(player, "play").click()
    wait_for_second(player, 12)
    player.choose()
    expect(total).to_have_text("0:24")
    expect(part(player, "play")).to_have_attribute("data-state", "playing")
    expect(answer).to_have_attribute("aria-current", "true")
    with player.page.expect_response(is_reported_up_to(24)):
        wait_for_second(player, 24)
    assert heard(learner, slide.id) >= 0.95 * 24, stored_state(learner.enrolment)[slide.id].heard
    assert slide.id in met(learner)


def test_sound_that_cannot_be_loaded_or_is_refused_is_said_and_captions_stay(
    open_player: Open, learner: Learner
) -> None:
    """It rests while another screen counts, and takes over when played."""
    player = open_player()
    player.page.route(re.compile(r"\.m4a$"), lambda route: route.abort("internetdisconnected"))
    part(player, "play").click()
    note = player.page.locator("[data-sound-note]")
    expect(note).to_contain_text("音声を読み込めませんでした。")
    player.page.unroute(re.compile(r"\.m4a$"))
    part(player, "play").click()
    wait_for_second(player, 1)
    expect(note).to_be_hidden()
    other = Player(player.context.new_page(), player.address, player.stack)
    other.open()
    expect(part(player, "play")).to_have_attribute("data-state", "paused")
    expect(player.page.locator("[data-second]")).to_be_visible()
    player.page.bring_to_front()
    part(player, "play").click()
    expect(part(player, "play")).to_have_attribute("data-state", "playing")
    expect(part(player, "play")).to_be_focused()
    expect(player.page.locator("[data-second]")).to_be_hidden()
    expect(other.page.locator("[data-second]")).to_be_visible()
    part(player, "play").click()
    player.page.evaluate(
        "() => { HTMLMediaElement.prototype.play = () => Promise.reject("
        "new DOMException('no tap', 'NotAllowedError')); }"
    )
    part(player, "play").click()
    told = "再生を選ぶと、音声が始まります。字幕はそのまま読めます。"
    for place in ("[data-say]", "[data-sound-note]"):
        expect(player.page.locator(place)).to_have_text(told)
    expect(part(player, "play")).to_have_attribute("aria-label", "再生")
    expect(player.page.locator("[data-caption]")).not_to_be_empty()


def test_listening_on_a_phone_by_touch_and_on_its_whole_screen(
    open_player: Open, learner: Learner
) -> None:
    """The whole screen keeps the bar, and is left again."""
    finish(learner, 2)
    player = open_player(slides_of(learner)[0].id, width=390, has_touch=True, is_mobile=True)
    part(player, "play").tap()
    expect(part(player, "play")).to_have_attribute("data-state", "playing")
    wait_for_second(player, 1)
    part(player, "play").tap()
    box = part(player, "play").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    opener = player.page.locator('[data-act="sound"]')
    opener.tap()
    for name in ("back", "forward", "captions"):
        box = part(player, name).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    wide = "document.documentElement.scrollWidth > 390"
    expect_read(lambda: player.page.evaluate(wide), False)
    whole = "document.fullscreenElement?.localName ?? ''"
    player.page.get_by_role("button", name="全画面で見る").tap()
    expect_read(lambda: player.page.evaluate(whole), "html")
    expect(player.page.locator("#sound-sheet")).to_be_hidden()
    player.next.tap()
    expect(player.heading).to_contain_text(slides_of(learner)[1].title)
    expect_read(lambda: player.page.evaluate(whole), "html")
    opener.tap()
    player.page.get_by_role("button", name="全画面をやめる").tap()
    expect_read(lambda: player.page.evaluate(whole), "")
    opener.tap()
    expect(player.page.get_by_role("button", name="全画面で見る")).to_be_visible()


def focused_in(player: Player, selector: str) -> Any:
    """Whether what has the focus stands in there."""
    return player.page.evaluate("one => !!document.activeElement.closest(one)", selector)


# Where the browser is busy it tells of the closing when the sheet is open again.
CLOSED_AND_OPENED = """async () => {
    const sheet = document.querySelector("#sound-sheet");
    const told = new Promise((done) => sheet.addEventListener("close", done, { once: true }));
    sheet.close();
    document.querySelector('[data-act="sound"]').click();
    await told;
}"""


def test_the_sheet_of_a_phone_keeps_the_focus_and_gives_it_back(
    open_player: Open, learner: Learner
) -> None:
    """It leaves most of a small screen to the slide, of which one sees that it goes on below."""
    before, long = first_of(learner, "matrix")
    finish(learner, before)
    player = open_player(long.id, width=375)
    player.page.set_viewport_size({"width": 375, "height": 667})
    expect(part(player, "play")).to_be_visible()
    expect_to_go_on_below(player)
    top = player.page.locator("#player-top").bounding_box()
    caption = player.page.locator("[data-caption]").bounding_box()
    assert top is not None and caption is not None
    assert (caption["y"] - top["height"]) / 667 >= 0.55
    opener = player.page.locator('[data-act="sound"]')
    sheet = player.page.get_by_role("dialog", name="音声と表示")
    expect(player.page.locator("[data-seek]")).to_be_hidden()
    opener.press("Enter")
    expect(sheet.locator("[data-seek]")).to_be_visible()
    for _press in range(20):
        player.press("Tab")
        assert focused_in(player, "#sound-sheet, body:not(:focus-within)")
    expect(sheet.get_by_role("radio", name="1.5×")).to_be_visible()
    shown = "one => getComputedStyle(one, '::after').content"
    back = sheet.get_by_role("button", name="10秒戻る")
    expect_read(lambda: back.evaluate(shown), '"10秒戻る"')
    part(player, "play").click()
    expect(sheet.get_by_role("button", name="一時停止")).to_be_visible()
    expect_read(lambda: sheet.evaluate("one => one.scrollHeight <= one.clientHeight"), True)
    expect_no_faults(player)
    player.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()
    expect(player.page.locator("[data-soundbox] > #controls")).to_have_count(1)
    opener.press("Enter")
    sheet.get_by_role("button", name="ナレーション文").press("Enter")
    expect(sheet).to_be_hidden()
    expect(player.page.locator("#transcript")).to_be_focused()
    opener.press("Enter")
    sheet.get_by_role("button", name="メモ").press("Enter")
    expect(player.page.locator("[data-notes] textarea")).to_be_focused()
    opener.press("Enter")
    player.page.mouse.click(187, 20)  # beside the sheet
    expect(sheet).to_be_hidden()
    opener.press("Enter")
    player.page.evaluate(CLOSED_AND_OPENED)
    expect(sheet.get_by_role("button", name="メモ")).to_be_visible()
    player.press("Escape")
    expect_to_fit(player)


def expect_to_go_on_below(player: Player) -> None:
    """What is below is announced until its end is seen, and on a wide screen not at all."""
    cue = player.page.locator("[data-more]")
    expect(cue).to_be_visible()
    expect(cue).to_have_attribute("aria-hidden", "true")
    gap = """() => document.querySelector("[data-soundbox]").getBoundingClientRect().top
        - document.querySelector("[data-more]").getBoundingClientRect().bottom"""
    expect_read(lambda: round(player.page.evaluate(gap)), 0)
    tall = "document.documentElement.scrollHeight"
    before = player.page.evaluate(tall)
    # What comes late may make the page longer after a jump to its end.
    cue_at = """place => {
        scrollTo(0, document.documentElement.scrollHeight * place);
        return document.querySelector("[data-more]").checkVisibility();
    }"""
    expect_read(lambda: player.page.evaluate(cue_at, 1), False)
    expect_read(lambda: player.page.evaluate(tall), before)
    expect_read(lambda: player.page.evaluate(cue_at, 0), True)
    small = player.page.viewport_size
    assert small is not None
    player.page.set_viewport_size({"width": 1440, "height": 900})
    expect(cue).to_be_hidden()
    player.page.set_viewport_size(small)


# A phone with its sheet open, above, is judged in a normal run.
@pytest.mark.deep
@pytest.mark.parametrize("width", [390, 1440])
def test_player_with_sound_has_no_accessibility_faults(
    open_player: Open, learner: Learner, width: int
) -> None:
    """Then it fits 320 pixels, and shows its state in forced colours."""
    player = open_player(width=width)
    part(player, "play").click()
    wait_for_second(player, 1)
    open_controls(player)
    open_speeds(player)
    expect_no_faults(player)
    player.press("Escape")
    expect_to_fit(player)


def expect_no_faults(player: Player) -> None:
    """None of accessibility, as the page stands."""
    faults = violations(player.page)
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in faults] == []


def expect_to_fit(player: Player) -> None:
    """Into 320 pixels with its controls, with the state to be seen in forced colours."""
    player.page.set_viewport_size({"width": 320, "height": 900})
    player.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    open_controls(player)
    expect_read(lambda: player.page.evaluate("document.documentElement.scrollWidth"), 320)
    menu = player.page.locator(".listening").bounding_box()
    assert menu is not None and menu["x"] >= 0 and menu["x"] + menu["width"] <= 320
    current = player.page.locator("[data-transcript] .s[aria-current]")
    expect(current).to_have_css("outline-style", "solid")


# The course of test_player.py has no recordings at all.
@pytest.mark.deep
def test_slide_without_a_recording_shows_no_controls(open_player: Open, learner: Learner) -> None:
    from terakoya.portal.catalogue.models import RevisionSlide
    from terakoya.portal.catalogue.selectors import forget_published

    first = slides_of(learner)[0].id
    RevisionSlide.objects.filter(slide_id=first).update(sound=[])
    forget_published()
    finish(learner, 2)
    player = open_player(first)
    expect(part(player, "play")).to_be_hidden()
    expect(player.page.locator("[data-caption]")).to_be_hidden()
    expect(player.page.locator('[data-transcript] .s[role="button"]')).to_have_count(0)
    player.press("ArrowRight")
    expect(part(player, "play")).to_be_visible()
