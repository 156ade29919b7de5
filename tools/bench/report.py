"""The figures of a run: by step, for a journey, and against the bounds."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from .measure import Cost

MOST_PER_BATCH: Final = 3.0
MOST_PER_JOURNEY: Final = 350.0
BUSY: Final = 0.3
_WIDTH: Final = 42


@dataclass(frozen=True)
class Report:
    """What a run has found."""

    database: str
    learners: int
    concurrency: int
    hash_ms: float
    costs: Sequence[Cost]
    busy_cores: float = 0.0

    @property
    def requests_per_journey(self) -> float:
        """How many requests one learner makes."""
        return sum(cost.requests for cost in self.costs) / self.learners

    @property
    def batch_ms(self) -> float:
        """CPU milliseconds of one progress batch."""
        cost = next(cost for cost in self.costs if cost.is_batch)
        return cost.cpu_ms / cost.requests

    @property
    def journey_ms(self) -> float:
        """CPU milliseconds of a journey, password hashing apart."""
        hashing = self.hash_ms * sum(cost.has_hash for cost in self.costs)
        return sum(cost.cpu_ms for cost in self.costs) / self.learners - hashing

    @property
    def requests_per_second(self) -> float:
        """Over the whole run, all steps together."""
        requests = sum(cost.requests for cost in self.costs)
        return requests / sum(cost.wall_seconds for cost in self.costs)

    @property
    def broken(self) -> list[str]:
        """The bounds that do not hold, in words."""
        found = []
        if self.batch_ms > MOST_PER_BATCH:
            found.append(f"A batch costs {self.batch_ms:.2f} ms; it may cost {MOST_PER_BATCH:g}.")
        if self.journey_ms > MOST_PER_JOURNEY:
            found.append(
                f"A journey costs {self.journey_ms:.0f} ms; it may cost {MOST_PER_JOURNEY:g}."
            )
        return found

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "schema": 1,
            "database": self.database,
            "learners": self.learners,
            "concurrency": self.concurrency,
            "requests_per_journey": round(self.requests_per_journey, 2),
            "journey_cpu_ms": round(self.journey_ms, 1),
            "batch_cpu_ms": round(self.batch_ms, 2),
            "hash_cpu_ms": round(self.hash_ms, 1),
            "requests_per_second": round(self.requests_per_second, 1),
            "busy_cores_of_others": round(self.busy_cores, 2),
            "bounds": {"batch_cpu_ms": MOST_PER_BATCH, "journey_cpu_ms": MOST_PER_JOURNEY},
            "broken": self.broken,
            "steps": [
                {
                    "name": cost.name,
                    "requests_per_journey": round(cost.requests / self.learners, 2),
                    "cpu_ms_per_journey": round(self._own_ms(cost) / self.learners, 2),
                    "cpu_ms_per_request": round(self._own_ms(cost) / max(1, cost.requests), 2),
                    "p95_ms": round(cost.p95_ms, 1),
                }
                for cost in self.costs
            ],
        }

    def as_table(self) -> str:
        """For people."""
        head = f"{'step':{_WIDTH}}{'requests':>9}{'CPU ms':>9}{'a request':>11}{'p95 ms':>9}"
        lines = [
            f"{self.learners} journeys, {self.concurrency} at a time, {self.database}",
            "",
            head,
            "-" * len(head),
        ]
        for step in self.as_json()["steps"]:
            lines.append(
                f"{_padded(step['name'])}{step['requests_per_journey']:>9g}"
                f"{step['cpu_ms_per_journey']:>9.1f}{step['cpu_ms_per_request']:>11.2f}"
                f"{step['p95_ms']:>9.1f}"
            )
        lines += [
            "-" * len(head),
            f"{'a journey, password hashing apart':{_WIDTH}}{self.requests_per_journey:>9g}"
            f"{self.journey_ms:>9.1f}   (may be {MOST_PER_JOURNEY:g})",
            f"{'a progress batch':{_WIDTH + 9}}{self.batch_ms:>9.2f}   (may be {MOST_PER_BATCH:g})",
            f"{'checking the password, once a journey':{_WIDTH + 9}}{self.hash_ms:>9.1f}",
            f"{'requests a second':{_WIDTH + 9}}{self.requests_per_second:>9.1f}",
        ]
        if self.busy_cores > BUSY:
            lines.append(
                f"Other programs (and a database server) kept {self.busy_cores:.1f} cores busy: "
                "figures of a quiet machine are lower."
            )
        return "\n".join([*lines, *self.broken])

    def _own_ms(self, cost: Cost) -> float:
        return cost.cpu_ms - (self.hash_ms * self.learners if cost.has_hash else 0.0)


def _padded(name: str) -> str:
    """A name filled up to the column; wide characters take two places."""
    width = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in name)
    return name + " " * max(1, _WIDTH - width)
