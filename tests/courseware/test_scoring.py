"""Scoring: marking attempts, survey scores, and which groups stay hidden."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.draw import DrawnQuestion
from terakoya.courseware.model import (
    Option,
    Survey,
    SurveyItem,
    Topic,
)
from terakoya.courseware.scoring import (
    AnswerNotInDraw,
    AttemptScore,
    ItemScore,
    Tally,
    TopicScore,
    band_of,
    heat_of,
    hidden_groups,
    score_answers,
    score_attempt,
    whole_score,
)
from tests.courseware.laws import law

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
@law
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
@law
def test_hidden_groups_leave_nothing_small_to_subtract(sizes: dict[str, int], minimum: int) -> None:
    hidden = hidden_groups(sizes, minimum)
    shown = sizes.keys() - hidden
    assert all(sizes[group] >= minimum for group in shown)
    if hidden and shown:  # whole company minus the shown groups
        assert sum(sizes[group] for group in hidden) >= minimum


@given(sizes_strategy)
@law
def test_hidden_groups_hide_no_more_than_one_beyond_the_small_ones(sizes: dict[str, int]) -> None:
    small = {group for group, size in sizes.items() if size < 5}
    assert len(hidden_groups(sizes, 5) - small) <= 1
