"""The union of events and the gate, with worked examples and laws."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.learning.progress import (
    Need,
    Position,
    Report,
    SlideState,
    State,
    clamped,
    clock_is_off,
    merge,
    row_of_state,
    seconds_in,
    slides_met,
    state_from_row,
    union,
)

OPENED = 1_000_000.0
NEEDS = (
    Need("intro", {"ja": 60.0, "en": 70.0}, 20.0),
    Need("law", {"ja": 80.0, "en": 80.0}, 30.0),
    Need("case", {"ja": 100.0, "en": 90.0}, 40.0, asks=True),
    Need("harsh", {"ja": 50.0, "en": 50.0}, 25.0, asks=True, skippable=True),
)


def read(slide: str, start: float, end: float, language: str = "ja") -> Report:
    return Report(slide, "read", language, OPENED + end, ((OPENED + start, OPENED + end),))


def heard(slide: str, start: float, end: float, language: str = "ja") -> Report:
    return Report(slide, "heard", language, OPENED + end, ((start, end),))


def seen(slide: str, at: float) -> Report:
    return Report(slide, "seen", "ja", OPENED + at)


def answered(slide: str, answer: str) -> Report:
    return Report(slide, "answered", "ja", OPENED, answer=answer)


def met(reports: Sequence[Report], after: float) -> frozenset[str]:
    return slides_met(NEEDS, merge(State(), reports), opened=OPENED, now=OPENED + after)


# -- union --------------------------------------------------------------------------------------


def test_union_joins_touching_and_overlapping_ranges() -> None:
    assert union([(5, 7), (0, 2)], [(2, 3), (6, 9), (20, 21)]) == ((0, 3), (5, 9), (20, 21))


def test_seconds_in_counts_only_between_the_moments() -> None:
    assert seconds_in(((0.0, 10.0), (20.0, 30.0)), 5.0, 22.5) == 7.5


def test_merge_gives_the_worked_example_of_the_document() -> None:
    a, b, c = read("intro", 100, 112), read("intro", 110, 130), seen("law", 131)
    expected = State(
        {
            "intro": SlideState(read=((OPENED + 100, OPENED + 130),)),
            "law": SlideState(),
        },
        Position(OPENED + 131, "law"),
    )
    assert merge(State(), [a, b, c]) == merge(State(), [c, b, a, b]) == expected


# -- laws ---------------------------------------------------------------------------------------

_slides = st.sampled_from(["intro", "law", "case"])
_milliseconds = st.integers(0, 200_000).map(lambda n: n / 1000)
_ranges = st.lists(
    st.tuples(_milliseconds, _milliseconds).filter(lambda one: one[0] < one[1]),
    min_size=1,
    max_size=4,
).map(tuple)
_reports = st.one_of(
    st.builds(Report, _slides, st.sampled_from(["seen", "skipped"]), st.just("ja"), _milliseconds),
    st.builds(
        Report,
        _slides,
        st.sampled_from(["heard", "read"]),
        st.sampled_from(["ja", "en"]),
        _milliseconds,
        _ranges,
    ),
    st.builds(
        Report,
        _slides,
        st.just("answered"),
        st.just("ja"),
        _milliseconds,
        st.just(()),
        st.sampled_from("abc"),
    ),
)


def contains(larger: SlideState, smaller: SlideState) -> bool:
    """Whether nothing of a state is missing in another."""
    languages = smaller.heard.keys() | larger.heard.keys()
    return (
        all(
            union(larger.heard.get(one, ()), smaller.heard.get(one, ()))
            == larger.heard.get(one, ())
            for one in languages
        )
        and union(larger.read, smaller.read) == larger.read
        and smaller.answers <= larger.answers
        and smaller.skipped <= larger.skipped
    )


@given(st.lists(_reports, max_size=12), st.data())
def test_merge_ends_the_same_in_any_order_with_repetition_and_in_any_batches(
    reports: list[Report], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(reports), max_size=6)) if reports else []
    delivered = data.draw(st.permutations(reports + again))
    state, rest = State(), list(delivered)
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        state, rest = merge(state, rest[:size]), rest[size:]
    assert state == merge(State(), reports)


@given(st.lists(_reports, max_size=10), st.lists(_reports, max_size=5))
def test_merge_never_goes_down(before: list[Report], more: list[Report]) -> None:
    smaller = merge(State(), before)
    larger = merge(smaller, more)
    assert all(contains(larger.slides[slide], state) for slide, state in smaller.slides.items())
    if smaller.position is not None:
        assert larger.position is not None
        assert larger.position >= smaller.position


@given(st.lists(_reports, max_size=12))
def test_merge_measures_what_a_second_by_second_count_does(reports: list[Report]) -> None:
    """An independent count on a grid of milliseconds."""
    grid: set[int] = set()
    for report in reports:
        if report.kind == "read" and report.slide == "intro":
            for start, end in report.ranges:
                grid.update(range(round(start * 1000), round(end * 1000)))
    state = merge(State(), reports).slides.get("intro", SlideState())
    assert round(seconds_in(state.read, 0, 1e9) * 1000) == len(grid)


@given(st.lists(_reports, max_size=12))
def test_row_of_state_comes_back_whole(reports: list[Report]) -> None:
    for state in merge(State(), reports).slides.values():
        row = row_of_state(state)
        columns = [json.dumps(row[name]) for name in ("heard", "read", "answers")]
        assert state_from_row(*columns, row["skipped"]) == state


@given(st.lists(_reports, max_size=12), _milliseconds, _milliseconds)
def test_slides_met_only_rise_with_time(reports: list[Report], after: float, longer: float) -> None:
    state = merge(State(), reports)
    early = slides_met(NEEDS, state, opened=0, now=after)
    assert early <= slides_met(NEEDS, state, opened=0, now=after + longer)


# -- the gate -----------------------------------------------------------------------------------


def test_slides_met_wants_the_reading_time() -> None:
    assert met([read("intro", 0, 19)], 60) == frozenset()
    assert met([read("intro", 0, 10), read("intro", 30, 40)], 60) == {"intro"}


def test_slides_met_wants_95_percent_of_distinct_seconds_heard_in_one_language() -> None:
    assert met([heard("intro", 0, 50), heard("intro", 0, 50)], 600) == frozenset()
    assert met([heard("intro", 0, 30), heard("intro", 30, 66, "en")], 600) == frozenset()
    assert met([heard("intro", 0, 30), heard("intro", 30, 57)], 600) == {"intro"}
    assert met([heard("intro", 0, 67, "en")], 600) == {"intro"}


def test_slides_met_ignores_seconds_beyond_the_narration() -> None:
    assert met([heard("intro", 0, 40), heard("intro", 60, 1000)], 6000) == frozenset()


def test_slides_met_ignores_a_language_without_narration() -> None:
    assert met([heard("intro", 0, 600, "fr")], 600) == frozenset()


def test_slides_met_wants_an_answer_where_a_slide_asks() -> None:
    assert met([read("case", 0, 40)], 60) == frozenset()
    assert met([answered("case", "b")], 60) == frozenset()
    assert met([read("case", 0, 40), answered("case", "b")], 60) == {"case"}


def test_slides_met_takes_a_skip_only_where_it_is_allowed() -> None:
    skips = [Report(slide, "skipped", "ja", OPENED) for slide in ("case", "harsh")]
    assert met(skips, 60) == {"harsh"}


def test_slides_met_wants_as_many_seconds_as_have_passed() -> None:
    """The worked example of the document, to the second."""
    claims = [
        read("intro", 0, 25),
        read("law", 25, 55),
        read("case", 55, 95),
        answered("case", "a"),
    ]
    assert met(claims, 14) == frozenset()
    assert met(claims, 15) == {"intro"}
    assert met(claims, 44) == {"intro"}
    assert met(claims, 45) == {"intro", "law"}
    assert met(claims, 84) == {"intro", "law"}
    assert met(claims, 85) == {"intro", "law", "case"}


def test_slides_met_allows_hearing_at_twofold_speed_and_no_faster() -> None:
    claims = [heard("intro", 0, 60), heard("law", 0, 80)]
    assert met(claims, 64) == {"intro", "law"}
    assert met(claims, 63.5) == {"intro"}
    assert met(claims, 25) == frozenset()


def test_slides_met_lets_long_stays_use_up_no_more_than_the_need() -> None:
    claims = [read("intro", 0, 3000), read("law", 0, 3000)]
    assert met(claims, 50) == {"intro", "law"}


def test_slides_met_leaves_out_seconds_of_a_clock_from_1970_and_2099() -> None:
    old = Report("intro", "read", "ja", OPENED, ((100.0, 400.0),))
    late = Report("intro", "read", "ja", OPENED, ((OPENED + 1e6, OPENED + 1e6 + 300),))
    assert met([old, late], 600) == frozenset()
    assert met([old, late, read("intro", 0, 20)], 600) == {"intro"}


def test_slides_met_says_nothing_before_the_opening() -> None:
    assert slides_met(NEEDS, State(), opened=OPENED, now=OPENED - 50) == frozenset()


# -- clocks -------------------------------------------------------------------------------------


def test_clamped_keeps_a_time_between_opening_and_arrival() -> None:
    times = [clamped(one, opened=100, received=200) for one in (0, 150, 900)]
    assert times == [100, 150, 200]


def test_clock_is_off_beyond_a_day() -> None:
    day = 86_400
    off = [
        clock_is_off(one, opened=OPENED, now=OPENED + 60)
        for one in (0, OPENED - day - 1, OPENED - day, OPENED + 60 + day, OPENED + 61 + day)
    ]
    assert off == [True, True, False, False, True]
