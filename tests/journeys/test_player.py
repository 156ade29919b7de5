"""Learning in a real browser: by keyboard, without a network, in two languages, on a phone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.catalogue.pages import TocSlide
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment, Event
from terakoya.portal.learning.progress import State
from terakoya.portal.learning.selectors.progress import (
    standing_of,
    stored_state,
    union_of_events,
)
from terakoya.portal.learning.tests.learners import Learner, claims
from tests.accessibility import violations
from tests.factories import publish_flagship
from tests.selection import IS_DEEP
from tests.waiting import expect_read, text_of

from .conftest import Open, sign_in
from .player import Player

pytestmark = pytest.mark.browser


def finish(learner: Learner, upto: int) -> None:
    """The learner began two hours ago and has done the first slides."""
    learner.begun_before(dt.timedelta(hours=2))
    learner.finish(upto)


def slides_of(learner: Learner) -> tuple[TocSlide, ...]:
    return learner.text.slides


def stored(learner: Learner) -> State:
    """The state in the database, which must be the union of the events in it.

    Both are read from one snapshot: a page that was left may still be sending.
    """
    with transaction.atomic():  # on SQLite nobody else writes meanwhile
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        united, state = union_of_events(learner.enrolment), stored_state(learner.enrolment)
    assert claims(state) == united.slides
    return united


def met(learner: Learner) -> set[str]:
    return set(standing_of(Enrolment.objects.get()).met)


# -- the walk -----------------------------------------------------------------------------------


def test_player_is_walked_to_the_test_by_keyboard(open_player: Open, learner: Learner) -> None:
    """In a normal run from the first exercise on."""
    slides = slides_of(learner)
    known = 0 if IS_DEEP else next(n for n, slide in enumerate(slides) if slide.asks)
    finish(learner, known)
    player = open_player(slides[known].id)
    loads: list[str] = []
    player.page.on("load", lambda page: loads.append(page.url))
    for number, slide in enumerate(slides[known:], known + 1):
        expect(player.heading).to_have_text(f"スライド{number}：{slide.title}")
        expect(player.next).to_have_attribute("aria-disabled", "true")
        player.finish_slide(slide.read, asks=slide.asks)
        if number < len(slides):
            player.press("ArrowRight")
            expect(player.heading).to_be_focused()
            expect(player.page).to_have_url(learner_url(player, slides[number].id))
    assert loads == []
    expect(player.next).to_have_text("確認テストへ")
    player.press("ArrowRight")
    player.page.wait_for_url("**/test/")
    assert met(learner) == {slide.id for slide in slides}
    state = stored(learner)
    assert set(state.slides) == {slide.id for slide in slides}


def learner_url(player: Player, slide: str) -> str:
    return f"{player.address}{slide}/"


def test_player_says_once_that_one_may_go_on_and_leaves_the_focus(
    open_player: Open, learner: Learner
) -> None:
    """It goes on where it was left, and back and forth with the browser's buttons."""
    player = open_player()
    one, two = slides_of(learner)[:2]
    help_button = player.page.locator("#player-top .helpbtn")
    help_button.focus()
    player.press("ArrowRight")  # locked: the reason is told, nothing moves
    expect(player.page.locator("[data-say]")).to_contain_text("読むと進めます")
    player.pass_time(one.read + 1)
    expect(player.page.locator("[data-say]")).to_have_text("次へ進めます")
    expect(help_button).to_be_focused()
    player.press("ArrowRight")
    expect(player.heading).to_be_focused()
    player.pass_time(6)
    player.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    player.wait_until_saved()
    player.open()
    expect(player.heading).to_have_text(f"スライド2：{two.title}")
    expect(player.rail(one.id)).to_have_attribute("data-state", "done")
    left = int(text_of(player.page.locator("[data-left]")).split(":")[1])
    assert two.read - 8 <= left <= two.read - 5
    player.press("ArrowLeft")
    expect(player.heading).to_contain_text(one.title)
    player.next.click()
    expect(player.heading).to_contain_text(two.title)
    player.page.go_back()
    expect(player.heading).to_contain_text(one.title)
    player.page.go_forward()
    expect(player.heading).to_contain_text(two.title)


