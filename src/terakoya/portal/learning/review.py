"""Slides to look at again before another attempt (docs/algorithms/attempts.md §3).

Pure: no Django, no clock, no database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .gate import SLACK, Need
from .progress import SlideState
from .ranges import Taken, earliest, seconds_in, within

FAILURES = 3  # from this failed attempt on, slides are looked at again
SECONDS = 10  # for so long each


def review_left(
    needs: Sequence[Need],
    slides: Collection[str],
    states: Mapping[str, SlideState],
    *,
    since: float,
    now: float,
) -> dict[str, float]:
    """The seconds that slides still ask for, in course order; empty when all were looked at.

    What counts are moments of reading or hearing after the failure (`since`), in any language.
    A moment claimed on several of the slides counts for the first, and a slide takes no more
    than it asks for. A scene that was skipped asks for nothing; nor does a slide that the
    course does not show.
    """
    taken, left = Taken(), {}
    for need in needs:
        state = states.get(need.slide, SlideState())
        if need.slide not in slides or (need.skippable and state.skipped):
            continue
        counted = earliest(taken.free_of(within(state.moments, since, now)), SECONDS)
        taken.add(counted)
        missing = SECONDS - seconds_in(counted)
        if missing > SLACK:
            left[need.slide] = round(missing, 3)
    return left
