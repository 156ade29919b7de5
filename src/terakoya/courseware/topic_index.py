"""The topic index of the awareness survey: 0–100, its margin, and what may be claimed of it.

Pure; the rule with worked examples is docs/algorithms/topic-index.md. `scoring` counts the scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt
from typing import Final

from .model import Survey
from .scoring import (
    BANDS_BELOW,
    EXACT_SIZE_FROM,
    Counters,
    TopicScore,
    band_of,
    is_scorable,
    whole_score,
)

CONFIDENCE: Final = 1.96  # standard errors on either side: 19 of 20 times
SMALLEST_CHANGE: Final = 5  # points below which a change is not worth telling
_PRUDENCE: Final = (0, 0, 100, 100)  # answers added, so that unanimity leaves a margin


@dataclass(frozen=True)
class TopicIndex:
    """One topic of one group: a whole index with its margin, or, under 10 answers, a band."""

    topic: str
    score: int | None
    margin: int | None
    band: int | None


@dataclass(frozen=True)
class Change:
    """From one wave to the next: points, their margin, and whether they are told as a change."""

    points: int
    margin: int
    is_clear: bool


def topic_index(
    survey: Survey, counts: Counters, topic: TopicScore, minimum: int
) -> TopicIndex | None:
    """The index of a topic whose score is known; `None` under `minimum` answers."""
    if topic.score is None or topic.scored < minimum:
        return None
    if topic.scored < BANDS_BELOW:
        return TopicIndex(topic.topic, score=None, margin=None, band=band_of(topic.score))
    margin = margin_of(list(_scores_of_items(survey, counts, topic.topic)))
    return TopicIndex(topic.topic, score=topic.score, margin=margin, band=None)


def _scores_of_items(survey: Survey, counts: Counters, topic: str) -> Iterator[dict[int, int]]:
    """Score → number of answers, for each item of the topic that has scores."""
    for item in survey.items:
        if item.topic == topic and item.kind != "comment" and is_scorable(survey, item):
            chosen: dict[int, int] = {}
            for option in survey.options_of(item):
                if option.score is not None:
                    n = counts.get(item.id, {}).get(option.id, 0)
                    chosen[option.score] = chosen.get(option.score, 0) + n
            yield chosen


def answer_shares(
    survey: Survey, counts: Counters, *, minimum: int, minimum_sensitive: int
) -> dict[str, dict[str, dict[str, int]] | None]:
    """The shares of the options of items without scores: whole percents, under 20 answers bands.

    `None` where too few answered. An item is left out when its options have scores.
    """
    found: dict[str, dict[str, dict[str, int]] | None] = {}
    for item in survey.items:
        if item.kind == "choice" and not is_scorable(survey, item):
            given = counts.get(item.id, {})
            options = [option.id for option in survey.options_of(item)]
            limit = minimum_sensitive if item.sensitive else minimum
            enough = sum(given.get(one, 0) for one in options) >= limit
            found[item.id] = _shares(given, options) if enough else None
    return found


def _shares(given: Mapping[str, int], options: list[str]) -> dict[str, dict[str, int]]:
    n = sum(given.get(one, 0) for one in options)
    percents = {one: whole_score(Fraction(100 * given.get(one, 0), n)) for one in options}
    if n >= EXACT_SIZE_FROM:
        return {one: {"score": percent} for one, percent in percents.items()}
    return {one: {"band": band_of(percent)} for one, percent in percents.items()}


def margin_of(items: list[dict[int, int]]) -> int:
    """The margin of the mean of items' means, in whole points, rounded up.

    Counters do not tell which answers belong to one person, so items are taken to move together:
    the margin of their mean is then the mean of their margins, and never too small.
    """
    errors = [_standard_error(one) for one in items]
    return ceil(round(CONFIDENCE * sum(errors) / len(errors), 6))


def _standard_error(answers: Mapping[int, int]) -> float:
    """The error of an item; under 20 answers that of ten, so that it does not tell how many."""
    given = sum(answers.values())
    n = given if given >= EXACT_SIZE_FROM else min(given, BANDS_BELOW)
    weights = {score: k * n / given for score, k in answers.items()}
    for score in _PRUDENCE:
        weights[score] = weights.get(score, 0) + 1
    total = n + len(_PRUDENCE)
    mean = sum(score * k for score, k in weights.items()) / total
    variance = sum((score - mean) ** 2 * k for score, k in weights.items()) / total
    return sqrt(variance / n)


def change_between(before: TopicIndex | None, after: TopicIndex | None) -> Change | None:
    """What moved between two waves; `None` unless both have a whole index.

    The waves count as independent. Who answered twice mostly answers alike, which makes the true
    margin smaller.
    """
    if before is None or after is None or before.score is None or after.score is None:
        return None
    if before.margin is None or after.margin is None:
        return None
    points = after.score - before.score
    margin = ceil(round(sqrt(before.margin**2 + after.margin**2), 6))
    return Change(points, margin, abs(points) >= max(SMALLEST_CHANGE, margin))
