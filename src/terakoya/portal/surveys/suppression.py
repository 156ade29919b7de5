"""What a closed wave may show, so that no group under N can be computed. Pure.

docs/algorithms/survey.md §8; every number here counts answers, not heads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from terakoya.courseware.model import Survey
from terakoya.courseware.scoring import (
    BANDS_BELOW,
    EXACT_SIZE_FROM,
    SurveyScore,
    hidden_groups,
    score_answers,
)
from terakoya.courseware.topic_index import TopicIndex, answer_shares, topic_index

Counts = Mapping[str, Mapping[str, int]]
"""Item id → option id → number of answers."""

Cell = dict[str, int] | None
"""How a topic is shown: `{"score": 64, "margin": 7}`, `{"band": 3}`, or hidden (`None`)."""


class Hidden(StrEnum):
    """Why a unit has no row."""

    FEW = "few"  # too few people answered
    COMPLEMENT = "complement"  # few answers that count, or they would give away another's
    SMALL_COMPANY = "company"  # under 20 answers only the company's row is shown


def shown_n(n: int) -> str:
    """How a number of answers may be shown beside a score."""
    if n >= EXACT_SIZE_FROM:
        return str(n)
    return f"{BANDS_BELOW}-{EXACT_SIZE_FROM - 1}" if n >= BANDS_BELOW else f"5-{BANDS_BELOW - 1}"


def published_table(
    survey: Survey,
    groups: Mapping[str, Counts],
    answered: Mapping[str, int],
    *,
    minimum: int,
    minimum_sensitive: int,
) -> dict[str, Any]:
    """Everything a closed wave may ever show of its scores.

    `groups`: id of each cell → counters. The result holds the company's row, the rows of the
    cells that may be shown, and the reasons of the hidden ones.
    """
    limits = {False: minimum, True: minimum_sensitive}
    total = sum(answered.values())
    if total < minimum:
        return {"answered": None, "company": None, "groups": {}, "hidden": {}}
    scores = {group: score_answers(survey, counts) for group, counts in groups.items()}
    hidden, reasons = _hidden(scores, limits, answered)
    rows = {
        group: _row(
            survey, counts, scores[group], answered[group], limits, hidden_in(hidden, group)
        )
        for group, counts in groups.items()
        if group not in reasons
    }
    company = sum_of(groups.values())
    score = score_answers(survey, company)
    whole = _row(survey, company, score, total, limits, frozenset())
    shares = answer_shares(survey, company, minimum=minimum, minimum_sensitive=minimum_sensitive)
    return {
        "answered": shown_n(total),
        "company": {**whole, "shares": shares},
        "groups": rows,
        "hidden": reasons,
    }


def sum_of(groups: Iterable[Counts]) -> dict[str, dict[str, int]]:
    """The sum of the counters of all groups."""
    total: dict[str, dict[str, int]] = {}
    for counts in groups:
        for item, options in counts.items():
            into = total.setdefault(item, {})
            for option, n in options.items():
                into[option] = into.get(option, 0) + n
    return total


def hidden_in(hidden: Mapping[bool, frozenset[str]], group: str) -> frozenset[bool]:
    """The classes of topics (sensitive or not) that stay hidden in a group."""
    return frozenset(sensitive for sensitive, groups in hidden.items() if group in groups)


def _hidden(
    scores: Mapping[str, SurveyScore], limits: Mapping[bool, int], answered: Mapping[str, int]
) -> tuple[dict[bool, frozenset[str]], dict[str, str]]:
    """The hidden groups of each class, and the reasons of those that have no row at all.

    A reason depends on ballots alone: one that told whether an item had 4 or 5 answers that count
    would tell, together with the company's row, who of a small unit gave an answer without score.
    """
    if sum(answered.values()) < EXACT_SIZE_FROM:
        return {}, {group: str(Hidden.SMALL_COMPANY) for group in sorted(scores)}
    sizes = {sensitive: _sizes(scores, sensitive=sensitive) for sensitive in limits}
    hidden = {
        sensitive: hidden_groups(sizes[sensitive], limit) for sensitive, limit in limits.items()
    }
    reasons = {
        group: str(Hidden.FEW if answered[group] < limits[False] else Hidden.COMPLEMENT)
        for group in sorted(hidden[False])
    }
    return hidden, reasons


def _row(
    survey: Survey,
    counts: Counts,
    score: SurveyScore,
    answered: int,
    limits: Mapping[bool, int],
    hidden: frozenset[bool],
) -> dict[str, Any]:
    topics = {
        topic.topic: None
        if topic.sensitive in hidden
        else _cell(topic_index(survey, counts, topic, limits[topic.sensitive]))
        for topic in score.topics
    }
    return {"n": shown_n(answered), "topics": topics}


def _sizes(scores: Mapping[str, SurveyScore], *, sensitive: bool) -> dict[str, int]:
    """The smallest number of answers that a topic of the class has in each group."""
    sizes = {}
    for group, score in scores.items():
        of_class = [topic.scored for topic in score.topics if topic.sensitive is sensitive]
        if of_class:
            sizes[group] = min(of_class)
    return sizes


def _cell(index: TopicIndex | None) -> Cell:
    if index is None:
        return None
    if index.score is None or index.margin is None:
        return None if index.band is None else {"band": index.band}
    return {"score": index.score, "margin": index.margin}
