"""What a piece of work costs, whatever the machine does beside it."""

from __future__ import annotations

import cProfile
from collections.abc import Callable


def calls_of(work: Callable[[], object]) -> int:
    """How many calls of functions the work comes to."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())
