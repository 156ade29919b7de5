"""How many examples each law is tried with: 50, in the deep run 150, or as a long hunt asks."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.selection import IS_DEEP

EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "150" if IS_DEEP else "50"))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
few = settings(law, max_examples=EXAMPLES // 5)  # for dear ones, such as those of the flagship


def examples(whole: int) -> int:
    """How many of a law with a number of its own: a third, in the deep run the whole."""
    return whole if IS_DEEP else max(5, whole // 3)


def at_least(count: int) -> settings:
    """For cheap laws, on which a quick run need not save."""
    return settings(law, max_examples=max(count, EXAMPLES))
