"""The topic index: what it says, how far it can be trusted, and when it says nothing."""

from __future__ import annotations

from math import comb

import pytest

from terakoya.courseware.model import Option, Survey, SurveyItem, Topic
from terakoya.courseware.scoring import score_answers
from terakoya.courseware.topic_index import (
    Change,
    TopicIndex,
    answer_shares,
    change_between,
    margin_of,
    topic_index,
)

SURVEY = Survey(
    title="意識調査",
    intro=(),
    topics=(Topic(id="reporting", name="報告", goal="g"),),
    scale=(
        Option(id="yes", text="はい", score=100),
        Option(id="rather", text="どちらかといえば", score=75),
        Option(id="neither", text="どちらでもない", score=50),
        Option(id="no", text="いいえ", score=0),
        Option(id="unsure", text="分からない"),
    ),
    items=(
        SurveyItem(id="q1", topic="reporting", kind="scale", text="話せる"),
        SurveyItem(id="q2", topic="reporting", kind="scale", text="黙っている", reverse=True),
        SurveyItem(
            id="seen",
            topic="reporting",
            kind="choice",
            text="見た",
            sensitive=True,
            options=(Option(id="yes", text="ある"), Option(id="no", text="ない")),
        ),
    ),
)


def index_of(counts: dict[str, dict[str, int]]) -> TopicIndex | None:
    return topic_index(SURVEY, counts, score_answers(SURVEY, counts).topics[0], 5)


def test_topic_index_of_twenty_answers_has_score_and_margin() -> None:
    counts = {"q1": {"yes": 10, "rather": 10}, "q2": {"neither": 12, "yes": 8, "unsure": 3}}
    assert index_of(counts) == TopicIndex("reporting", score=59, margin=13, band=None)


def test_topic_index_from_five_to_nine_answers_is_a_band() -> None:
    counts = {"q1": {"yes": 9}, "q2": {"no": 9}}
    assert index_of(counts) == TopicIndex("reporting", score=None, margin=None, band=6)


@pytest.mark.parametrize(
    "counts", [{}, {"q1": {"yes": 4}, "q2": {"no": 4}}, {"q1": {"yes": 30}, "q2": {"no": 4}}]
)
def test_topic_index_under_five_answers_of_any_item_is_none(
    counts: dict[str, dict[str, int]],
) -> None:
    assert index_of(counts) is None


def test_margin_remains_where_all_answer_alike() -> None:
    assert [margin_of([{100: n}]) for n in (10, 20, 50, 200)] == [22, 13, 6, 2]


def test_margin_under_twenty_answers_does_not_tell_how_many() -> None:
    assert {margin_of([{100: n, 0: n}]) for n in range(5, 10)} == {margin_of([{100: 5, 0: 5}])}
    assert margin_of([{100: 10, 0: 10}]) < margin_of([{100: 5, 0: 5}])


@pytest.mark.parametrize(("answers", "least"), [(10, 0.88), (20, 0.92), (50, 0.94), (200, 0.96)])
def test_margin_holds_the_true_share_as_often_as_promised(answers: int, least: float) -> None:
    """Counted exactly over all outcomes of a yes-or-no item, which scatters most."""
    held = []
    for true in range(1, 100):
        p = true / 100
        held.append(
            sum(
                comb(answers, yes) * p**yes * (1 - p) ** (answers - yes)
                for yes in range(answers + 1)
                if abs(int(100 * yes / answers + 0.5) - true)
                <= margin_of([{0: answers - yes, 100: yes}])
            )
        )
    assert min(held) >= least
    assert sum(held) / len(held) >= 0.95


def test_change_is_clear_only_beyond_margin_and_five_points() -> None:
    def whole(score: int, margin: int) -> TopicIndex:
        return TopicIndex("reporting", score, margin, None)

    assert change_between(whole(50, 6), whole(62, 8)) == Change(12, 10, is_clear=True)
    assert change_between(whole(50, 6), whole(41, 8)) == Change(-9, 10, is_clear=False)
    assert change_between(whole(50, 1), whole(54, 1)) == Change(4, 2, is_clear=False)
    assert change_between(whole(50, 1), whole(45, 1)) == Change(-5, 2, is_clear=True)


def test_change_is_none_where_one_wave_has_only_a_band() -> None:
    band = TopicIndex("reporting", None, None, 3)
    assert change_between(band, TopicIndex("reporting", 60, 5, None)) is None
    assert change_between(None, TopicIndex("reporting", 60, 5, None)) is None


def test_answer_shares_are_percents_from_twenty_and_bands_from_ten() -> None:
    def shares(yes: int, no: int) -> object:
        counts = {"seen": {"yes": yes, "no": no}}
        return answer_shares(SURVEY, counts, minimum=5, minimum_sensitive=10)["seen"]

    assert shares(7, 13) == {"yes": {"score": 35}, "no": {"score": 65}}
    assert shares(3, 7) == {"yes": {"band": 1}, "no": {"band": 4}}
    assert shares(3, 6) is None
