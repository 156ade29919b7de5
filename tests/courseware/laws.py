"""How many examples each law is tried with: 150, or as many as a long hunt asks for."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "150"))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
few = settings(law, max_examples=EXAMPLES // 5)  # for dear ones, such as those of the flagship


def at_least(count: int) -> settings:
    """For cheap laws, on which a quick run need not save."""
    return settings(law, max_examples=max(count, EXAMPLES))