@dataclass
class Waiting:
    """A player whose next slide is asked for, and does not come before it is let through."""

    player: Player
    held: list[Route]

    def go_on(self, one: TocSlide, two: TocSlide) -> None:
        """Open the first slide anew, and press →."""
        self.held.clear()
        self.player.open(one.id)
        self.player.press("ArrowRight")
        while not any(f"/{two.id}/data/" in route.request.url for route in self.held):
            self.player.page.wait_for_timeout(20)

    def let_through(self) -> None:
        """Let the slide come, until the player has taken it or left it."""
        frame = self.player.page.locator("#player")
        self.player.pass_time(1)
        expect(frame).to_contain_class("is-loading")
        for route in self.held:  # the slides that are loaded ahead wait as well
            route.continue_()
        expect(frame).not_to_contain_class("is-loading")


def test_player_opens_a_slide_once_however_often_its_key_is_pressed(
    open_player: Open, learner: Learner
) -> None:
    """It stays where somebody has thought better of it while the network is slow."""
    finish(learner, 3)
    one, two = slides_of(learner)[:2]
    player = open_player(one.id)
    # Held from the start: the player loads slides ahead as soon as its page is there.
    player.page.goto("about:blank")
    waiting = Waiting(player, [])
    player.page.route("**/data/**", lambda route: waiting.held.append(route))
    waiting.go_on(one, two)
    length = player.page.evaluate("history.length")
    player.press("ArrowRight")
    waiting.let_through()
    expect(player.heading).to_contain_text(two.title)
    expect_read(lambda: player.page.evaluate("history.length"), length + 1)
    player.page.goto("about:blank")
    waiting.go_on(one, two)
    player.rail(one.id).locator("a").click()
    waiting.let_through()
    expect(player.heading).to_contain_text(one.title)
    player.press("ArrowRight")
    expect(player.heading).to_contain_text(two.title)


def test_player_changes_a_slide_within_200_milliseconds_and_the_language_in_place(
    open_player: Open, learner: Learner
) -> None:
    """The best of five, since the machine of a test has other work."""
    finish(learner, 5)
    slide = slides_of(learner)[5]  # where the five changes lead
    player = open_player(slides_of(learner)[0].id)
    loads: list[str] = []
    player.page.on("load", lambda page: loads.append(page.url))
    player.pass_time(1)
    player.page.wait_for_load_state("networkidle")
    took = player.page.evaluate(
        """async () => {
            const place = document.querySelector('[data-fill="place"]');
            const times = [];
            for (let number = 2; number < 7; number++) {
                const start = document.timeline.currentTime;
                document.querySelector('[data-go="next"]').click();
                while (!place.textContent.startsWith(`${number} /`)) {
                    await new Promise(requestAnimationFrame);
                }
                times.push(document.timeline.currentTime - start);
            }
            return times;
        }"""
    )
    assert min(took) <= 200
    player.pass_time(5)
    player.page.locator("#player-top details.menu summary").click()
    player.page.locator('#player-top button[value="en"]').click()
    expect(player.heading).to_contain_text("Slide 6: ")
    expect(player.page.locator("html")).to_have_attribute("lang", "en")
    expect(player.page.locator("[data-transcript] .script")).to_have_attribute("lang", "en")
    expect(player.gate).to_contain_text("You can go on after reading this")
    expect(player.page).to_have_url(learner_url(player, slide.id))
    expect(player.saved).to_contain_text("Saved")
    player.finish_slide(slide.read - 5, asks=slide.asks)
    player.press("ArrowRight")
    expect(player.heading).to_contain_text("Slide 7: ")
    player.wait_until_saved()
    assert loads == []
    assert slide.id in met(learner)
    seen = Event.objects.filter(slide_id=slide.id, kind="seen")
    assert set(seen.values_list("language", flat=True)) == {"ja", "en"}


@pytest.mark.parametrize("publish", [publish_flagship])  # whose layouts are more
def test_player_changes_in_place_to_a_slide_of_each_layout(
    open_player: Open, learner: Learner
) -> None:
    slides = slides_of(learner)
    finish(learner, len(slides))
    player = open_player(slides[0].id)
    loads: list[str] = []
    player.page.on("load", lambda page: loads.append(page.url))
    wanted = {slide.layout for slide in slides[1:]}
    for number, slide in enumerate(slides[1:], 2):
        player.press("ArrowRight")
        expect(player.heading).to_have_text(f"スライド{number}：{slide.title}")
        wanted.discard(slide.layout)
        if not wanted:
            break
    assert (wanted, loads) == (set(), [])


# -- without a network --------------------------------------------------------------------------


