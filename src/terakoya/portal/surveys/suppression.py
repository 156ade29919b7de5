"""What a closed wave may show, so that no group under N can be computed. Pure.

docs/algorithms/survey.md §5; every number here counts answers, not heads.
"""

from __future__ import annotations

from collections.abc import Mapping

from terakoya.courseware.model import Survey
from terakoya.courseware.scoring import (
    BANDS_BELOW,
    EXACT_SIZE_FROM,
    SurveyScore,
    TopicScore,
    band_of,
    hidden_groups,
    score_answers,
)

Counts = Mapping[str, Mapping[str, int]]
"""Item id → option id → number of answers."""

Cell = dict[str, int] | None
"""How a topic's score is shown: `{"score": 64}`, `{"band": 3}`, or hidden (`None`)."""


def add_counts(left: Counts, right: Counts) -> dict[str, dict[str, int]]:
    """The sum of two groups' counters."""
    out = {item: dict(options) for item, options in left.items()}
    for item, options in right.items():
        mine = out.setdefault(item, {})
        for option, n in options.items():
            mine[option] = mine.get(option, 0) + n
    return out


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
) -> dict[str, object]:
    """Everything a closed wave may ever show of its scores.

    `groups`: id of each cell → counters. The result holds the company's row, the rows of the
    cells that may be shown, and the ids of the hidden ones.
    """
    limits = {False: minimum, True: minimum_sensitive}
    total = sum(answered.values())
    if total < minimum:
        return {"answered": None, "company": None, "groups": {}, "hidden": sorted(groups)}
    scores = {group: score_answers(survey, counts) for group, counts in groups.items()}
    hidden = {
        sensitive: hidden_groups(_sizes(scores, sensitive=sensitive), limit)
        for sensitive, limit in limits.items()
    }
    company: dict[str, dict[str, int]] = {}
    for counts in groups.values():
        company = add_counts(company, counts)
    rows = {
        group: {
            "n": shown_n(answered[group]),
            "topics": {
                topic.topic: None if group in hidden[topic.sensitive] else _cell(topic, limits)
                for topic in score.topics
            },
        }
        for group, score in scores.items()
        if total >= EXACT_SIZE_FROM and group not in hidden[False]
    }
    whole = score_answers(survey, company)
    return {
        "answered": shown_n(total),
        "company": {
            "n": shown_n(total),
            "topics": {topic.topic: _cell(topic, limits) for topic in whole.topics},
        },
        "groups": rows,
        "hidden": sorted(group for group in groups if group not in rows),
    }


def _sizes(scores: Mapping[str, SurveyScore], *, sensitive: bool) -> dict[str, int]:
    """The smallest number of answers that a topic of the class has in each group."""
    sizes = {}
    for group, score in scores.items():
        of_class = [topic.scored for topic in score.topics if topic.sensitive is sensitive]
        if of_class:
            sizes[group] = min(of_class)
    return sizes


def _cell(topic: TopicScore, limits: Mapping[bool, int]) -> Cell:
    if topic.score is None or topic.scored < limits[topic.sensitive]:
        return None
    if topic.scored < BANDS_BELOW:
        return {"band": band_of(topic.score)}
    return {"score": topic.score}
