"""Clocks that are wrong, are set, stand still or run ahead: who learns loses nothing by them."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment, Event
from terakoya.portal.learning.selectors.progress import standing_of
from terakoya.portal.learning.tests.learners import Learner
from tests.selection import deep

from .conftest import Open
from .player import Player

pytestmark = pytest.mark.browser


def read_on(player: Player, learner: Learner, first: int, last: int) -> None:
    """Read some slides to their end, by keyboard."""
    for number in range(first, last):
        slide = learner.text.slides[number]
        expect(player.heading).to_contain_text(slide.title)
        player.finish_slide(slide.read, asks=slide.asks)
        player.press("ArrowRight")
        expect(player.heading).to_contain_text(learner.text.slides[number + 1].title)
    player.wait_until_saved()


def found(learner: Learner) -> tuple[int, int]:
    """How many slides are met, and the seconds that count."""
    run = Enrolment.objects.get(pk=learner.enrolment.pk)
    return len(standing_of(run).met), run.seconds_spent or 0


def seconds_to_read(learner: Learner, slides: int) -> float:
    return sum(slide.read for slide in learner.text.slides[:slides])


@pytest.mark.parametrize("hours", [9, *deep(-5)])
def test_devices_clock_may_be_hours_wrong_and_be_set(
    open_player: Open, learner: Learner, hours: int
) -> None:
    player = open_player()
    wrong = clock.now() + dt.timedelta(hours=hours)
    player.page.clock.set_system_time(wrong)
    read_on(player, learner, 0, 1)
    player.page.clock.set_system_time(wrong - dt.timedelta(hours=30))
    read_on(player, learner, 1, 2)
    met, seconds = found(learner)
    assert (met, seconds >= seconds_to_read(learner, 2)) == (2, True)
    assert max(event.client_time for event in Event.objects.all()) <= clock.now()


# A clock that is set while the page stands, above, is put right in the same way.
@pytest.mark.deep
def test_device_that_slept_counts_on_at_the_servers_time(
    open_player: Open, learner: Learner
) -> None:
    """Its clock stood still for three hours; the first answer sets it right."""
    player = open_player()
    read_on(player, learner, 0, 2)
    player.stack.enter_context(clock.shifted_by(dt.timedelta(hours=3)))
    woke = clock.now().timestamp()
    read_on(player, learner, 2, 4)
    met, seconds = found(learner)
    assert (met, seconds >= seconds_to_read(learner, 4)) == (4, True)
    assert seconds < woke - learner.enrolment.opened_at.timestamp()
    last = Event.objects.filter(kind="read").latest("received_at")
    assert last.ranges[-1][1] > woke


def test_page_made_by_a_machine_whose_clock_is_ahead_is_set_right(
    open_player: Open, learner: Learner
) -> None:
    learner.begun_before(dt.timedelta(hours=1))
    with clock.shifted_by(dt.timedelta(minutes=10)):
        player = open_player()
    player.pass_time(31)  # what is told now cannot be true yet
    read_on(player, learner, 0, 2)
    assert found(learner)[0] == 2
    last = Event.objects.filter(kind="read").latest("received_at")
    assert last.ranges[-1][1] <= last.received_at.timestamp() + 5