@pytest.mark.database
@pytest.mark.once_on_postgres
@pytest.mark.parametrize("publish", [publish_flagship])  # five minutes are more than the small one
def test_player_loses_nothing_in_five_minutes_without_a_network(
    open_player: Open, learner: Learner
) -> None:
    player = open_player()
    player.load_ahead(slides_of(learner)[24].id)  # the first of the last eight
    player.wait_until_saved()
    before = met(learner)
    player.context.set_offline(True)
    slides, spent, walked = slides_of(learner), 0.0, []
    for slide in slides:
        if spent + slide.read + 1 > 300:
            break
        player.finish_slide(slide.read, asks=slide.asks)
        walked.append(slide)
        spent += slide.read + 1
        player.press("ArrowRight")
        expect(player.heading).to_contain_text(slides[len(walked)].title)
    player.pass_time(300 - spent)
    expect(player.saved).to_contain_text("未送信")
    expect(player.notice).to_contain_text("このまま続けられます")
    assert len(walked) >= 8
    assert met(learner) == before <= {slides[0].id}
    player.context.set_offline(False)
    player.page.evaluate("window.dispatchEvent(new Event('online'))")
    player.wait_until_saved()
    expect(player.notice).to_be_hidden()
    assert met(learner) == {slide.id for slide in walked}
    assert stored(learner).position is not None
    assert Enrolment.objects.get().last_slide == slides[len(walked)].id


# Of test_comforts.py, where the records of one wait for their owner, a page is closed as well.
@pytest.mark.deep
def test_player_keeps_what_was_not_sent_over_a_closed_page(
    open_player: Open, learner: Learner
) -> None:
    player = open_player()
    one = slides_of(learner)[0]
    player.pass_time(1)
    player.wait_until_saved()
    player.context.set_offline(True)
    player.finish_slide(one.read, asks=False)
    player.pass_time(30)
    expect(player.saved).to_contain_text("未送信")
    # Being offline is emulated for the page alone, not for what it sends while it closes.
    player.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    player.page.goto("about:blank")
    assert met(learner) == set()
    player.context.set_offline(False)
    player.open()
    player.wait_until_saved()
    assert met(learner) == {one.id}
    stored(learner)


# Of test_comforts.py, an ended session leads to signing in, with a note in the queue besides.
@pytest.mark.deep
def test_player_keeps_its_queue_when_the_session_has_ended(
    open_player: Open, learner: Learner, live_server: LiveServer
) -> None:
    player = open_player()
    one = slides_of(learner)[0]
    player.wait_until_saved()
    player.context.clear_cookies(name="sessionid")
    player.finish_slide(one.read, asks=False)
    player.pass_time(30)
    expect(player.notice).to_contain_text("ログインの期限が切れました")
    link = player.notice.locator("a")
    expect(link).to_have_attribute(
        "href", f"/sign-in/?next=%2Flearn%2F{learner.enrolment.uuid}%2F{one.id}%2F"
    )
    assert met(learner) == set()
    sign_in(player.context, learner, live_server)
    player.pass_time(60)
    player.wait_until_saved()
    expect(player.notice).to_be_hidden()
    assert met(learner) == {one.id}


def test_player_opens_the_test_only_when_everything_is_saved(
    open_player: Open, learner: Learner
) -> None:
    slides = slides_of(learner)
    finish(learner, len(slides) - 1)
    last = slides[-1]
    player = open_player(last.id)
    player.finish_slide(last.read, asks=last.asks)
    player.wait_until_saved()
    player.context.set_offline(True)
    player.next.click()
    expect(player.gate).to_contain_text("未送信の記録があります")
    expect(player.page).to_have_url(learner_url(player, last.id))
    player.context.set_offline(False)
    player.next.click()
    player.page.wait_for_url("**/test/")


# -- cases, languages, comforts -----------------------------------------------------------------


