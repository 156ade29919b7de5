"""What a closed wave may show (docs/algorithms/survey.md §5), and an attacker who subtracts."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.model import Option, Survey, SurveyItem, Topic
from terakoya.portal.surveys.suppression import published_table

SURVEY = Survey(
    title="意識調査",
    intro=(),
    topics=(Topic(id="reporting", name="報告", goal="g"), Topic(id="harm", name="被害", goal="g")),
    scale=(Option(id="yes", text="はい", score=100), Option(id="no", text="いいえ", score=0)),
    items=(
        SurveyItem(id="q1", topic="reporting", kind="scale", text="報告できる"),
        SurveyItem(id="q2", topic="harm", kind="scale", text="受けた", sensitive=True),
    ),
)


def counts(n: int, sensitive: int | None = None) -> dict[str, dict[str, int]]:
    return {"q1": {"yes": n}, "q2": {"yes": n if sensitive is None else sensitive}}


def table_of(sizes: dict[str, int]) -> dict[str, Any]:
    return published_table(
        SURVEY,
        {name: counts(n) for name, n in sizes.items()},
        sizes,
        minimum=5,
        minimum_sensitive=10,
    )


def test_published_table_hides_the_small_group_and_the_next_smallest() -> None:
    assert table_of({"a": 12, "b": 6, "c": 3}) == {
        "answered": "21",
        "company": {
            "n": "21",
            "topics": {
                "reporting": {"score": 100, "margin": 12},
                "harm": {"score": 100, "margin": 12},
            },
            "shares": {},
        },
        "groups": {
            "a": {"n": "10-19", "topics": {"reporting": {"score": 100, "margin": 22}, "harm": None}}
        },
        "hidden": {"b": "complement", "c": "few"},
    }


def test_published_table_shows_nothing_under_five_answers() -> None:
    assert table_of({"a": 4}) == {"answered": None, "company": None, "groups": {}, "hidden": {}}


def test_published_table_shows_the_company_alone_under_twenty_answers() -> None:
    table = table_of({"a": 9, "b": 9})
    assert (table["groups"], table["hidden"]) == ({}, {"a": "company", "b": "company"})


def test_reason_of_a_hidden_group_tells_nothing_of_answers_without_a_score() -> None:
    def hidden(scored: int) -> Any:
        groups = {"a": counts(30), "b": counts(scored), "c": counts(9)}
        ballots = {"a": 30, "b": 8, "c": 9}
        table = published_table(SURVEY, groups, ballots, minimum=5, minimum_sensitive=10)
        return table["hidden"]

    assert hidden(scored=8) == {}
    assert hidden(scored=4) == hidden(scored=1) == {"b": "complement", "c": "complement"}


def atoms(table: dict[str, Any], sizes: dict[str, int], topic: str) -> list[int]:
    """Numbers of respondents of every set that sums and differences of shown rows can give."""
    shown = {g for g, row in table["groups"].items() if row["topics"][topic] is not None}
    known = [frozenset([g]) for g in shown]
    if table["company"] and table["company"]["topics"][topic] is not None:
        known.append(frozenset(sizes))
    reachable = set(known)
    for size in range(1, len(known) + 1):
        for some in combinations(known, size):
            together = frozenset.union(*some)
            for whole in known:
                if together < whole:
                    reachable.add(whole - together)
    return [sum(sizes[g] for g in group) for group in reachable]


def naive_table(sizes: dict[str, int]) -> dict[str, Any]:
    """A table that hides just what is too small: the attacker must break it."""
    row = {"topics": {"reporting": {"score": 1}, "harm": {"score": 1}}}
    return {"company": row, "groups": {g: row for g, n in sizes.items() if n >= 5}}


def test_attacker_breaks_a_table_without_the_complement_rule() -> None:
    assert (
        min(atoms(naive_table({"a": 12, "b": 6, "c": 3}), {"a": 12, "b": 6, "c": 3}, "reporting"))
        == 3
    )


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 40), min_size=1))
def test_no_group_under_the_minimum_can_be_computed(sizes: dict[str, int]) -> None:
    table = table_of(sizes)
    for topic, minimum in (("reporting", 5), ("harm", 10)):
        assert all(n >= minimum for n in atoms(table, sizes, topic))
