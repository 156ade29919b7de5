"""A learner and their browser, for every journey through the player."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.learning.tests.learners import Learner, make_learner
from tests.courses import small_material
from tests.factories import publish_flagship
from tests.selection import IS_DEEP

from .player import Player

Open = Callable[..., Player]
Publish = Callable[[], Revision]


def publish_small() -> Revision:
    """A course with a slide of each layout, which is read in two minutes."""
    return publish_material(material=small_material())


@pytest.fixture
def publish() -> Publish:
    """Publishes what is learned: in the deep run the flagship, else a course a third as long."""
    return publish_flagship if IS_DEEP else publish_small


@pytest.fixture
def learner(chromium: Browser, transactional_db: None, publish: Publish) -> Learner:
    """Somebody who has just begun the course."""
    return make_learner(publish=publish)


@pytest.fixture
def open_player(
    chromium: Browser,
    live_server: LiveServer,
    learner: Learner,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[Open]:
    """Opens the player; whatever a page says on its console is a fault, offline loads excepted."""
    faults: list[str] = []
    pages: list[Page] = []
    with ExitStack() as stack:

        def open_player(
            slide: str = "", *, width: int = 1440, may_say: str = "", **options: Any
        ) -> Player:
            context = chromium.new_context(
                viewport={"width": width, "height": 900},
                base_url=live_server.url,
                reduced_motion="reduce",
                **options,
            )
            sign_in(context, learner, live_server)
            stack.callback(context.close)
            page = context.new_page()
            page.on("console", lambda message: faults.extend(_fault(message, may_say)))
            page.on("pageerror", lambda error: faults.append(str(error)))
            pages.append(page)
            player = Player(page, f"/learn/{learner.enrolment.uuid}/", stack)
            player.open(slide, scripted=options.get("java_script_enabled", True))
            return player

        failed_before = request.session.testsfailed
        yield open_player
        if request.session.testsfailed > failed_before or faults:
            for number, page in enumerate(pages):
                page.screenshot(path=tmp_path / f"{request.node.name}-{number}.png")
    assert faults == []


def sign_in(context: BrowserContext, learner: Learner, server: LiveServer) -> None:
    """Give the browser the cookie that keeps the learner signed in."""
    value = learner.client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": server.url}])


def _fault(message: ConsoleMessage, may_say: str) -> list[str]:
    """What the console says, unless it is the browser's own word that it is offline."""
    expected = ["net::ERR_INTERNET_DISCONNECTED", "401 (Unauthorized)"]
    expected += [may_say] if may_say else []
    if message.type not in {"error", "warning"} or any(one in message.text for one in expected):
        return []
    return [message.text]
