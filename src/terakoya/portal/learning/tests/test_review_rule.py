"""Looking at slides again, as a pure rule: which seconds count, and for which slide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.learning.gate import Need
from terakoya.portal.learning.progress import SlideState
from terakoya.portal.learning.ranges import Ranges
from terakoya.portal.learning.review import SECONDS, review_left

SINCE = 1000.0
NEEDS = [Need(slide, {}, 20.0, skippable=slide == "scene") for slide in ("a", "scene", "b", "c")]


def left(slides: set[str], now: float, **read: Ranges) -> dict[str, float]:
    """What is left of slides by the moments at which they were read."""
    states = {slide: SlideState(read=ranges) for slide, ranges in read.items()}
    return review_left(NEEDS, slides, states, since=SINCE, now=now)


@pytest.mark.parametrize(
    ("now", "read", "seconds"),
    [
        (1100.0, {}, {"a": 10.0, "b": 10.0}),
        (1100.0, {"a": ((1000.0, 1010.0),), "b": ((1020.0, 1030.0),)}, {}),
        (1100.0, {"a": ((1000.0, 1004.0), (1050.0, 1056.0))}, {"b": 10.0}),
        (1100.0, {"a": ((1000.0, 1004.5),)}, {"a": 5.5, "b": 10.0}),
        (1100.0, {"a": ((900.0, 1000.0),)}, {"a": 10.0, "b": 10.0}),  # before the failure
        (1100.0, {"a": ((900.0, 1003.0),)}, {"a": 7.0, "b": 10.0}),
        (1004.0, {"a": ((1000.0, 1010.0),)}, {"a": 6.0, "b": 10.0}),  # not yet
        (1100.0, {"a": ((1000.0, 1012.0),), "b": ((1000.0, 1012.0),)}, {"b": 8.0}),
        (1100.0, {"a": ((1000.0, 1060.0),), "b": ((1000.0, 1060.0),)}, {}),
        (1030.0, {"a": ((990.0, 1004.0), (1010.0, 1020.0)), "b": ((1000.0, 1006.0),)}, {"b": 8.0}),
        (1100.0, {"c": ((1000.0, 1060.0),)}, {"a": 10.0, "b": 10.0}),
        (1100.0, {"a": ((1000.0, 1009.95),)}, {"b": 10.0}),  # many short ranges lose a little
    ],
)
def test_review_counts_the_moments_after_the_failure_once(
    now: float, read: dict[str, Ranges], seconds: dict[str, float]
) -> None:
    assert left({"a", "b"}, now, **read) == seconds


def test_review_counts_hearing_as_reading() -> None:
    heard = SlideState(heard_at=((1000.0, 1006.0),), read=((1004.0, 1008.0),))
    assert review_left(NEEDS, {"a"}, {"a": heard}, since=SINCE, now=1100.0) == {"a": 2.0}


def test_review_asks_nothing_of_a_skipped_scene_or_of_what_the_course_does_not_show() -> None:
    assert left({"scene", "gone"}, 1100.0) == {"scene": 10.0}
    skipped = {"scene": SlideState(skipped=True), "a": SlideState(skipped=True)}
    found = review_left(NEEDS, {"scene", "a"}, skipped, since=SINCE, now=1100.0)
    assert found == {"a": 10.0}  # which is none that may be skipped


moments = st.tuples(st.floats(900, 1200), st.floats(0, 40)).map(lambda one: (one[0], sum(one)))
reading = st.dictionaries(st.sampled_from("abc"), moments.map(lambda one: (one,)))


@given(reading, st.sets(st.sampled_from("abc")), st.floats(1000, 1200), st.floats(0, 50))
def test_review_takes_its_time_and_what_is_left_never_grows(
    read: dict[str, Ranges], slides: set[str], now: float, later: float
) -> None:
    before, after = left(slides, now, **read), left(slides, now + later, **read)
    assert list(before) == [slide for slide in "abc" if slide in before]
    assert sum(SECONDS - before.get(slide, 0) for slide in slides) <= now - SINCE + 0.3
    assert after.keys() <= before.keys()
    assert sum(after.values()) <= sum(before.values()) + 0.001
