"""The union of events, with worked examples and laws; the gate: test_gate.py."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.learning.progress import (
    Position,
    Report,
    SlideState,
    State,
    clamped,
    clock_is_off,
    merge,
    moments_before,
    row_of_state,
    state_from_row,
)
from terakoya.portal.learning.ranges import Ranges, seconds_in, union
from tests.courseware.laws import law

from .claims import OPENED, heard, read, seen

RANGES = ("heard", "heard_at", "read", "answers", "kept", "present")

# -- union --------------------------------------------------------------------------------------


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
_present = st.builds(
    Report, _slides, st.just("present"), st.sampled_from(["ja", "en"]), _milliseconds, _ranges
)
_players_reports = st.one_of(
    st.builds(Report, _slides, st.sampled_from(["seen", "skipped"]), st.just("ja"), _milliseconds),
    st.builds(
        Report, _slides, st.just("read"), st.sampled_from(["ja", "en"]), _milliseconds, _ranges
    ),
    st.builds(
        Report,
        _slides,
        st.just("heard"),
        st.sampled_from(["ja", "en"]),
        _milliseconds,
        _ranges,
        moments=_ranges,
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
_reports = st.one_of(_players_reports, _present)


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
        and union(larger.heard_at, smaller.heard_at) == larger.heard_at
        and union(larger.present, smaller.present) == larger.present
        and smaller.answers <= larger.answers
        and smaller.skipped <= larger.skipped
    )


@law
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


@law
@given(st.lists(_reports, max_size=10), st.lists(_reports, max_size=5))
def test_merge_never_goes_down(before: list[Report], more: list[Report]) -> None:
    smaller = merge(State(), before)
    larger = merge(smaller, more)
    assert all(contains(larger.slides[slide], state) for slide, state in smaller.slides.items())
    if smaller.position is not None:
        assert larger.position is not None
        assert larger.position >= smaller.position


@law
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


@law
@given(st.lists(_reports, max_size=12), _ranges)
def test_row_of_state_comes_back_whole(reports: list[Report], kept: Ranges) -> None:
    union_of_all = merge(State(), reports)
    state = union_of_all.keeping(dict.fromkeys(union_of_all.slides, union(kept)))
    for one in state.slides.values():
        row = row_of_state(one)
        columns = [json.dumps(row[name]) for name in RANGES]
        assert state_from_row(*columns, row["skipped"]) == one
        assert one.kept == union(kept)


@law
@given(st.lists(_players_reports, max_size=8), _milliseconds, _milliseconds)
def test_cut_reports_end_the_same_in_any_order(
    reports: list[Report], opened: float, received: float
) -> None:
    """The cut depends on nothing but the report, the opening and its own arrival."""
    cut = [one.cut(opened=opened, received=received) for one in reports]
    assert merge(State(), cut) == merge(State(), [*reversed(cut), *cut])
    for one in merge(State(), cut).slides.values():
        assert seconds_in(one.moments, opened, received + 5) == seconds_in(one.moments)


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


def test_cut_keeps_what_lies_between_the_opening_and_five_seconds_after_the_arrival() -> None:
    cut = read("intro", -30, 100).cut(opened=OPENED, received=OPENED + 60)
    assert cut.claimed == ((OPENED, OPENED + 65),)
    early = heard("intro", 0, 60, at=-20).cut(opened=OPENED, received=OPENED + 60)
    assert (early.ranges, early.claimed) == (((0, 60),), ((OPENED, OPENED + 10),))
    assert read("intro", 70, 90).cut(opened=OPENED, received=OPENED + 60).claimed == ()


@pytest.mark.parametrize(("fastest", "began"), [(2.0, 85), (1.0, 70)])
def test_moments_before_are_as_long_as_hearing_takes_at_the_top_speed(
    fastest: float, began: float
) -> None:
    ranges = ((10.0, 30.0), (20.0, 40.0))
    assert moments_before(100, ranges, fastest) == ((began, 100),)
