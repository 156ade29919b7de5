"""The draw of a confirmation test: by blueprint and seed, and what was not asked yet first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from terakoya.courseware.draw import DrawnQuestion, PoolTooSmall, draw_questions
from terakoya.courseware.model import BlueprintPart, Choice, Question, TestPool
from terakoya.courseware.scoring import score_attempt
from tests.courseware.laws import law


def _question(
    number: int, goal: str = "knows", tags: tuple[str, ...] = (), kind: str = "single"
) -> Question:
    return Question.model_validate(
        {
            "id": f"q{number:02}",
            "kind": kind,
            "goal": goal,
            "topic": "judgement",
            "slides": ["slide"],
            "tags": tags,
            "text": f"問い{number}",
            "choices": [
                {"id": letter, "text": letter, "why": letter, "correct": letter == "b"}
                for letter in ("ab" if kind == "truefalse" else "abcd")
            ],
            "explanation": "解説",
        }
    )


def _pool(*questions: Question) -> TestPool:
    return TestPool(title="確認テスト", intro=(), questions=questions)


def _part(take: int, goal: str | None = None, tag: str | None = None) -> BlueprintPart:
    return BlueprintPart(take=take, goal=goal, tag=tag)


WIDE_POOL = _pool(
    *(_question(number, goal="knows") for number in range(8)),
    *(_question(number, goal="acts") for number in range(8, 14)),
    *(_question(number, goal="acts", tags=("own-conduct",)) for number in range(14, 18)),
    *(_question(number, goal="acts", kind="truefalse") for number in range(18, 20)),
)
BLUEPRINT = (_part(4, goal="knows"), _part(4, goal="acts"), _part(2, tag="own-conduct"))


def test_draw_gives_the_same_attempt_for_ever() -> None:
    drawn = draw_questions(WIDE_POOL, BLUEPRINT, 20261124)
    assert " ".join(f"{one.id}:{''.join(one.choices)}" for one in drawn) == (
        "q19:ab q08:abcd q17:dbac q14:dbac q15:bdac q02:bacd q16:dacb q03:acbd q05:dabc q01:cbad"
    )


def test_draw_knows_the_right_choices_and_what_a_question_serves() -> None:
    drawn = draw_questions(_pool(_question(3, tags=("x",))), (_part(1),), 1)
    shown = drawn[0].choices
    assert sorted(shown) == ["a", "b", "c", "d"]
    assert drawn == (DrawnQuestion("q03", "single", "knows", "judgement", shown, ("b",)),)


@given(st.integers())
@law
def test_draw_follows_the_blueprint_for_every_seed(seed: int) -> None:
    drawn = draw_questions(WIDE_POOL, BLUEPRINT, seed)
    tags = {question.id: question.tags for question in WIDE_POOL.questions}
    assert len({one.id for one in drawn}) == 10
    assert Counter(one.goal for one in drawn) == {"knows": 4, "acts": 6}
    assert sum("own-conduct" in tags[one.id] for one in drawn) >= 2


@given(st.integers())
@law
def test_draw_keeps_the_choices_of_truefalse_in_order(seed: int) -> None:
    pool = _pool(*(_question(number, kind="truefalse") for number in range(6)))
    assert {one.choices for one in draw_questions(pool, (_part(6),), seed)} == {("a", "b")}


@given(st.integers(), st.permutations(WIDE_POOL.questions))
@law
def test_draw_does_not_depend_on_the_order_of_the_pool(
    seed: int, questions: list[Question]
) -> None:
    assert draw_questions(_pool(*questions), BLUEPRINT, seed) == draw_questions(
        WIDE_POOL, BLUEPRINT, seed
    )


def test_draw_reaches_every_question_place_and_order() -> None:
    pool = _pool(*(_question(number) for number in range(3)))
    orders = Counter(
        tuple(one.id for one in draw_questions(pool, (_part(3),), seed)) for seed in range(600)
    )
    choices = Counter(draw_questions(pool, (_part(1),), seed)[0].choices for seed in range(2400))
    assert set(orders) == set(permutations(["q00", "q01", "q02"]))
    assert set(choices) == set(permutations("abcd"))
    assert min(orders.values()) > 60  # 100 expected of each
    assert min(choices.values()) > 60


@given(st.integers())
@law
def test_draw_leaves_the_questions_that_a_later_part_cannot_do_without(seed: int) -> None:
    pool = _pool(
        _question(1), _question(2, tags=("own-conduct",)), _question(3, tags=("own-conduct",))
    )
    drawn = draw_questions(pool, (_part(1, goal="knows"), _part(2, tag="own-conduct")), seed)
    assert {one.id for one in drawn} == {"q01", "q02", "q03"}


def test_draw_refuses_a_pool_that_is_too_small() -> None:
    pool = _pool(_question(1, tags=("own-conduct",)), _question(2))
    draw_questions(pool, (_part(1, tag="own-conduct"), _part(1)), 1)
    with pytest.raises(PoolTooSmall) as refusal:
        draw_questions(pool, (_part(1), _part(2, goal="knows", tag="own-conduct")), 1)
    assert str(refusal.value) == (
        "Part 1 of the blueprint takes 1 question; 2 such are left in the pool, and later parts "
        "need some of them. → Write more questions or take fewer."
    )
    with pytest.raises(PoolTooSmall) as refusal:
        draw_questions(pool, (_part(2, goal="knows", tag="own-conduct"),), 1)
    assert str(refusal.value) == (
        "Part 1 of the blueprint takes 2 questions with goal knows and tag own-conduct; "
        "1 such are left in the pool. → Write more questions or take fewer."
    )


questions_strategy = st.lists(
    st.tuples(st.sampled_from(["knows", "acts"]), st.sets(st.sampled_from(["x", "y"]))),
    max_size=7,
)
blueprints_strategy = st.lists(
    st.builds(
        _part,
        st.integers(1, 3),
        st.none() | st.sampled_from(["knows", "acts"]),
        st.none() | st.sampled_from(["x", "y"]),
    ),
    min_size=1,
    max_size=3,
)


def _serves(question: Question, part: BlueprintPart) -> bool:
    return part.goal in (None, question.goal) and (part.tag is None or part.tag in question.tags)


def _can_be_drawn(pool: TestPool, blueprint: list[BlueprintPart]) -> bool:
    """Try every way to fill the places of the blueprint: slow, plain, independent."""

    def fill(places: list[BlueprintPart], left: tuple[Question, ...]) -> bool:
        if not places:
            return True
        return any(
            fill(places[1:], left[:index] + left[index + 1 :])
            for index, question in enumerate(left)
            if _serves(question, places[0])
        )

    return fill([part for part in blueprint for _ in range(part.take)], pool.questions)


@given(questions_strategy, blueprints_strategy, st.integers(0, 5))
@law
def test_draw_succeeds_exactly_where_the_blueprint_can_be_filled(
    kinds: list[tuple[str, set[str]]], blueprint: list[BlueprintPart], seed: int
) -> None:
    assume(sum(part.take for part in blueprint) <= 6)
    pool = _pool(
        *(_question(n, goal=goal, tags=tuple(sorted(tags))) for n, (goal, tags) in enumerate(kinds))
    )
    try:
        drawn = draw_questions(pool, tuple(blueprint), seed)
    except PoolTooSmall:
        drawn = ()
    possible = _can_be_drawn(pool, blueprint)
    assert len(drawn) == (sum(part.take for part in blueprint) if possible else 0)
    assert (
        _can_be_drawn(
            _pool(*(q for q in pool.questions if q.id in {d.id for d in drawn})), blueprint
        )
        is possible
    )


def test_the_model_choice_is_what_the_draw_marks_as_right() -> None:
    choices = tuple(Choice(id=c, text=c, why=c, correct=c in "ac") for c in "abc")
    question = _question(1).model_copy(update={"kind": "multiple", "choices": choices})
    drawn = draw_questions(_pool(question), (_part(1),), 7)
    assert score_attempt(drawn, {"q01": {"a", "c"}}, pass_mark=100).passed is True


# -- again -----------------------------------------------------------------------------------


def _drawn_ids(
    questions: tuple[Question, ...],
    blueprint: tuple[BlueprintPart, ...],
    seed: int,
    earlier: list[frozenset[str]],
) -> frozenset[str]:
    return frozenset(one.id for one in draw_questions(_pool(*questions), blueprint, seed, earlier))


def test_draw_asks_what_was_never_asked_before_anything_again() -> None:
    everything = frozenset(one.id for one in WIDE_POOL.questions)
    blueprint = (_part(4, goal="knows"), _part(6, goal="acts"))  # of 8 and 12: two attempts
    earlier: list[frozenset[str]] = []
    for seed in range(6):
        earlier.append(_drawn_ids(WIDE_POOL.questions, blueprint, seed, earlier))
    assert [earlier[at] | earlier[at + 1] for at in (0, 2, 4)] == [everything] * 3


def test_draw_that_has_to_ask_again_asks_what_was_asked_longest_ago() -> None:
    questions = tuple(_question(number) for number in range(5))
    earlier = [frozenset({"q00", "q01"}), frozenset({"q02", "q03"})]
    drawn = {_drawn_ids(questions, (_part(2),), seed, earlier) for seed in range(40)}
    assert drawn == {frozenset({"q04", "q00"}), frozenset({"q04", "q01"})}


def test_draw_keeps_an_unused_question_for_the_part_that_has_no_other() -> None:
    questions = (
        *(_question(number, tags=("own-conduct",)) for number in (1, 2)),
        *(_question(number) for number in (3, 4)),
    )
    blueprint = (_part(1, goal="knows"), _part(1, tag="own-conduct"))
    earlier = [frozenset({"q02", "q04"})]
    drawn = {_drawn_ids(questions, blueprint, seed, earlier) for seed in range(40)}
    assert drawn == {frozenset({"q01", "q03"})}


def test_draw_with_the_same_history_is_the_same_and_ignores_questions_that_are_gone() -> None:
    earlier = [frozenset({"q00", "q09"}), frozenset({"q17"})]
    first = draw_questions(WIDE_POOL, BLUEPRINT, 5, earlier)
    assert draw_questions(WIDE_POOL, BLUEPRINT, 5, earlier) == first
    assert draw_questions(WIDE_POOL, BLUEPRINT, 5, [*earlier, frozenset({"gone"})]) == first
    assert draw_questions(WIDE_POOL, BLUEPRINT, 5) != first


def _fillings(
    questions: Sequence[Question], blueprint: list[BlueprintPart]
) -> list[frozenset[str]]:
    """Every set of questions that fills the blueprint: slow, plain, independent."""
    size = sum(part.take for part in blueprint)
    return [
        frozenset(one.id for one in chosen)
        for chosen in combinations(questions, size)
        if _can_be_drawn(_pool(*chosen), blueprint)
    ]


@given(questions_strategy, blueprints_strategy, st.lists(st.integers(0, 99), max_size=5))
@law
def test_draw_repeats_nothing_while_its_part_has_an_unused_question(
    kinds: list[tuple[str, set[str]]], blueprint: list[BlueprintPart], seeds: list[int]
) -> None:
    assume(sum(part.take for part in blueprint) <= 5)
    questions = tuple(
        _question(n, goal=goal, tags=tuple(sorted(tags))) for n, (goal, tags) in enumerate(kinds)
    )
    assume(_can_be_drawn(_pool(*questions), blueprint))
    fillings = _fillings(questions, blueprint)
    earlier: list[frozenset[str]] = []
    for seed in seeds:
        drawn = _drawn_ids(questions, tuple(blueprint), seed, earlier)
        known = frozenset().union(*earlier)
        assert drawn in fillings
        assert len(drawn & known) == min(len(one & known) for one in fillings)
        earlier.append(drawn)


SMALL_POOL = _pool(
    *(_question(number, goal="knows") for number in range(4)),
    *(_question(number, goal="acts", tags=("own-conduct",)) for number in range(4, 7)),
    _question(7, goal="knows", tags=("own-conduct",)),
)
SMALL_BLUEPRINT = [_part(2, goal="knows"), _part(1), _part(1, tag="own-conduct")]
SMALL_FILLINGS = _fillings(SMALL_POOL.questions, SMALL_BLUEPRINT)


@given(st.integers(0, 12), st.lists(st.integers(), min_size=2, max_size=6))
@law
def test_draw_begun_anywhere_in_a_chain_repeats_nothing_unused(
    start: int, seeds: list[int]
) -> None:
    """Attempts in a package are drawn as one chain, and a learner begins somewhere in it."""
    chain: list[frozenset[str]] = []
    for seed in (*range(start), *seeds):
        chain.append(_drawn_ids(SMALL_POOL.questions, tuple(SMALL_BLUEPRINT), seed, chain))
    met: frozenset[str] = frozenset()
    for drawn in chain[start:]:
        assert len(drawn & met) == min(len(one & met) for one in SMALL_FILLINGS)
        met |= drawn
