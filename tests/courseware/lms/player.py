"""Plays a package in a browser as a learner does, with the browser's clock in hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, expect
from playwright.sync_api import Request as Asked

from tests.courseware.lms import System
from tests.waiting import is_shown, read_until

PLACES = "boxes => boxes.map(one => Number(one.value))"
LAST = "page-last"
# What `finish_slide`, `go_on` and `take_test_by_hand` do by many calls of the browser: the same
# elements are clicked, and nobody looks whether a hand would reach them.
DO_WHAT_IT_ASKS = """() => {
  const page = document.querySelector(".page.is-current");
  const show = page.querySelector("[data-show]");
  if (show?.checkVisibility()) show.click();
  page.querySelector("terakoya-quiz .s-pick")?.click();
}"""
TURN = """async (before) => {
  const page = () => document.querySelector(".page.is-current")?.id ?? before;
  document.querySelector(`#${before} .steps .button--solid`).click();
  const until = performance.now() + 20_000;
  while (page() === before) {
    if (performance.now() > until) throw new Error(`${before} does not lead on`);
    await new Promise(requestAnimationFrame);
  }
  return page();
}"""
TAKE_TEST = """({ exam, rightly, wrong }) => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const press = (act) => all(`[data-act=${act}]`).find((one) => one.checkVisibility()).click();
  const legend = (one) => one.querySelector("legend").textContent;
  press("start");
  for (const _ of exam.draws[0]) {
    const asked = legend(document.querySelector(".tq"));
    const template = all('template[id^="question-"]').find((one) => legend(one.content) === asked);
    const number = Number(template.id.split("-")[1]);
    const isWanted = rightly && !wrong.includes(number);
    for (const box of all(".tq input")) {
      if (Boolean(exam.right[number] & (1 << Number(box.value))) === isWanted) box.click();
    }
    press("forward");
  }
  press("submit");
}"""
MAY_SAY = ("favicon", "404 (Not Found)", "Synchronous XMLHttpRequest")


class Sco:
    """One launch of a package: the system's page, and the frame or window that plays it."""

    def __init__(self, system: System, lms: Page, place: Callable[[], Frame]) -> None:
        self.system = system
        self.lms = lms
        self._place = place

    @property
    def frame(self) -> Frame:
        """Where the package plays."""
        return self._place()

    @cached_property
    def values(self) -> dict[str, Any]:
        """What the package's script was given."""
        text = read_until(lambda: self.frame.locator("#package-values").text_content() or "", bool)
        values: dict[str, Any] = json.loads(text)
        return values

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Every call of the API with its answer and error."""
        calls: list[dict[str, Any]] = self.lms.evaluate("window.calls")
        return calls

    def called(self, name: str) -> int:
        """How often a function of the API was called."""
        return sum(call["name"] == name for call in self.calls)

    def sent(self, element: str) -> list[str]:
        """Every value that was sent for an element, in order."""
        return [
            one["values"][1]
            for one in self.calls
            if one["name"] == "SetValue" and one["values"][0] == element
        ]

    @property
    def at(self) -> str:
        """The page that is shown."""
        current = self.frame.locator(".page.is-current")
        expect(current).to_have_count(1)
        return read_until(lambda: current.get_attribute("id") or "", bool)

    def expect_at(self, page: str) -> None:
        """Wait until that page is shown: the address changes first, and the page follows it."""
        expect(self.frame.locator(f"#{page}.is-current")).to_have_count(1)

    def expect_slide(self) -> None:
        """Wait until any slide is shown."""
        expect(self.frame.locator('.page.is-current[id^="slide-"]')).to_have_count(1)

    def pass_time(self, seconds: float) -> None:
        """Let the clock of every window run on."""
        self.lms.clock.run_for(int(seconds * 1000))

    def go_on(self) -> str:
        """Click 次へ; the page that is shown then."""
        before = self.at
        self.frame.locator(f"#{before} .steps .button--solid").click()
        expect(self.frame.locator(f"#{before}.is-current")).to_have_count(0)
        return self.at

    def finish_slide(self) -> None:
        """Answer what the slide asks, and read it as long as it wants."""
        at = self.at
        page = self.frame.locator(f"#{at}")
        need = next(one for one in self.values["needs"] if one["page"] == at)
        if is_shown(page.locator("[data-show]")):
            page.locator("[data-show]").click()
        if need["choices"]:
            page.locator("terakoya-quiz .s-pick").first.click()
        self.pass_time(need["read"] + 1.5)

    def finish_slides(self) -> None:
        """Go through to the page of the test."""
        seconds = {one["page"]: one["read"] for one in self.values["needs"]}
        at = self.at
        while at != LAST:
            self.frame.evaluate(DO_WHAT_IT_ASKS)
            self.pass_time(seconds[at] + 1.5)
            at = self.frame.evaluate(TURN, at)

    def finish_slides_by_hand(self) -> None:
        """The same, where every link and choice must be in sight and in reach."""
        at = self.at
        while at != LAST:
            self.finish_slide()
            at = self.go_on()

    def open_test(self) -> None:
        """Go to the page of the test by the list of contents."""
        self.frame.locator(f'.rail a[href="#{LAST}"]').click()
        self.expect_at(LAST)

    def take_test(self, *, rightly: bool = True, wrong: Collection[int] = ()) -> None:
        """Answer every question, and hand in; those at places `wrong` of the pool wrongly."""
        expect(self.frame.locator("[data-act=start]:visible")).to_have_count(1)
        how = {"exam": self.values["exam"], "rightly": rightly, "wrong": list(wrong)}
        self.frame.evaluate(TAKE_TEST, how)
        expect(self.frame.locator("[data-view=result]")).to_be_visible()

    def take_test_by_hand(self) -> None:
        """Answer every question rightly, one screen after the other, and hand in."""
        self.frame.locator("[data-act=start]:visible").click()
        exam = self.values["exam"]
        asked = len(exam["draws"][0])
        for number in range(1, asked + 1):
            count = re.compile(rf"(^|\D){number}\D+{asked}(\D|$)")
            expect(self.frame.locator("[data-count]")).to_have_text(count)
            right = exam["right"][self.question_shown]
            boxes = self.frame.locator(".tq input")
            for box, place in enumerate(read_until(partial(boxes.evaluate_all, PLACES), bool)):
                if right & (1 << place):
                    boxes.nth(box).check()
            self.frame.locator("[data-act=forward]").click()
        expect(self.frame.locator("[data-view=run]")).to_be_hidden()
        self.frame.locator("[data-act=submit]").click()
        expect(self.frame.locator("[data-view=result]")).to_be_visible()

    @property
    def question_shown(self) -> int:
        """The place in the pool of the question on the page."""
        text = read_until(lambda: self.frame.locator(".tq legend").text_content() or "", bool)
        found: int = self.frame.evaluate(
            """text => [...document.querySelectorAll('template[id^="question-"]')]
            .find(one => one.content.querySelector('legend').textContent === text)
            .id.split('-')[1] * 1""",
            text,
        )
        return found


@contextmanager
def launching(browser: Browser, system: System) -> Iterator[Callable[..., Sco]]:
    """Launches the package, as often as wanted; whatever a console says is a fault."""
    said: list[str] = []
    with ExitStack() as stack:

        def launch(
            model: str = "1.2",
            *,
            width: int = 1440,
            window: str = "frame",
            **wanted: str,
        ) -> Sco:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, reduced_motion="reduce"
            )
            stack.callback(context.close)
            _listen(context, said, (system.url, wanted.get("from", system.url)))
            lms = context.new_page()
            lms.clock.install()
            asked = "&".join(f"{name}={value}" for name, value in wanted.items())
            address = f"{system.url}/lms.html?model={model}&window={window}&{asked}"
            if window.startswith("opener"):
                with context.expect_page() as opened:
                    lms.goto(address)
                if window == "opener":
                    return Sco(system, lms, lambda: opened.value.main_frame)
                return Sco(system, lms, lambda: _frame(opened.value, "inner"))
            lms.goto(address)
            name = "inner" if window == "deep" else "sco"
            return Sco(system, lms, lambda: _frame(lms, name))

        yield launch
    assert not said, said


def _frame(page: Page, name: str) -> Frame:
    page.wait_for_load_state()
    frame = page.frame(name)
    assert frame is not None
    return frame


def _listen(context: BrowserContext, said: list[str], home: tuple[str, ...]) -> None:
    def console(message: ConsoleMessage) -> None:
        if not any(one in message.text for one in MAY_SAY):
            said.append(message.text)

    def asked(request: Asked) -> None:
        if not request.url.startswith(home):
            said.append(f"asked for {request.url}")

    context.on("console", console)
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("request", asked)
