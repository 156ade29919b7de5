"""The gate by both rules, with worked examples and laws (docs/algorithms/progress.md §5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.learning.gate import (
    Judgement,
    Need,
    judge_by_moments,
    judge_by_seconds,
    seconds_spent,
)
from terakoya.portal.learning.progress import Report, SlideState, State, merge
from terakoya.portal.learning.ranges import seconds_in, union

from .claims import NEEDS, OPENED, answered, heard, read, seen

# -- by moments: what a player has sent, batch by batch -------------------------------------------


def stored(
    *batches: Sequence[Report], needs: Sequence[Need] = NEEDS, fastest: float = 2.0
) -> tuple[State, Judgement]:
    """What the batches leave behind, judged after each as the server does."""
    state, judgement = State(), Judgement(frozenset(), {})
    for batch in batches:
        state = merge(state, batch)
        judgement = judge_by_moments(needs, state, fastest=fastest)
        state = state.keeping(judgement.kept)
    return state, judgement


def done(*batches: Sequence[Report], needs: Sequence[Need] = NEEDS) -> set[str]:
    return set(stored(*batches, needs=needs)[1].met)


def test_moments_want_the_reading_time() -> None:
    assert done([read("intro", 0, 19)]) == set()
    assert done([read("intro", 0, 19)], [read("intro", 500, 501)]) == {"intro"}


def test_moment_claimed_on_two_slides_counts_for_the_first_in_course_order() -> None:
    """The worked example of the document: all three claim the first minute."""
    claims = [read(slide, 0, 60) for slide in ("case", "law", "intro")] + [answered("case", "a")]
    state, judgement = stored(claims)
    assert judgement.met == {"intro", "law"}
    assert (judgement.read, seconds_spent(NEEDS, state)) == ({"case": 10}, 60)
    assert state.slides["law"].kept == ((OPENED + 20, OPENED + 50),)
    assert done(claims, [read("case", 60, 90)]) == {"intro", "law", "case"}


def test_slide_that_was_met_stays_met_when_an_earlier_one_claims_its_moments() -> None:
    before, after = [read("law", 0, 30)], [read("intro", 0, 30)]
    assert done(before) == {"law"}
    assert done(before, after) == {"law"}
    assert done(before, after, [read("intro", 30, 50)]) == {"intro", "law"}
    assert done(after, before) == {"intro"}


def test_slides_told_backwards_get_no_more_than_those_told_forwards() -> None:
    claims = [[read(need.slide, 0, 60), answered(need.slide, "a")] for need in NEEDS]
    assert [len(done(*claims)), len(done(*reversed(claims)))] == [2, 2]


def test_long_stay_uses_up_no_more_than_the_need() -> None:
    assert done([read("intro", 0, 3000)], [read("law", 0, 3000)]) == {"intro", "law"}


def test_moments_heard_and_read_at_once_on_one_slide_are_no_contradiction() -> None:
    state, judgement = stored([read("intro", 0, 15), heard("intro", 0, 60, at=0)])
    assert judgement.met == {"intro"}
    assert seconds_spent(NEEDS, state) == 30


@pytest.mark.parametrize(("speed", "expected"), [(1, {"intro"}), (2, {"intro"}), (2.5, set())])
def test_heard_seconds_count_up_to_the_top_speed(speed: float, expected: set[str]) -> None:
    """60 s of narration at 2.5 take 24 s: 48 s of it count, 57 are wanted."""
    assert done([heard("intro", 0, 60, speed=speed)]) == expected


def test_heard_seconds_count_up_to_the_officers_top_speed() -> None:
    claims = [heard("intro", 0, 60, speed=1.5)]
    met = [stored(claims, fastest=fastest)[1].met for fastest in (1.0, 1.5)]
    assert met == [frozenset(), {"intro"}]


def test_narration_of_two_slides_cannot_be_heard_in_the_same_moments() -> None:
    claims = [heard("intro", 0, 60, at=0, speed=2), heard("law", 0, 80, at=0, speed=2)]
    assert done(claims) == {"intro"}
    assert done(claims, [heard("law", 0, 80, at=40, speed=2)]) == {"intro", "law"}


def test_heard_seconds_without_moments_do_not_count_until_there_are_some() -> None:
    silent = Report("intro", "heard", "ja", OPENED, ((0.0, 60.0),))
    assert done([silent]) == set()
    assert done([silent], [heard("intro", 0, 60)]) == {"intro"}


def test_gate_met_in_one_language_counts_in_all_and_reading_adds_up() -> None:
    assert done([read("intro", 0, 9, "ja"), read("intro", 9, 20, "en")]) == {"intro"}
    assert done([heard("intro", 0, 67, "en")]) == {"intro"}
    assert done([heard("intro", 0, 40), heard("intro", 0, 40, "en", at=20)]) == set()


def test_answers_and_skips_are_wanted_as_ever() -> None:
    assert done([read("case", 0, 40)]) == set()
    assert done([read("case", 0, 40)], [answered("case", "b")]) == {"case"}
    assert done([answered("case", "b")]) == set()
    skips = [Report(slide, "skipped", "ja", OPENED) for slide in ("case", "harsh")]
    assert done(skips) == {"harsh"}
    assert done([*skips, read("harsh", 0, 5), read("law", 0, 30)]) == {"harsh", "law"}


def test_slide_waiting_for_its_answer_keeps_its_moments_and_its_countdown() -> None:
    state, judgement = stored([read("case", 0, 40)], [read("intro", 0, 40)])
    assert (judgement.met, judgement.read) == (frozenset(), {"intro": 0, "case": 40})
    assert state.slides["case"].kept == ((OPENED, OPENED + 40),)


def test_divider_of_no_seconds_is_met_by_opening_it() -> None:
    needs = (Need("part-1", {}, 0.0), *NEEDS[:1], Need("part-2", {"ja": 0.0}, 0.0))
    assert done([seen("part-1", 0)], needs=needs) == {"part-1"}
    claims = [seen("part-1", 0), read("part-2", 0, 20), read("intro", 0, 20)]
    assert done(claims, needs=needs) == {"part-1", "part-2", "intro"}


def test_short_course_of_three_questions_takes_the_time_of_its_three_slides() -> None:
    needs = [Need(slide, {"ja": 24.0}, 10.0, asks=True) for slide in "abc"]
    claims = [read(slide, 0, 29) for slide in "abc"] + [answered(slide, "a") for slide in "abc"]
    assert done(claims, needs=needs) == {"a", "b"}
    assert done(claims, [read("c", 29, 30)], needs=needs) == {"a", "b", "c"}


def test_moments_of_earlier_runs_count_for_nothing_and_were_spent() -> None:
    before = ((OPENED, OPENED + 15),)
    state = merge(State(), [read("intro", 0, 20)])
    judgement = judge_by_moments(NEEDS, state, before=before)
    assert (judgement.met, judgement.read) == (frozenset(), {"intro": 5})
    assert seconds_spent(NEEDS, state, before) == 20


def test_seconds_spent_count_two_devices_once() -> None:
    state, _judgement = stored([read("intro", 0, 40)], [read("law", 20, 60), heard("law", 0, 80)])
    assert seconds_spent(NEEDS, state) == 60


# -- by moments: laws -----------------------------------------------------------------------------

_slides = st.sampled_from([need.slide for need in NEEDS])
_claims = st.builds(
    lambda slide, kind, start, length, speed: (
        read(slide, start, start + length)
        if kind == "read"
        else heard(slide, start / 4, start / 4 + length * speed, at=start, speed=speed)
    ),
    _slides,
    st.sampled_from(["read", "heard"]),
    st.integers(0, 150),
    st.integers(1, 60),
    st.sampled_from([1, 2]),
)
_reports = st.one_of(
    _claims, st.builds(answered, _slides, st.just("a")), st.builds(seen, _slides, st.just(0))
)
_batches = st.lists(st.lists(_reports, min_size=1, max_size=3), max_size=8)


def least_seconds(slides: Iterable[str]) -> float:
    """The moments that these slides need at least, at the top speed or by reading."""
    needs = [need for need in NEEDS if need.slide in slides]
    return sum(min(need.read, *(need.to_hear(one) / 2 for one in need.listen)) for need in needs)


@given(_batches)
def test_moments_that_are_kept_are_claimed_and_belong_to_one_slide(
    batches: list[list[Report]],
) -> None:
    state, judgement = stored(*batches)
    kept = [one.kept for one in state.slides.values()]
    assert seconds_in(union(*kept)) == pytest.approx(sum(map(seconds_in, kept)))
    for one in state.slides.values():
        assert union(one.moments, one.kept) == one.moments
    assert least_seconds(judgement.met) <= seconds_spent(NEEDS, state) + 1


@given(_batches, st.lists(_reports, max_size=3))
def test_moments_never_undo_what_was_met(batches: list[list[Report]], late: list[Report]) -> None:
    assert done(*batches) <= done(*batches, late)


@given(_batches)
def test_moments_sent_again_change_nothing(batches: list[list[Report]]) -> None:
    once, again = stored(*batches), stored(*batches, [one for batch in batches for one in batch])
    assert (once[0].slides, once[1].met) == (again[0].slides, again[1].met)


@given(st.data())
def test_moments_of_one_screen_after_the_other_end_the_same_in_any_order(
    data: st.DataObject,
) -> None:
    """Where no moment is claimed twice, as by one player, nothing depends on the order."""
    at, reports, lengths = 0, [], dict.fromkeys((need.slide for need in NEEDS), 0)
    for slide, length in data.draw(st.lists(st.tuples(_slides, st.integers(1, 60)), max_size=8)):
        reports += [read(slide, at, at + length), answered(slide, "a")]
        at += length
        lengths[slide] += length
    shuffled = data.draw(st.permutations(reports))
    one, other = stored(reports), stored(*([each] for each in shuffled))
    assert one[1].met == other[1].met
    assert (
        seconds_spent(NEEDS, one[0])
        == seconds_spent(NEEDS, other[0])
        == sum(min(lengths[need.slide], max(3 * need.read, 60)) for need in NEEDS)
    )


def test_cost_of_judging_is_bounded() -> None:
    """As many separate ranges as one may store: each is looked at a few times, not each pair."""
    seconds = [(float(n), n + 0.4) for n in range(1500)]
    needs = [Need(f"s{n}", {"ja": 9000.0}, 5000.0) for n in range(4)]
    state = State({need.slide: SlideState(read=tuple(seconds)) for need in needs})
    judgement = judge_by_moments(needs, state)
    assert judgement.read == {"s0": 600, "s1": 0, "s2": 0, "s3": 0}


# -- by seconds, for enrolments that began before --------------------------------------------------


def met(reports: Sequence[Report], after: float) -> frozenset[str]:
    state = merge(State(), reports)
    return judge_by_seconds(NEEDS, state, opened=OPENED, now=OPENED + after).met


def test_judge_by_seconds_wants_the_reading_time() -> None:
    assert met([read("intro", 0, 19)], 60) == frozenset()
    assert met([read("intro", 0, 10), read("intro", 30, 40)], 60) == {"intro"}


def test_judge_by_seconds_wants_95_percent_of_distinct_seconds_heard_in_one_language() -> None:
    assert met([heard("intro", 0, 50), heard("intro", 0, 50)], 600) == frozenset()
    assert met([heard("intro", 0, 30), heard("intro", 30, 66, "en")], 600) == frozenset()
    assert met([heard("intro", 0, 30), heard("intro", 30, 57)], 600) == {"intro"}
    assert met([heard("intro", 0, 67, "en")], 600) == {"intro"}


def test_judge_by_seconds_ignores_seconds_beyond_the_narration() -> None:
    assert met([heard("intro", 0, 40), heard("intro", 60, 1000)], 6000) == frozenset()


def test_judge_by_seconds_ignores_a_language_without_narration() -> None:
    assert met([heard("intro", 0, 600, "fr")], 600) == frozenset()


def test_judge_by_seconds_wants_an_answer_where_a_slide_asks() -> None:
    assert met([read("case", 0, 40)], 60) == frozenset()
    assert met([answered("case", "b")], 60) == frozenset()
    assert met([read("case", 0, 40), answered("case", "b")], 60) == {"case"}


def test_judge_by_seconds_takes_a_skip_only_where_it_is_allowed() -> None:
    skips = [Report(slide, "skipped", "ja", OPENED) for slide in ("case", "harsh")]
    assert met(skips, 60) == {"harsh"}


def test_judge_by_seconds_wants_as_many_seconds_as_have_passed() -> None:
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


def test_judge_by_seconds_allows_hearing_at_twofold_speed_and_no_faster() -> None:
    claims = [heard("intro", 0, 60), heard("law", 0, 80)]
    assert met(claims, 64) == {"intro", "law"}
    assert met(claims, 63.5) == {"intro"}
    assert met(claims, 25) == frozenset()


def test_judge_by_seconds_lets_long_stays_use_up_no_more_than_the_need() -> None:
    claims = [read("intro", 0, 3000), read("law", 0, 3000)]
    assert met(claims, 50) == {"intro", "law"}


def test_judge_by_seconds_leaves_out_seconds_of_a_clock_from_1970_and_2099() -> None:
    old = Report("intro", "read", "ja", OPENED, ((100.0, 400.0),))
    late = Report("intro", "read", "ja", OPENED, ((OPENED + 1e6, OPENED + 1e6 + 300),))
    assert met([old, late], 600) == frozenset()
    assert met([old, late, read("intro", 0, 20)], 600) == {"intro"}


def test_judge_by_seconds_says_nothing_before_the_opening() -> None:
    assert met([], -50) == frozenset()


@given(st.lists(_reports, max_size=12), st.integers(0, 200), st.integers(0, 200))
def test_judge_by_seconds_only_rises_with_time(
    reports: list[Report], after: int, longer: int
) -> None:
    assert met(reports, after) <= met(reports, after + longer)