def test_player_counts_answers_and_skips(open_player: Open, learner: Learner) -> None:
    """Neither the case, answered, nor the contents that a phone opens has accessibility faults."""
    slides = slides_of(learner)
    harsh = next(n for n, slide in enumerate(slides) if slide.skippable)
    finish(learner, harsh)
    player = open_player(slides[harsh].id, width=390)
    expect(player.gate).to_contain_text("答えを1つ選ぶと進めます")
    player.page.locator("[data-skip]").click()
    expect(player.heading).to_contain_text(slides[harsh + 1].title)
    expect(player.rail(slides[harsh].id)).to_have_attribute("data-state", "done")
    player.wait_until_saved()
    assert stored(learner).slides[slides[harsh].id].skipped
    player.press("ArrowLeft")
    expect(player.heading).to_contain_text(slides[harsh].title)
    player.choose("b")
    expect(player.page.locator('#transcript [data-part="answer"]')).to_have_attribute("open", "")
    player.wait_until_saved()
    player.pass_time(1)
    assert stored(learner).slides[slides[harsh].id].answers == {"b"}
    assert faults_of(player.page) == []
    expect_contents_without_faults(player)


def test_player_shows_and_hides_narration_and_readings(open_player: Open, learner: Learner) -> None:
    """It lists its keys, and lets single ones be switched off."""
    player = open_player()
    dialog, transcript = player.page.locator("#player-keys"), player.page.locator("#transcript")
    expect(transcript).to_be_visible()
    player.press("t")
    expect(transcript).to_be_hidden()
    player.press("t")
    expect(transcript).to_be_visible()
    button = player.page.locator('#player-top [data-act="furigana"]')
    button.click()
    expect(button).to_have_text("ふりがな：オン")
    player.press("?")
    expect(dialog).to_be_visible()
    player.press("t")
    player.page.locator("[data-single-keys]").uncheck()
    player.press("Escape")
    expect(dialog).to_be_hidden()
    player.press("t")
    expect(transcript).to_be_visible()
    player.page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(player.page.locator("#player.no-ruby")).to_have_count(0)
    player.press("t")
    expect(transcript).to_be_visible()


def test_player_works_without_a_script(open_player: Open, learner: Learner) -> None:
    one, two = slides_of(learner)[:2]
    player = open_player(one.id, java_script_enabled=False)
    player.page.get_by_role("button", name="読みました").click()
    expect(player.heading).to_have_text(f"スライド1：{one.title}")
    expect(player.page.locator(".messages")).to_contain_text("秒、読んでください")
    with clock.shifted_by(dt.timedelta(seconds=one.read)):
        player.page.get_by_role("button", name="読みました").click()
        expect(player.heading).to_have_text(f"スライド2：{two.title}")
        player.page.locator('[data-go="previous"]').click()
        expect(player.next).to_have_attribute("href", f"{player.address}{two.id}/")
        assert met(learner) == {one.id}


# -- everyone's ---------------------------------------------------------------------------------


# A case after its answer and the contents of a phone, above, are judged in a normal run.
@pytest.mark.deep
@pytest.mark.parametrize("width", [390, 1440])
def test_player_has_no_accessibility_faults(
    open_player: Open, learner: Learner, width: int
) -> None:
    """Nor with its contents, which a phone opens, or with its keys."""
    with_case = next(slide for slide in slides_of(learner) if slide.skippable)
    finish(learner, slides_of(learner).index(with_case))
    player = open_player(with_case.id, width=width)
    player.choose()
    assert faults_of(player.page) == []
    if width == 390:
        expect_contents_without_faults(player)
    else:
        player.press("?")
        assert faults_of(player.page) == []
    player.open(slides_of(learner)[1].id)
    assert faults_of(player.page) == []


def expect_contents_without_faults(player: Player) -> None:
    """Open them on a phone and close them; the focus goes there and comes back."""
    opener = player.page.locator('#player-top [data-act="rail"]')
    rail = player.page.locator("#rail")
    opener.click()
    expect(rail).to_be_visible()
    expect(player.page.locator('[data-act="rail-close"]')).to_be_focused()
    assert faults_of(player.page) == []
    player.press("Escape")
    expect(rail).to_be_hidden()
    expect(opener).to_be_focused()


def faults_of(page: Page) -> list[str]:
    found = violations(page)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


# In a normal run test_every_page.py measures a slide of each layout at 320 pixels.
@pytest.mark.deep
def test_player_fits_320_pixels(open_player: Open, learner: Learner) -> None:
    finish(learner, len(slides_of(learner)))
    player = open_player(slides_of(learner)[0].id, width=320)
    for slide in slides_of(learner):
        player.page.goto(learner_url(player, slide.id))
        beyond = player.page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((one) =>
                one.checkVisibility() && one.getBoundingClientRect().right > 320.5
                && !one.closest(".visually-hidden, .skip, dialog")
            ).map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert beyond == [], slide.id
