"""The people that tests speak of, and the browser they use."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from terakoya.portal.common import clock

from .means import SWITCHES, find_chromium

if TYPE_CHECKING:  # courseware's tests must not load Django
    from playwright.sync_api import Browser, BrowserContext

    from terakoya.portal.accounts.models import Member, Organisation


@pytest.fixture
def organisation(db: None) -> Organisation:
    """株式会社みほん商事, where owner, colleague and learner work."""
    from .factories import make_organisation  # needs Django's apps

    return make_organisation()


@pytest.fixture
def owner(organisation: Organisation) -> Member:
    """Owner and officer of the organisation."""
    from .factories import make_owner  # needs Django's apps

    return make_owner(organisation)


@pytest.fixture
def colleague(organisation: Organisation) -> Member:
    """Another officer of the same organisation, who owns nothing."""
    from terakoya.portal.accounts.choices import Role  # needs Django's apps

    from .factories import make_member

    return make_member(organisation, "同僚 次郎", roles=(Role.OFFICER,))


@pytest.fixture
def learner(organisation: Organisation) -> Member:
    """A member without any role."""
    from .factories import make_member  # needs Django's apps

    return make_member(organisation, "佐藤 美咲")


@pytest.fixture
def stranger(db: None) -> Member:
    """The owner of another organisation, to whom everything here is a 404."""
    from .factories import make_organisation, make_owner  # needs Django's apps

    return make_owner(make_organisation("例示物産株式会社"), "他社 三郎")


class Underway:
    """How many requests a live server of this process is answering.

    It answers in threads of its own. What a test's client asks in the main thread is not counted:
    a streamed answer that such a test leaves half read would never end.
    """

    def __init__(self, longest: float = 30.0) -> None:
        self._number, self._changed, self._longest = 0, threading.Condition(), longest

    def begin(self, **_signal: object) -> None:
        """A request has come."""
        self._count(1)

    def end(self, **_signal: object) -> None:
        """It is answered."""
        self._count(-1)

    def _count(self, more: int) -> None:
        if threading.current_thread() is threading.main_thread():
            return
        with self._changed:
            self._number += more
            self._changed.notify_all()

    def wait_for_rest(self) -> None:
        """Wait until none is underway and none comes for a moment, at most the longest time.

        Then those that have not ended are given up, so that they do not hold up the next test.
        """
        until = time.monotonic() + self._longest
        with self._changed:
            while (left := until - time.monotonic()) > 0:
                self._changed.wait_for(lambda: self._number <= 0, timeout=left)
                if not self._changed.wait_for(lambda: self._number > 0, timeout=0.05):
                    return
            self._number = 0


@pytest.fixture(scope="session")
def underway() -> Iterator[Underway]:
    """Counts from the first browser test on."""
    from django.core.signals import request_finished, request_started  # needs Django's apps

    counter = Underway()
    request_started.connect(counter.begin)
    request_finished.connect(counter.end)
    yield counter
    request_started.disconnect(counter.begin)
    request_finished.disconnect(counter.end)


@pytest.fixture(autouse=True)
def server_at_rest(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a live server finish what a closing page has still sent, before the tables are emptied.

    A page that goes sends its last progress; on PostgreSQL that and the emptying would lock
    each other out.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # emptied after this fixture's end
    counter: Underway = request.getfixturevalue("underway")
    yield
    counter.wait_for_rest()


# The pages' clock begins with the portal's; a clock that a test installs in a page is its own.
SHIFTED_DATE = """(by) => {
  const Machine = Date;
  globalThis.Date = class Date extends Machine {
    constructor(...given) { given.length ? super(...given) : super(Machine.now() + by); }
    static now() { return Machine.now() + by; }
  };
}"""


@pytest.fixture(scope="session")
def browsers() -> Iterator[Callable[[], Browser]]:
    """Gives the one Chromium of this process, and another where it has died.

    Playwright keeps an event loop running in this thread, which Django would take for
    asynchronous code; nothing here is.
    """
    from playwright.sync_api import expect, sync_playwright  # slow, absent without dev packages

    expect.set_options(timeout=20_000)  # a busy machine may take its time; a right page does not
    launched: list[Browser] = []
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        loop = asyncio._get_running_loop()

        def running() -> Browser:
            if not launched or not launched[-1].is_connected():
                launched.append(
                    playwright.chromium.launch(executable_path=find_chromium(), args=list(SWITCHES))
                )
            return launched[-1]

        yield running
        asyncio._set_running_loop(loop)  # the last test may have put it aside
        for browser in launched:
            browser.close()


@pytest.fixture
def chromium(browsers: Callable[[], Browser]) -> Iterator[Browser]:
    """A Chromium in which every test opens contexts of its own; what it leaves open is closed."""
    browser = browsers()
    by = (clock.now() - clock.machine()).total_seconds() * 1_000
    opened = browser.new_context

    def new_context(**wanted: Any) -> BrowserContext:
        context = opened(**wanted)
        context.add_init_script(f"({SHIFTED_DATE})({by:.0f})")
        return context

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(browser, "new_context", new_context)
        yield browser
    for context in browser.contexts:
        context.close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Put the browser's loop aside for a test without a browser, before any fixture begins.

    Such a test may run a loop of its own. And Django keeps another connection where a loop runs:
    a fixture that opened a transaction with the loop there would lock out the test without it.
    """
    standing = asyncio._get_running_loop()
    if standing is None or "chromium" in getattr(item, "fixturenames", ()):
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(None if standing.is_closed() else standing)
