"""How much the result of an attempt explains (docs/algorithms/attempts.md §2).

Pure: no Django, no clock, no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SECONDS_A_QUESTION = 5


class Explanation(StrEnum):
    """What is told of the questions beside the score."""

    NOTHING = "nothing"
    CHOICE = "choice"  # why what was chosen is right or not, and which slide tells it
    EVERYTHING = "everything"


@dataclass(frozen=True)
class Effort:
    """What somebody did for an attempt; `seconds` from its start to its submission."""

    answered: int
    asked: int
    seconds: float

    @property
    def is_half_answered(self) -> bool:
        """Whether at least half of the questions have an answer."""
        return 2 * self.answered >= self.asked

    @property
    def is_unhurried(self) -> bool:
        """Whether there was time to read the questions."""
        return self.seconds >= SECONDS_A_QUESTION * self.asked


def explanation_of(effort: Effort, *, passed: bool, completed: bool) -> Explanation:
    """What the result of an attempt tells; `completed`: this or another attempt has passed."""
    if passed:
        return Explanation.EVERYTHING
    if not (effort.is_half_answered and effort.is_unhurried):
        return Explanation.NOTHING
    return Explanation.EVERYTHING if completed else Explanation.CHOICE
