"""The stages of the demo organisation, and how far its people are at each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class Stage(StrEnum):
    """How far the demo organisation has come."""

    APPLIED = "applied"
    SURVEYED = "surveyed"
    LEARNING = "learning"
    FINISHED = "finished"


class Fate(IntEnum):
    """How far one person has come; each includes those before it."""

    INVITED = 0
    JOINED = 1
    SURVEYED = 2
    BEGUN = 3
    HALFWAY = 4
    FAILED = 5
    COMPLETED = 6


# From which part to which part of the course somebody has read.
READ_SHARES: Final[Mapping[Fate, tuple[float, float]]] = {
    Fate.BEGUN: (0.05, 0.2),
    Fate.HALFWAY: (0.3, 0.9),
    Fate.FAILED: (1.0, 1.0),
    Fate.COMPLETED: (1.0, 1.0),
}


@dataclass(frozen=True)
class Plot:
    """A stage as a story. Days count back from today; fates are shares of a hundred.

    Everybody acts between `first_day` and `last_day`; a wave without a closing day stays open.
    """

    first_day: int
    last_day: int
    fates: Mapping[Fate, int]
    learner: Fate
    officer: Fate
    has_survey: bool = True
    before_closed: int | None = None
    after_closed: int | None = None


PLOTS: Final[Mapping[Stage, Plot]] = {
    Stage.APPLIED: Plot(
        first_day=2,
        last_day=1,
        fates={Fate.INVITED: 100},
        learner=Fate.JOINED,
        officer=Fate.JOINED,
        has_survey=False,
    ),
    Stage.SURVEYED: Plot(
        first_day=10,
        last_day=2,
        fates={Fate.INVITED: 6, Fate.JOINED: 12, Fate.SURVEYED: 82},
        learner=Fate.SURVEYED,
        officer=Fate.SURVEYED,
        before_closed=1,
    ),
    # The learner has everything before them, so that the whole road can be tried.
    Stage.LEARNING: Plot(
        first_day=14,
        last_day=1,
        fates={
            Fate.INVITED: 9,
            Fate.JOINED: 9,
            Fate.SURVEYED: 14,
            Fate.BEGUN: 13,
            Fate.HALFWAY: 22,
            Fate.FAILED: 5,
            Fate.COMPLETED: 28,
        },
        learner=Fate.JOINED,
        officer=Fate.HALFWAY,
    ),
    Stage.FINISHED: Plot(
        first_day=45,
        last_day=18,
        fates={Fate.INVITED: 4, Fate.HALFWAY: 5, Fate.COMPLETED: 91},
        learner=Fate.COMPLETED,
        officer=Fate.COMPLETED,
        before_closed=15,
        after_closed=2,
    ),
}
