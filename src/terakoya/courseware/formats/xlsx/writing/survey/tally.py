"""What the filled-in workbook must show, reckoned by `scoring`, not by the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction
from functools import cached_property

from .....scoring import (
    BANDS_BELOW,
    EXACT_SIZE_FROM,
    SurveyScore,
    hidden_groups,
    score_answers,
    whole_score,
)
from .plan import (
    COMPANY_KEY,
    GROUP_KEYS,
    NO_DEPARTMENT_KEY,
    Kind,
    PlannedItem,
    PlannedTopic,
    SurveyPlan,
)


class State(IntEnum):
    """What is shown of a group; the numbers stand in the hidden sheet's cells."""

    EMPTY = 0  # nobody answered
    SCORE = 1
    BAND = 2
    TOO_FEW = 3
    DEDUCIBLE = 4  # hidden, since a smaller group could be computed by subtraction
    COMPANY_TOO_SMALL = 5  # so few answered that only the whole company is shown


@dataclass(frozen=True)
class SurveyRow:
    """One row of the collection sheet: a department and, by item id, the words answered."""

    department: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class SurveyFill:
    """What people have entered: the list of departments and the collected answers.

    `before` is what was copied from an earlier workbook: score and margin, by topic.
    """

    departments: tuple[str, ...] = ()
    rows: tuple[SurveyRow, ...] = ()
    before: Mapping[str, tuple[int | str, int | str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """The answers of one group: how many people, and how often each option was chosen."""

    key: int
    name: str
    respondents: int
    counts: Mapping[str, Mapping[str, int]]
    score: SurveyScore

    def scored(self, item: PlannedItem) -> int:
        """How many answers to an item count."""
        return next(one.scored for one in self.score.items if one.item == item.id)

    def answered(self, item: PlannedItem) -> int:
        """How many answered an item."""
        return next(one.answered for one in self.score.items if one.item == item.id)

    def points(self, item: PlannedItem) -> int:
        """The sum of the scores given to an item."""
        counts = self.counts.get(item.id, {})
        return sum(counts.get(one.id, 0) * (one.score or 0) for one in item.options)

    def size(self, kind: Kind) -> int:
        """The smallest number of answers that count among the items of a kind."""
        return min(self.scored(item) for item in kind.items)

    def topic_score(self, topic: str) -> int | None:
        """The whole score of a topic."""
        return next(one.score for one in self.score.topics if one.topic == topic)


class Tally:
    """The groups of a filled-in workbook and what may be shown of them."""

    def __init__(self, plan: SurveyPlan, fill: SurveyFill) -> None:
        self.plan = plan
        self.fill = fill

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each group; empty for a department not listed, or listed twice."""
        listed = self.fill.departments
        names = [name if name not in listed[:index] else "" for index, name in enumerate(listed)]
        names += [""] * (NO_DEPARTMENT_KEY - 1 - len(names))
        word = self.plan.texts.word
        return (word("whole_company"), *names, word("no_department"))

    def key_of(self, row: SurveyRow) -> int:
        """The group of a row; 0 when the row holds no answer."""
        if not any(row.answers.values()):
            return COMPANY_KEY
        if row.department and row.department in self.names[1:NO_DEPARTMENT_KEY]:
            return self.names.index(row.department, 1)
        return NO_DEPARTMENT_KEY

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Every group, by key."""
        keys = [self.key_of(row) for row in self.fill.rows]
        return tuple(
            self._group(
                key,
                [
                    row
                    for row, k in zip(self.fill.rows, keys, strict=True)
                    if k and key in (k, COMPANY_KEY)
                ],
            )
            for key in GROUP_KEYS
        )

    def _group(self, key: int, rows: list[SurveyRow]) -> Group:
        counts = {}
        for item in self.plan.closed:
            chosen = Counter(self.meant(row, item) for row in rows)
            counts[item.id] = {
                option.id: chosen[label]
                for option, label in zip(item.options, item.labels, strict=True)
            }
        score = score_answers(self.plan.survey, counts)
        return Group(key, self.names[key], len(rows), counts, score)

    @property
    def company(self) -> Group:
        """Everybody who answered."""
        return self.groups[COMPANY_KEY]

    def sizes(self, kind: Kind) -> dict[str, int]:
        """The number of answers of each group below the company that has any."""
        return {
            f"{group.key:02}": group.size(kind) for group in self.groups[1:] if group.respondents
        }

    def state(self, group: Group, kind: Kind) -> State:
        """What may be shown of a group's topics of one kind."""
        size = group.size(kind)
        if not group.respondents:
            return State.EMPTY
        if group.key != COMPANY_KEY and self.company.respondents < EXACT_SIZE_FROM:
            return State.COMPANY_TOO_SMALL
        if size < kind.minimum:
            return State.TOO_FEW
        hidden = hidden_groups(self.sizes(kind), kind.minimum)
        if f"{group.key:02}" in hidden:
            return State.DEDUCIBLE
        return State.BAND if size < BANDS_BELOW else State.SCORE

    def seen_score(self, group: Group, kind: Kind, topic: PlannedTopic) -> int | str:
        """A group's score of a topic as far as it may be shown; otherwise an empty text."""
        score = group.topic_score(topic.id)
        is_seen = self.state(group, kind) in (State.SCORE, State.BAND)
        return score if is_seen and score is not None else ""

    def item_state(self, item: PlannedItem, answers: int) -> State:
        """What may be shown of the company's answers to one item."""
        if not self.company.respondents:
            return State.EMPTY
        if answers < item.minimum:
            return State.TOO_FEW
        return State.BAND if answers < BANDS_BELOW else State.SCORE

    def percent(self, item: PlannedItem, option: str) -> int:
        """The share of an option among the answers of the company to an item, in percent."""
        share = Fraction(100 * self.company.counts[item.id][option], self.company.answered(item))
        return whole_score(share)

    def meant(self, row: SurveyRow, item: PlannedItem) -> str:
        """The words of the option that a row answers an item with."""
        return item.meant(row.answers.get(item.id, ""), self.plan.declined)

    @cached_property
    def doubts(self) -> dict[str, int]:
        """How many cells of the collection sheet need a look, by what is doubtful of them."""
        keys = [self.key_of(row) for row in self.fill.rows if row.department]
        strange = [
            answer
            for row in self.fill.rows
            for item in self.plan.closed
            if (answer := self.meant(row, item)) not in ("", *item.labels, self.plan.declined)
        ]
        return {
            "unknown_answer": len(strange),
            "unknown_department": keys.count(NO_DEPARTMENT_KEY),
            "no_answers": keys.count(COMPANY_KEY),
        }

    @property
    def last_row(self) -> int:
        """The number of the last row with an entry, counted from 1; 0 where there is none."""
        filled = [bool(row.department or any(row.answers.values())) for row in self.fill.rows]
        return max((number for number, one in enumerate(filled, 1) if one), default=0)
