"""Which tests a run takes: what touches the database, and what only the deep run plays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Final, TypeVar

import pytest
from _pytest.mark import ParameterSet

IS_DEEP: Final = "TERAKOYA_DEEP" in os.environ  # set by tools/run_tests.py
DATABASE: Final = "database"
DEEP: Final = "deep"
ON_POSTGRES: Final = "once_on_postgres"
PLACES: Final = ("once", ON_POSTGRES, "both")  # marks; a test bears one of them at most
One = TypeVar("One")
_COMMITTING: Final = {
    "transactional_db",
    "live_server",
    "shared_database",  # takes `transactional_db` only while it runs
}
_FIXTURES: Final = _COMMITTING | {"db", "django_db_reset_sequences"}


def in_turn(values: Sequence[One], at_a_time: int = 1) -> Iterator[Sequence[One]]:
    """What one case after the other is tried with: some in turn, in the deep run all of them."""
    shares = [values[at : at + at_a_time] for at in range(0, len(values), at_a_time)]
    return cycle([values] if IS_DEEP else shares)


def deep(*values: object) -> list[ParameterSet]:
    """Values of a parametrised test that are left to the deep run."""
    return [pytest.param(value, marks=pytest.mark.deep) for value in values]


def mark_database(items: list[pytest.Item]) -> None:
    """Mark what touches the database, and where it is played.

    Browser tests are about pages; those that run on PostgreSQL as well bear the mark themselves.
    What only writes and reads rows is PostgreSQL's, the stricter; what commits, locks or races is
    played on both, since each database does that in its own way, and so is what is marked `both`.
    """
    for item in items:
        if item.get_closest_marker("browser") is None and touches_database(item):
            item.add_marker(DATABASE)
        placed = [one for one in PLACES if item.get_closest_marker(one)]
        if len(placed) > 1:
            raise pytest.UsageError(f"{item.nodeid} is marked {' and '.join(placed)}")
        if not placed and item.get_closest_marker(DATABASE) and not commits(item):
            item.add_marker(ON_POSTGRES)


def touches_database(item: pytest.Item) -> bool:
    """Whether a fixture or a mark gives the test a database."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("postgres"):
        return True
    return not _FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def commits(item: pytest.Item) -> bool:
    """Whether the test commits what it writes, in the place of one transaction around it."""
    mark = item.get_closest_marker("django_db")
    if mark is not None and mark.kwargs.get("transaction"):
        return True
    return not _COMMITTING.isdisjoint(getattr(item, "fixturenames", ()))


class DeepCount:
    """Counts the tests that were deselected for the mark `deep`, over all processes of a run."""

    def __init__(self) -> None:
        self.number = 0

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Count those of this process."""
        self.number += sum(item.get_closest_marker(DEEP) is not None for item in items)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand the number to the process that reports."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[DEEP] = self.number

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Take it: every process has collected, and left out, the same."""
        self.number = max(self.number, getattr(node, "workeroutput", {}).get(DEEP, 0))
