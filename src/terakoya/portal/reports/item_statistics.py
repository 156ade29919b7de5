"""How hard a question is, whether it tells the able from the others, and what its choices do.

Pure counting; docs/algorithms/item-analysis.md has the formulas and a worked example.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

# Fewer answers than this are shown to nobody: a share of few is a person's answer.
FEWEST: Final = 10
# A correlation of fewer is chance: its standard error is above 0.18.
FEWEST_FOR_DISCRIMINATION: Final = 30


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question of somebody's first attempt: which choices are right, and which were chosen."""

    id: str
    correct: frozenset[str]
    chosen: frozenset[str]

    @property
    def is_right(self) -> bool:
        """All right choices and no other."""
        return self.chosen == self.correct


@dataclass
class ItemStatistics:
    """What the first attempts say of a question; `rest` is the share of the other questions
    that the same person has answered rightly, from 0 to 1."""

    asked: int = 0
    right: int = 0
    chosen: Counter[str] = field(default_factory=Counter)
    _rest: float = 0.0
    _rest_squared: float = 0.0
    _rest_of_right: float = 0.0

    def note(self, question: AnsweredQuestion, rest: float) -> None:
        """Count one person's answer."""
        self.asked += 1
        self.right += question.is_right
        self.chosen.update(question.chosen)
        self._rest += rest
        self._rest_squared += rest * rest
        self._rest_of_right += rest * question.is_right

    @property
    def is_shown(self) -> bool:
        """Whether so many were asked that a share is nobody's own answer."""
        return self.asked >= FEWEST

    @property
    def facility(self) -> float:
        """The share of right answers, from 0 (hard) to 1 (easy)."""
        return self.right / self.asked if self.asked else 0.0

    @property
    def discrimination(self) -> float | None:
        """Point-biserial correlation with the rest of the test, from −1 to 1.

        `None` where few were asked, or where all answers or all rests are the same.
        """
        n = self.asked
        if n < FEWEST_FOR_DISCRIMINATION:
            return None
        spread = n * self._rest_squared - self._rest**2
        answers = self.right * (n - self.right)
        if spread <= 1e-9 or not answers:
            return None
        return (n * self._rest_of_right - self.right * self._rest) / math.sqrt(spread * answers)


def item_statistics(
    attempts: Iterable[Sequence[AnsweredQuestion]],
) -> Mapping[str, ItemStatistics]:
    """The statistics of every question that was asked, by its id."""
    found: dict[str, ItemStatistics] = {}
    for attempt in attempts:
        right = sum(question.is_right for question in attempt)
        for question in attempt:
            others = len(attempt) - 1
            rest = (right - question.is_right) / others if others else 0.0
            found.setdefault(question.id, ItemStatistics()).note(question, rest)
    return found
