"""What a higher app adds to results without the surveys knowing it.

A planner gets a wave's results and says what is to be done next; it is registered in the higher
app's `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .selectors_results import CourseResults


@dataclass(frozen=True)
class NextDeed:
    """What is to be done about a topic: why, what, by whom, and until when, in short words."""

    topic: str
    ground: str
    deed: str
    by: str
    until: str


Planner = Callable[[CourseResults], tuple[NextDeed, ...]]
_planners: list[Planner] = []


def register_planner(planner: Planner) -> None:
    """Let an app say what a wave's results ask for."""
    if planner not in _planners:
        _planners.append(planner)


def next_deeds(results: CourseResults) -> tuple[NextDeed, ...]:
    """What is to be done next, the most urgent first."""
    return tuple(deed for planner in _planners for deed in planner(results))
