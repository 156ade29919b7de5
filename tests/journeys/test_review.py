"""Looking at slides again before another attempt, as a learner meets it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from terakoya.portal.learning.models import Attempt, Enrolment
from terakoya.portal.learning.tests.exams import Examinee, to_examinee
from terakoya.portal.learning.tests.learners import Learner
from tests.accessibility import violations
from tests.selection import IS_DEEP
from tests.waiting import expect_read

from .conftest import Open
from .player import Player
from .test_player import finish

pytestmark = pytest.mark.browser
WIDE = "document.documentElement.scrollWidth > innerWidth"
OVER = "見直しが終わりました。もう一度、テストを受けられます。"


@pytest.fixture
def examinee(learner: Learner) -> Examinee:
    """Somebody whose third attempt has just failed; two slides are to be looked at again."""
    found = to_examinee(learner)
    finish(found, len(found.text.slides))
    for _time in range(3):
        found.start()
        found.submit(found.answers(right=0))
    calm = [slide.id for slide in found.text.slides if not slide.asks and not slide.skippable]
    Enrolment.objects.update(review_slides=[calm[2], calm[4]])
    found.enrolment.refresh_from_db()
    return found


def review_line(player: Player) -> Locator:
    """What the player says of looking again."""
    return player.page.locator("[data-review] p")


def choose(player: Player, language: str) -> None:
    """A language, by keyboard."""
    player.page.locator("#player-top details.menu summary").first.press("Enter")
    player.page.get_by_role("button", name=language).press("Enter")


def expect_no_faults(player: Player) -> None:
    """None of accessibility on a phone, in the deep run neither on a wide screen."""
    usual = player.page.viewport_size
    assert usual is not None
    for width in (390, usual["width"]) if IS_DEEP else (390,):
        player.page.set_viewport_size({"width": width, "height": 900})
        faults = violations(player.page)
        assert [(one["id"], one["nodes"][0]["html"][:100]) for one in faults] == []
        expect_read(lambda: player.page.evaluate(WIDE), False)
    player.page.set_viewport_size(usual)


def test_slides_are_looked_at_again_and_lead_back_to_the_test(
    open_player: Open, examinee: Examinee
) -> None:
    """It counts on over a change of language and a new page, and never begins with ten again.

    How many seconds a page takes is the machine's affair.
    """
    first, second = examinee.enrolment.review_slides
    title = {slide.id: slide.title for slide in examinee.text.slides}
    player = open_player(examinee.text.slides[0].id)
    expect(review_line(player)).to_have_text(f"確認テストの前に見直すスライド： {title[first]}")
    player.page.goto(examinee.test_url)
    expect(player.page.locator(".exam-missing li")).to_have_count(2)
    expect_no_faults(player)
    expect(player.page.get_by_role("button", name="もう一度受ける")).to_have_count(0)
    player.page.get_by_role("link", name="スライドを見直す").click()
    expect(review_line(player)).to_have_text(
        "確認テストの前の見直しです。このスライドを、あと10秒ご覧ください。"
    )
    player.pass_time(4)
    expect(review_line(player)).to_contain_text("あと6秒ご覧ください。")
    player.pass_time(7)
    expect(player.page.locator("[data-say]")).to_contain_text("確認テストの前に見直すスライド：")
    review_line(player).get_by_role("link", name=title[second]).press("Enter")
    expect(player.heading).to_contain_text(title[second])
    expect(review_line(player)).to_contain_text("あと10秒ご覧ください。")
    player.pass_time(2)
    choose(player, "English")
    counted = re.compile("Before the test, please look at this slide again: [1-8] s left.")
    expect(review_line(player)).to_have_text(counted)
    player.page.goto("about:blank")
    player.open(second)
    expect(review_line(player)).to_have_text(counted)
    player.pass_time(9)
    choose(player, "日本語")
    expect(review_line(player)).to_contain_text(OVER)
    expect_no_faults(player)
    review_line(player).get_by_role("link", name="確認テストへ").press("Enter")
    player.page.get_by_role("button", name="もう一度受ける").press("Enter")
    expect(player.page.locator("[data-count]")).to_be_visible()
    assert Attempt.objects.count() == 4
