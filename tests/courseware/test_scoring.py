"""Scoring: drawing and marking attempts, survey scores, and which groups stay hidden."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import permutations
from math import floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from terakoya.courseware.model import (
    BlueprintPart,
    Choice,
    Option,
    Question,
    Survey,
    SurveyItem,
    TestPool,
    Topic,
)
from terakoya.courseware.scoring import (
    AnswerNotInDraw,
    AttemptScore,
    DrawnQuestion,
    ItemScore,
    PoolTooSmall,
    Tally,
    TopicScore,
    band_of,
    draw_questions,
    heat_of,
    hidden_groups,
    score_answers,
    score_attempt,
    whole_score,
)

# -- draw ------------------------------------------------------------------------------------


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
def test_draw_follows_the_blueprint_for_every_seed(seed: int) -> None:
    drawn = draw_questions(WIDE_POOL, BLUEPRINT, seed)
    tags = {question.id: question.tags for question in WIDE_POOL.questions}
    assert len({one.id for one in drawn}) == 10
    assert Counter(one.goal for one in drawn) == {"knows": 4, "acts": 6}
    assert sum("own-conduct" in tags[one.id] for one in drawn) >= 2


@given(st.integers())
def test_draw_keeps_the_choices_of_truefalse_in_order(seed: int) -> None:
    pool = _pool(*(_question(number, kind="truefalse") for number in range(6)))
    assert {one.choices for one in draw_questions(pool, (_part(6),), seed)} == {("a", "b")}


@given(st.integers(), st.permutations(WIDE_POOL.questions))
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


# -- marking ---------------------------------------------------------------------------------

DRAWN = (
    DrawnQuestion("q1", "single", "knows", "law", ("b", "a", "c"), ("a",)),
    DrawnQuestion("q2", "multiple", "acts", "law", ("a", "b", "c"), ("a", "c")),
    DrawnQuestion("q3", "truefalse", "acts", "judgement", ("a", "b"), ("b",)),
)


def test_attempt_gives_a_point_only_for_exactly_the_right_choices() -> None:
    answers = {"q1": ["a"], "q2": ["c", "a"], "q3": ["a"]}
    assert score_attempt(DRAWN, answers, pass_mark=60) == AttemptScore(
        right=frozenset({"q1", "q2"}),
        points=2,
        total=3,
        percent=66,
        passed=True,
        by_goal=(Tally("acts", 1, 2), Tally("knows", 1, 1)),
        by_topic=(Tally("judgement", 0, 1), Tally("law", 2, 2)),
    )
    for wrong in (["a"], ["a", "b", "c"], ["b"], []):
        assert score_attempt(DRAWN, {**answers, "q2": wrong}, pass_mark=60).points == 1


def test_attempt_passes_from_the_pass_mark_on_and_rounds_down() -> None:
    answers = {"q1": ["a"], "q2": ["a", "c"]}
    assert score_attempt(DRAWN, answers, pass_mark=66).passed is True
    assert score_attempt(DRAWN, answers, pass_mark=67).passed is False
    assert score_attempt((), {}, pass_mark=0).passed is False


def test_attempt_refuses_answers_to_another_draw() -> None:
    assert score_attempt(DRAWN, {"q1": ["c"]}, pass_mark=80).points == 0
    with pytest.raises(AnswerNotInDraw) as refusal:
        score_attempt(DRAWN, {"q9": ["a"]}, pass_mark=80)
    assert str(refusal.value) == ("Question q9 is not part of this attempt. → Open the test again.")
    with pytest.raises(AnswerNotInDraw) as refusal:
        score_attempt(DRAWN, {"q3": ["b", "d"]}, pass_mark=80)
    assert str(refusal.value) == "Question q3 has no choice d. → Choose one that is shown."


# -- survey ----------------------------------------------------------------------------------

SCALE = (
    Option(id="yes", text="そう思う", score=100),
    Option(id="rather", text="どちらかといえばそう思う", score=75),
    Option(id="hardly", text="どちらかといえばそう思わない", score=25),
    Option(id="no", text="そう思わない", score=0),
    Option(id="unsure", text="分からない"),
)
SURVEY = Survey(
    title="意識調査",
    intro=(),
    topics=(
        Topic(id="knowledge", name="知識", goal="knows"),
        Topic(id="experience", name="体験", goal="knows"),
        Topic(id="wishes", name="要望", goal="acts"),
    ),
    scale=SCALE,
    items=(
        SurveyItem(id="s1", topic="knowledge", kind="scale", text="1"),
        SurveyItem(id="s2", topic="knowledge", kind="scale", text="2", reverse=True),
        SurveyItem(
            id="s3",
            topic="experience",
            kind="choice",
            text="3",
            sensitive=True,
            options=(
                Option(id="seen", text="見た", score=0),
                Option(id="not", text="ない", score=100),
            ),
        ),
        SurveyItem(
            id="s4",
            topic="wishes",
            kind="choice",
            text="4",
            options=(Option(id="video", text="動画"), Option(id="text", text="文章")),
        ),
        SurveyItem(id="s5", topic="wishes", kind="comment", text="5"),
    ),
)


def test_survey_scores_follow_the_worked_example() -> None:
    counts = {
        "s1": {"yes": 3, "hardly": 2, "unsure": 4},
        "s2": {"hardly": 5, "yes": 3},  # turned: hardly 75, yes 0
        "s3": {"seen": 1, "not": 2},
        "s4": {"video": 7},
    }
    score = score_answers(SURVEY, counts)
    assert score.items == (
        ItemScore("s1", "knowledge", False, 9, 5, Fraction(70), 70),
        ItemScore("s2", "knowledge", False, 8, 8, Fraction(375, 8), 47),
        ItemScore("s3", "experience", True, 3, 3, Fraction(200, 3), 67),
        ItemScore("s4", "wishes", False, 7, 0, None, None),
    )
    assert score.topics == (
        TopicScore("knowledge", False, 5, Fraction("58.4375"), 58),
        TopicScore("experience", True, 3, Fraction(200, 3), 67),
    )


def test_survey_without_answers_has_no_scores_instead_of_zeros() -> None:
    score = score_answers(SURVEY, {})
    assert [(item.scored, item.mean, item.score) for item in score.items] == [(0, None, None)] * 4
    assert [(topic.scored, topic.score) for topic in score.topics] == [(0, None)] * 2


@given(
    st.fixed_dictionaries(
        {
            item: st.dictionaries(st.sampled_from([o.id for o in SCALE]), st.integers(0, 500))
            for item in ("s1", "s2")
        }
    )
)
def test_survey_scores_are_those_of_the_single_answers(counts: dict[str, dict[str, int]]) -> None:
    topic = score_answers(SURVEY, counts).topics[0]
    means = []
    for item in SURVEY.items[:2]:
        scores = [
            option.score
            for option in SURVEY.options_of(item)
            if option.score is not None
            for _ in range(counts[item.id].get(option.id, 0))
        ]
        means += [Fraction(sum(scores), len(scores))] if scores else []
    assert topic.mean == (sum(means, Fraction(0)) / len(means) if means else None)
    assert topic.mean is None or topic.score == floor(topic.mean + Fraction(1, 2))


def test_whole_score_rounds_halves_up() -> None:
    cases = {"0": 0, "0.49": 0, "0.5": 1, "2.5": 3, "49.4999": 49, "49.49999999": 50, "100": 100}
    assert {text: whole_score(Fraction(text)) for text in cases} == cases


def test_bands_and_heat_start_where_the_design_says() -> None:
    edges = [0, 9, 10, 49, 50, 59, 60, 69, 70, 84, 85, 90, 91, 100]
    assert [band_of(score) for score in edges] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    assert [heat_of(score) for score in edges] == [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5]


# -- hidden groups ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({}, set()),
        ({"a": 5, "b": 40}, set()),
        ({"a": 4, "b": 6, "c": 40}, {"a", "b"}),
        ({"a": 4, "b": 1, "c": 40}, {"a", "b"}),
        ({"a": 3, "b": 1, "c": 7, "d": 6}, {"a", "b", "d"}),
        ({"a": 4, "c": 9, "b": 9}, {"a", "b"}),
        ({"a": 4, "b": 40}, {"a", "b"}),
        ({"a": 4}, {"a"}),
        ({"a": 0, "b": 30, "c": 31}, {"a", "b"}),
    ],
)
def test_hidden_groups_follow_the_complement_rule(sizes: dict[str, int], hidden: set[str]) -> None:
    assert hidden_groups(sizes, 5) == hidden


sizes_strategy = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 30), max_size=12
)


@given(sizes_strategy, st.sampled_from([5, 10]))
def test_hidden_groups_leave_nothing_small_to_subtract(sizes: dict[str, int], minimum: int) -> None:
    hidden = hidden_groups(sizes, minimum)
    shown = sizes.keys() - hidden
    assert all(sizes[group] >= minimum for group in shown)
    if hidden and shown:  # whole company minus the shown groups
        assert sum(sizes[group] for group in hidden) >= minimum


@given(sizes_strategy)
def test_hidden_groups_hide_no_more_than_one_beyond_the_small_ones(sizes: dict[str, int]) -> None:
    small = {group for group, size in sizes.items() if size < 5}
    assert len(hidden_groups(sizes, 5) - small) <= 1


def test_the_model_choice_is_what_the_draw_marks_as_right() -> None:
    choices = tuple(Choice(id=c, text=c, why=c, correct=c in "ac") for c in "abc")
    question = _question(1).model_copy(update={"kind": "multiple", "choices": choices})
    drawn = draw_questions(_pool(question), (_part(1),), 7)
    assert score_attempt(drawn, {"q01": {"a", "c"}}, pass_mark=100).passed is True
