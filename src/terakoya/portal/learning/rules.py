"""How learners go through an assigned course, as the officer has set it; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .choices import Gate

TOP_SPEED: Final = 200  # percent of the normal speed
MOST_SECONDS: Final = 90  # no narration is longer, so no slide can ask for more


@dataclass(frozen=True)
class Rules:
    """`top_speed` in percent; `min_seconds` a slide, 0 for none; time in a hidden tab."""

    gate: Gate = Gate.GATE
    top_speed: int = TOP_SPEED
    min_seconds: int = 0
    counts_hidden: bool = False

    def milder(self, other: Rules) -> Rules:
        """Of each rule the one that asks for less; nobody who has begun loses anything by it."""
        return Rules(
            gate=Gate.FREE if Gate.FREE in (self.gate, other.gate) else Gate.GATE,
            top_speed=max(self.top_speed, other.top_speed),
            min_seconds=min(self.min_seconds, other.min_seconds),
            counts_hidden=self.counts_hidden or other.counts_hidden,
        )
