"""Scores: marking an attempt, and turning survey counters into scores.

Everything here is pure and knows ids only, so that a test or a counted survey reads the same in
every language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .draw import DrawnQuestion
from .errors import CoursewareError
from .model import Survey, SurveyItem
from .must_pass import HeldRule

# -- confirmation test ----------------------------------------------------------------------


class AnswerNotInDraw(CoursewareError):
    """Somebody answered a question or chose a choice that was not shown in this attempt."""

    code = "answer-not-in-draw"


@dataclass(frozen=True)
class Tally:
    """How many of the questions of one goal or topic were answered rightly."""

    id: str
    right: int
    total: int


@dataclass(frozen=True)
class AttemptScore:
    """The result of an attempt; `right` holds the ids of the questions answered rightly.

    `unmet` are the rules of passing that it does not meet, whatever its points.
    """

    right: frozenset[str]
    points: int
    total: int
    percent: int
    passed: bool
    by_goal: tuple[Tally, ...]
    by_topic: tuple[Tally, ...]
    unmet: tuple[HeldRule, ...] = ()


def score_attempt(
    drawn: Sequence[DrawnQuestion],
    answers: Mapping[str, Collection[str]],
    *,
    pass_mark: int,
    must: Sequence[HeldRule] = (),
) -> AttemptScore:
    """Mark an attempt; `answers` maps question ids to the chosen choice ids.

    A question gives one point when exactly the right choices were chosen, and none otherwise;
    a question that is missing from `answers` gives none. The percent is rounded down, so 79.9 %
    does not pass a mark of 80. An attempt without questions is not passed, nor is one that does
    not meet each rule of `must` (`must_pass.held_rules`).

    Raises `AnswerNotInDraw` for a question or choice that this attempt did not show.
    """
    _refuse_strange_answers(drawn, answers)
    right = frozenset(
        one.id for one in drawn if one.id in answers and set(answers[one.id]) == set(one.correct)
    )
    percent = 100 * len(right) // len(drawn) if drawn else 0
    unmet = tuple(rule for rule in must if not rule.is_met(right))
    return AttemptScore(
        right=right,
        points=len(right),
        total=len(drawn),
        percent=percent,
        passed=bool(drawn) and percent >= pass_mark and not unmet,
        by_goal=_tallies((one.goal, one.id in right) for one in drawn),
        by_topic=_tallies((one.topic, one.id in right) for one in drawn),
        unmet=unmet,
    )


def _refuse_strange_answers(
    drawn: Sequence[DrawnQuestion], answers: Mapping[str, Collection[str]]
) -> None:
    shown = {one.id: set(one.choices) for one in drawn}
    for question, choices in answers.items():
        if question not in shown:
            raise AnswerNotInDraw(
                f"Question {question} is not part of this attempt. → Open the test again."
            )
        if strange := sorted(set(choices) - shown[question]):
            raise AnswerNotInDraw(
                f"Question {question} has no choice {strange[0]}. → Choose one that is shown."
            )


def _tallies(marks: Iterable[tuple[str, bool]]) -> tuple[Tally, ...]:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, is_right in marks:
        total[name] += 1
        right[name] += is_right
    return tuple(Tally(name, right[name], total[name]) for name in sorted(total))


# -- awareness survey -----------------------------------------------------------------------

SMALLEST_GROUP = 5  # answers below which nothing is shown of a group
SMALLEST_SENSITIVE_GROUP = 10  # the same for sensitive items and for comments
BANDS_BELOW = 10  # answers below which a band is shown instead of a number
EXACT_SIZE_FROM = 20  # answers from which the exact number of answers may stand beside a score
BAND_STARTS = (0, 10, 50, 60, 70, 85, 91)  # the first whole score of each band
HEAT_STARTS = (0, 50, 60, 70, 85)  # the first whole score of each of the five heat colours

Counters = Mapping[str, Mapping[str, int]]  # item id → option id → answers


@dataclass(frozen=True)
class ItemScore:
    """One item of one group: how many answered, how many of them count, and their mean.

    `answered` counts every option; `scored` only those with a score. `mean` (0–100, exact) and
    `score` (rounded to a whole number) are `None` when nobody gave an answer that counts.
    """

    item: str
    topic: str
    sensitive: bool
    answered: int
    scored: int
    mean: Fraction | None
    score: int | None


@dataclass(frozen=True)
class TopicScore:
    """One topic of one group; `scored` is the smallest `scored` among its items."""

    topic: str
    sensitive: bool
    scored: int
    mean: Fraction | None
    score: int | None


@dataclass(frozen=True)
class SurveyScore:
    """The scores of one group, items and topics in the order of the survey."""

    items: tuple[ItemScore, ...]
    topics: tuple[TopicScore, ...]


def score_answers(survey: Survey, counts: Counters) -> SurveyScore:
    """Turn the option counters of one group into scores.

    - **Item**: the mean of the options' scores (`reverse` applied), weighted by how often each
      was chosen. Options without a score, refusals and skips do not count.
    - **Topic**: the mean of the means of its items that got an answer which counts. Each item
      weighs the same, however many refused it. A topic whose items have no scored option at all
      is left out; it is sensitive when one of its items is.
    - **Whole numbers**: `whole_score`.

    Example. Scale: yes 100, rather 75, hardly 25, no 0, cannot say (no score).
    Item q1: yes 3, hardly 2, cannot say 4 → answered 9, scored 5,
    mean (3×100 + 2×25) ÷ 5 = 70. Item q2: rather 5, no 3 → mean 375 ÷ 8 = 46.875.
    Their topic: (70 + 46.875) ÷ 2 = 58.4375 → scored 5, score 58.
    """
    items = tuple(
        _item_score(survey, item, counts.get(item.id, {}))
        for item in survey.items
        if item.kind != "comment"
    )
    scorable = {item.id for item in survey.items if is_scorable(survey, item)}
    topics = (
        _topic_score(
            topic.id, [one for one in items if one.topic == topic.id and one.item in scorable]
        )
        for topic in survey.topics
    )
    return SurveyScore(items=items, topics=tuple(one for one in topics if one is not None))


def is_scorable(survey: Survey, item: SurveyItem) -> bool:
    """Say whether any option of an item has a score."""
    return any(option.score is not None for option in survey.options_of(item))


def _item_score(survey: Survey, item: SurveyItem, counts: Mapping[str, int]) -> ItemScore:
    options = survey.options_of(item)
    scored = sum(counts.get(option.id, 0) for option in options if option.score is not None)
    points = sum(counts.get(option.id, 0) * (option.score or 0) for option in options)
    mean = Fraction(points, scored) if scored else None
    return ItemScore(
        item=item.id,
        topic=item.topic,
        sensitive=item.sensitive,
        answered=sum(counts.get(option.id, 0) for option in options),
        scored=scored,
        mean=mean,
        score=None if mean is None else whole_score(mean),
    )


def _topic_score(topic: str, items: Sequence[ItemScore]) -> TopicScore | None:
    if not items:
        return None
    means = [item.mean for item in items if item.mean is not None]
    mean = sum(means, Fraction(0)) / len(means) if means else None
    return TopicScore(
        topic=topic,
        sensitive=any(item.sensitive for item in items),
        scored=min(item.scored for item in items),
        mean=mean,
        score=None if mean is None else whole_score(mean),
    )


def whole_score(mean: Fraction) -> int:
    """Round to a whole number, halves up, after rounding to six places.

    The first step makes a spreadsheet, which reckons in binary fractions, agree on exact halves.
    """
    millionths = (2 * 10**6 * mean.numerator + mean.denominator) // (2 * mean.denominator)
    return (2 * millionths + 10**6) // (2 * 10**6)


def smallest_group(*, sensitive: bool) -> int:
    """How many answers a group needs before anything of it is shown."""
    return SMALLEST_SENSITIVE_GROUP if sensitive else SMALLEST_GROUP


def hidden_groups(sizes: Mapping[str, int], minimum: int) -> frozenset[str]:
    """Say which groups of one axis stay hidden, so that none can be computed by subtraction.

    `sizes` maps each group that has answers to its number of answers: the smallest among the
    items (and waves) shown together. Groups under `minimum` are hidden, then the next smallest
    (ties by id) until at least two are hidden and together they reach `minimum`.
    """
    hidden = {group for group, size in sizes.items() if size < minimum}
    while hidden and (len(hidden) < 2 or sum(sizes[group] for group in hidden) < minimum):
        rest = sizes.keys() - hidden
        if not rest:
            break
        hidden.add(min(rest, key=lambda group: (sizes[group], group)))
    return frozenset(hidden)


def band_of(score: int) -> int:
    """The band (0–6) of a whole score: under 10, 10–49, 50–59, 60–69, 70–84, 85–90, over 90."""
    return max(index for index, start in enumerate(BAND_STARTS) if score >= start)


def heat_of(score: int) -> int:
    """The heat colour (1–5) of a whole score: under 50, 50–59, 60–69, 70–84, 85 and more."""
    return max(index for index, start in enumerate(HEAT_STARTS, 1) if score >= start)
