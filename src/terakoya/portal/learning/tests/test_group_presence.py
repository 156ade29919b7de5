"""What of a group session counts: pure, by worked examples."""

from __future__ import annotations

from terakoya.portal.learning.gate import Need, judge_by_moments, judge_by_seconds, seconds_spent
from terakoya.portal.learning.group_presence import Showing, counts_from, presence
from terakoya.portal.learning.progress import Report, SlideState, State, merge, row_of_state

NEEDS = (Need("a", {"ja": 40}, 20), Need("b", {"ja": 40}, 20, asks=True), Need("c", {}, 20))


def test_slide_counts_when_it_was_shown_as_long_as_it_asks_for() -> None:
    showings = [Showing("a", 0, 30), Showing("b", 30, 45), Showing("c", 45, 50)]
    assert presence(showings, NEEDS, 0, 100) == {"a": ((0, 30),)}
    again = [*showings, Showing("b", 60, 70)]  # 15 and 10 seconds
    assert presence(again, NEEDS, 0, 100) == {"a": ((0, 30),), "b": ((30, 45), (60, 70))}


def test_who_comes_late_or_leaves_early_has_only_what_they_saw() -> None:
    showings = [Showing("a", 0, 30), Showing("b", 30, 60), Showing("c", 60, 90)]
    assert set(presence(showings, NEEDS, 15, 90)) == {"b", "c"}
    assert set(presence(showings, NEEDS, 0, 70)) == {"a", "b"}
    assert presence(showings, NEEDS, 90, 10) == {}


def test_slide_left_on_the_screen_takes_no_hour() -> None:
    assert presence([Showing("a", 0, 3600)], NEEDS, 0, 3600) == {"a": ((0, 60),)}


def test_clock_that_was_set_back_shows_nothing() -> None:
    assert presence([Showing("a", 100, 40)], NEEDS, 0, 1000) == {}


def test_late_is_ten_minutes_after_the_first_slide() -> None:
    assert counts_from(900, None, 100) == 100  # nothing was shown yet
    assert counts_from(800, 200, 100) == 100
    assert counts_from(801, 200, 100) == 801


def test_presence_meets_a_slide_with_its_question_by_both_rules() -> None:
    state = State({"b": SlideState(present=((0.0, 20.0),))})
    assert judge_by_moments(NEEDS, state).met == {"b"}
    assert judge_by_seconds(NEEDS, state, opened=0, now=0).met == {"b"}


def test_moment_in_a_group_counts_once() -> None:
    own = SlideState(read=((0.0, 20.0),))
    state = State({"a": own, "b": SlideState(present=((0.0, 20.0),))})
    assert judge_by_moments(NEEDS, state).met == {"b"}  # nobody reads beside it
    assert seconds_spent(NEEDS, state) == 20
    kept = SlideState(read=((0.0, 20.0),), kept=((0.0, 20.0),))
    assert judge_by_moments(NEEDS, State({**state.slides, "a": kept})).met == {"a", "b"}


def test_presence_is_an_event_like_others_and_is_not_cut() -> None:
    report = Report("a", "present", "ja", 50, ranges=((0, 20),))
    assert report.cut(opened=40, received=60) == report
    once = merge(State(), [report])
    assert once == merge(once, [report])
    assert row_of_state(once.slides["a"])["present"] == [[0, 20]]
