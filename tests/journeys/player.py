"""The player as a learner meets it: a page object, and time that passes on both sides."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import ExitStack

from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from terakoya.portal.common import clock
from tests.waiting import is_shown

# The server's clock goes a step ahead of the page's. An answer may land in the middle of a step,
# and the player takes its time for the present: more than two seconds ahead, it would set itself
# back and claim some moments twice (`AHEAD` in reading.js).
LONGEST_STEP = 2.0


class Player:
    """A browser in which somebody learns; `pass_time` moves its clock and the server's."""

    def __init__(self, page: Page, address: str, stack: ExitStack) -> None:
        self.page, self.address, self.stack = page, address, stack

    @property
    def context(self) -> BrowserContext:
        """The browser's window with its cookies and its database."""
        return self.page.context

    # -- what is seen

    @property
    def heading(self) -> Locator:
        """「スライド8：2つの軸で見る」, which takes the focus after a change."""
        return self.page.locator("#stage > h1")

    @property
    def next(self) -> Locator:
        """次へ."""
        return self.page.locator('[data-go="next"]')

    @property
    def gate(self) -> Locator:
        """Why one may or may not go on."""
        return self.page.locator("#gate")

    @property
    def saved(self) -> Locator:
        """保存しました 14:32."""
        return self.page.locator("#player-top [data-saved]")

    @property
    def notice(self) -> Locator:
        """What somebody must know or do."""
        return self.page.locator("[data-notice]")

    def rail(self, slide: str) -> Locator:
        """A slide in the rail."""
        return self.page.locator(f'.rail [data-slide="{slide}"]')

    # -- what is done

    def open(self, slide: str = "", *, scripted: bool = True) -> None:
        """Open the course, at a slide or where it was left."""
        if scripted:
            self.page.clock.install()
        self.page.goto(f"{self.address}{slide}/" if slide else self.address)
        if scripted:
            expect(self.saved).to_contain_text(":")

    def pass_time(self, seconds: float) -> None:
        """Let time pass, every timer of the page included; posts get their answers in between.

        The network does not run faster with the clock, so that a post under way would time out.
        """
        expect(self.saved).not_to_have_attribute("data-state", "saving")
        while seconds > 0:
            step = min(seconds, LONGEST_STEP)
            seconds -= step
            self.stack.enter_context(clock.shifted_by(dt.timedelta(seconds=step)))
            self.page.clock.run_for(round(step * 1000))
            expect(self.saved).not_to_have_attribute("data-state", "saving")

    def load_ahead(self, slide: str) -> None:
        """Let time pass until the slides ahead have come up to this one.

        They come in parts, three seconds after one another; how long a part takes is not known, so
        the clock stands until everything asked for has come. A request is heard of a moment after
        the timer that sent it, and the next timer is set a moment after the answer: on a slow
        machine many a turn finds nothing asked.
        """
        asked: set[Request] = set()
        loaded: list[str] = []

        def goes(request: Request) -> None:
            asked.add(request)

        def fails(request: Request) -> None:
            asked.discard(request)

        def comes(request: Request) -> None:
            asked.discard(request)
            loaded.append(request.url)

        self.page.on("request", goes)
        self.page.on("requestfailed", fails)
        self.page.on("requestfinished", comes)
        for _turn in range(60):
            self.pass_time(3)
            heard, until = time.monotonic() + 0.2, time.monotonic() + 30
            while time.monotonic() < (until if asked else heard):
                self.page.wait_for_timeout(20)
            if any(f"/{slide}/data/" in url for url in loaded):
                return
        raise AssertionError(f"{slide} was not loaded ahead: {loaded}")

    def press(self, key: str) -> None:
        """A key of the keyboard."""
        self.page.keyboard.press(key)

    def choose(self, answer: str = "a") -> None:
        """Choose an answer of a case or a check, by keyboard."""
        show = self.page.locator("[data-show]")
        if is_shown(show):  # a harsh scene waits behind its announcement
            show.click()
        choice = self.page.locator(f'.s-choice[data-choice="{answer}"] .s-pick')
        choice.focus()
        self.press("Enter")

    def finish_slide(self, seconds: float, *, asks: bool) -> None:
        """Read the slide as long as it needs, and answer."""
        if asks:
            self.choose()
        self.pass_time(seconds + 1)
        expect(self.next).not_to_have_attribute("aria-disabled", "true")

    def wait_until_saved(self) -> None:
        """Until nothing is on its way."""
        expect(self.saved).to_have_attribute("data-state", "saved")
