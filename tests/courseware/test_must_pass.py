"""Rules of passing: what each draw holds, what an attempt must get right, what learners read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from terakoya.courseware.draw import PoolTooSmall, can_draw, draw_questions, rules_within
from terakoya.courseware.model import BlueprintPart, PassRule, Question, TestPool
from terakoya.courseware.must_pass import HeldRule, held_rules, is_about, rule_sentence
from terakoya.courseware.scoring import score_attempt
from tests.courseware.laws import law
from tests.courseware.test_draw import (
    BLUEPRINT,
    WIDE_POOL,
    _can_be_drawn,
    _part,
    _pool,
    _question,
    blueprints_strategy,
    questions_strategy,
)

SAFETY = PassRule(tag="own-conduct", draw=1)
RESPONSE = PassRule(goal="acts", draw=2, correct=1)


def _holds(questions: Sequence[Question], must: Sequence[PassRule]) -> bool:
    return all(sum(is_about(rule, one) for one in questions) >= rule.draw for rule in must)


def _asked(pool: TestPool, ids: set[str]) -> list[Question]:
    return [one for one in pool.questions if one.id in ids]


rules_strategy = st.lists(
    st.builds(
        lambda goal, tag, draw: PassRule(goal=goal, tag=tag, draw=draw),
        st.none() | st.sampled_from(["knows", "acts"]),
        st.none() | st.sampled_from(["x", "y"]),
        st.integers(1, 3),
    ),
    max_size=3,
)


@law
@given(
    questions_strategy,
    blueprints_strategy,
    rules_strategy,
    st.lists(st.integers(0, 99), max_size=3),
)
def test_each_draw_satisfies_the_rules_and_none_repeats_less(
    kinds: list[tuple[str, set[str]]],
    parts: list[BlueprintPart],
    must: list[PassRule],
    seeds: list[int],
) -> None:
    """Against every set of questions there is: slow, plain, independent."""
    size = sum(part.take for part in parts)
    assume(size <= 5)
    pool = _pool(
        *(_question(n, goal=goal, tags=tuple(sorted(tags))) for n, (goal, tags) in enumerate(kinds))
    )
    fitting = [
        {one.id for one in chosen}
        for chosen in combinations(pool.questions, size)
        if _holds(chosen, must) and _can_be_drawn(_pool(*chosen), parts)
    ]
    assert can_draw(pool.questions, parts, must) is bool(fitting)
    earlier: list[set[str]] = []
    for seed in (0, *seeds):
        if not fitting:
            with pytest.raises(PoolTooSmall):
                draw_questions(pool, tuple(parts), seed, earlier, must)
            continue
        drawn = {one.id for one in draw_questions(pool, tuple(parts), seed, earlier, must)}
        met = set().union(*earlier)
        assert drawn in fitting
        assert len(drawn & met) == min(len(one & met) for one in fitting)
        earlier.append(drawn)


def test_a_draw_without_rules_is_what_it_was() -> None:
    assert draw_questions(WIDE_POOL, BLUEPRINT, 20261124, must=()) == draw_questions(
        WIDE_POOL, BLUEPRINT, 20261124
    )


@given(st.integers())
@law
def test_a_draw_with_rules_is_the_same_for_ever_whatever_the_order_of_the_pool(seed: int) -> None:
    must = (SAFETY, RESPONSE)
    blueprint = (_part(4), _part(2, goal="knows"))
    drawn = draw_questions(WIDE_POOL, blueprint, seed, must=must)
    turned = _pool(*reversed(WIDE_POOL.questions))
    assert draw_questions(turned, blueprint, seed, must=must) == drawn


def test_a_draw_with_rules_still_reaches_every_question() -> None:
    drawn = {
        one.id
        for seed in range(160)
        for one in draw_questions(WIDE_POOL, (_part(3),), seed, must=(SAFETY, RESPONSE))
    }
    assert drawn == {one.id for one in WIDE_POOL.questions}


def test_a_question_counts_for_each_rule_that_is_about_it() -> None:
    """The safety question may be one of the two on what to do: one part holds both rules."""
    blueprint = (_part(2, goal="acts"),)
    drawn = draw_questions(WIDE_POOL, blueprint, 3, must=(SAFETY, RESPONSE))
    assert sum("own-conduct" in one.tags for one in _asked(WIDE_POOL, {q.id for q in drawn})) >= 1


def test_one_place_may_be_for_two_rules() -> None:
    must = (SAFETY, PassRule(goal="acts", draw=1))
    [drawn] = draw_questions(WIDE_POOL, (_part(1),), 1, must=must)
    assert [q.tags for q in _asked(WIDE_POOL, {drawn.id})] == [("own-conduct",)]


def test_a_rule_is_held_by_the_part_that_has_an_unused_question_for_it() -> None:
    """The question of the other part was asked: keeping its place would repeat it."""
    pool = _pool(
        _question(1, goal="knows", tags=("own-conduct",)),
        _question(2, goal="knows"),
        _question(3, goal="acts", tags=("own-conduct",)),
        _question(4, goal="acts"),
    )
    blueprint = (_part(1, goal="knows"), _part(1, goal="acts"))
    drawn = {
        frozenset(one.id for one in draw_questions(pool, blueprint, seed, [{"q01"}], (SAFETY,)))
        for seed in range(20)
    }
    assert drawn == {frozenset({"q02", "q03"})}


def test_a_draw_that_cannot_hold_a_rule_says_which() -> None:
    with pytest.raises(PoolTooSmall, match=r"^Rule 2 of `must` wants 3 of its questions"):
        must = (RESPONSE, PassRule(goal="acts", draw=3))
        draw_questions(WIDE_POOL, (_part(2, goal="acts"), _part(2, goal="knows")), 1, must=must)
    with pytest.raises(PoolTooSmall, match="cannot hold together"):
        must = (PassRule(goal="acts", draw=2), PassRule(goal="knows", draw=2))
        draw_questions(WIDE_POOL, (_part(3),), 1, must=must)


# -- marking ----------------------------------------------------------------------------------

DRAWN = draw_questions(
    _pool(
        _question(1, goal="acts", tags=("safety",)),
        _question(2, goal="acts"),
        *(_question(number) for number in range(3, 11)),
    ),
    (_part(10),),
    1,
)
MUST = (HeldRule(0, ("q01",), 1), HeldRule(1, ("q01", "q02"), 1))


@pytest.mark.parametrize(
    ("wrong", "passed", "unmet"),
    [
        ((), True, ()),
        (("q03", "q04"), True, ()),
        (("q02",), True, ()),
        (("q01",), False, (0,)),
        (("q01", "q02"), False, (0, 1)),
        (("q03", "q04", "q05"), False, ()),
    ],
)
def test_an_attempt_passes_by_its_score_and_by_every_rule(
    wrong: tuple[str, ...], passed: bool, unmet: tuple[int, ...]
) -> None:
    answers = {one.id: ("a",) if one.id in wrong else one.correct for one in DRAWN}
    score = score_attempt(DRAWN, answers, pass_mark=80, must=MUST)
    assert (score.passed, tuple(rule.place for rule in score.unmet)) == (passed, unmet)
    assert score.percent == 100 - 10 * len(wrong)
    assert score_attempt(DRAWN, answers, pass_mark=80).passed is (len(wrong) < 3)


def test_a_rule_without_a_number_wants_all_that_are_asked() -> None:
    questions = [_question(n, tags=("safety",) if n < 3 else ()) for n in range(5)]
    must = (PassRule(tag="safety", draw=1), PassRule(tag="safety", draw=2, correct=1))
    assert held_rules(must, questions, {"q00", "q02", "q04"}) == (
        HeldRule(0, ("q00", "q02"), 2),
        HeldRule(1, ("q00", "q02"), 1),
    )


# -- fewer questions --------------------------------------------------------------------------


def test_rules_are_lowered_to_fewer_questions_and_allow_as_many_wrong() -> None:
    questions = [_question(1, goal="acts"), _question(2), _question(3)]
    assert rules_within((RESPONSE,), questions, 3) == ()  # one wrong is allowed, and there is one
    three = PassRule(goal="acts", draw=3, correct=2)
    two_acts = [*questions, _question(4, goal="acts")]
    assert rules_within((three,), two_acts, 4) == (PassRule(goal="acts", draw=2, correct=1),)
    every = PassRule(goal="acts", draw=2)
    assert rules_within((every, SAFETY), questions, 3) == (PassRule(goal="acts", draw=1),)
    assert rules_within((every,), two_acts, 4) == (every,)
    assert rules_within((every,), [], 0) == ()


# -- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "ja", "en"),
    [
        (
            PassRule(topic="ready", draw=1),
            "「備え」の問題は、すべて正解が必要です。",
            "Answer all of the questions on “備え” right.",
        ),
        (
            PassRule(topic="ready", draw=2, correct=1),
            "「備え」の問題は、1問以上の正解が必要です。",
            "Answer at least 1 of the questions on “備え” right.",
        ),
        (
            PassRule(tag="x", draw=1, text={"ja": "安全の問題は必ず。", "en": "Safety first."}),
            "安全の問題は必ず。",
            "Safety first.",
        ),
    ],
)
def test_learners_read_the_rules_own_text_or_one_of_the_topics_name(
    rule: PassRule, ja: str, en: str
) -> None:
    names = {"ready": "備え"}
    assert (rule_sentence(rule, names, "ja"), rule_sentence(rule, names, "en")) == (ja, en)
