"""The whole course, first slide to test: on a phone by touch, at a desk by keyboard alone.

With TERAKOYA_PICTURES=FOLDER every slide is kept as a picture, before and after its answer.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from terakoya.portal.learning.selectors.progress import standing_of
from terakoya.portal.learning.tests.learners import Learner
from tests.waiting import is_shown

from .conftest import Open
from .player import Player
from .test_player import slides_of

# In a normal run test_player.py walks a small course by keyboard, up to the test, and five minutes
# of this one without a network; test_listening.py goes on by touch.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.deep]
CUTS = {(8, 11), (20, 22)}  # without a network from the one slide to the other


class Touch:
    """A finger."""

    def __init__(self, player: Player) -> None:
        self.player = player

    def use(self, selector: str) -> None:
        """Tap."""
        self.player.page.locator(selector).first.tap()


class Keyboard:
    """Tab and Enter; whatever these do not reach is not reached."""

    def __init__(self, player: Player) -> None:
        self.player = player

    def use(self, selector: str) -> None:
        """Tab until it has the focus, and press Enter."""
        for _step in range(120):
            self.player.press("Tab")
            if self.player.page.evaluate("s => document.activeElement.matches(s)", selector):
                return self.player.press("Enter")
        pytest.fail(f"Tab does not lead to {selector}")


@pytest.mark.parametrize(
    ("width", "hand", "options"),
    [
        pytest.param(390, Touch, {"has_touch": True}, id="390-touch"),
        pytest.param(1440, Keyboard, {"forced_colors": "active"}, id="1440-keyboard"),
    ],
)
def test_whole_course_with_the_network_cut_twice(
    open_player: Open,
    learner: Learner,
    width: int,
    hand: type[Touch | Keyboard],
    options: dict[str, object],
) -> None:
    player = open_player(width=width, **options)
    hands, slides = hand(player), slides_of(learner)
    for number, slide in enumerate(slides, 1):
        expect(player.heading).to_contain_text(slide.title)
        _network(player, number)
        if slide.asks:
            if is_shown(player.page.locator("[data-show]")):  # a harsh scene is announced
                hands.use("[data-show]")
            _picture(player, f"{width}-{number:02}a")
            hands.use(".s-choice .s-pick")
        player.pass_time(slide.read + 1)
        expect(player.next).not_to_have_attribute("aria-disabled", "true")
        _picture(player, f"{width}-{number:02}b")
        if number < len(slides):
            hands.use('[data-go="next"]')
    hands.use('[data-go="next"]')
    player.page.wait_for_url("**/test/")
    assert standing_of(learner.enrolment).met == {slide.id for slide in slides}
    expect(player.page.get_by_role("heading", level=1)).to_contain_text("確認テスト")
    _picture(player, f"{width}-test")


def _network(player: Player, number: int) -> None:
    """Cut it, or bring it back."""
    if number in {start for start, _end in CUTS}:
        player.page.wait_for_load_state("networkidle")
        player.wait_until_saved()
        player.context.set_offline(True)
    if number in {end for _start, end in CUTS}:
        expect(player.saved).to_contain_text("未送信")
        player.context.set_offline(False)
        player.page.evaluate("window.dispatchEvent(new Event('online'))")
        player.wait_until_saved()


def _picture(player: Player, name: str) -> None:
    if folder := os.environ.get("TERAKOYA_PICTURES"):
        player.page.screenshot(path=Path(folder) / f"{name}.png")
