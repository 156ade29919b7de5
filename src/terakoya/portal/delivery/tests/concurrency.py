"""A database that threads and other processes really share.

pytest-django wraps a test in one transaction, and SQLite's test database lives in the memory of
one connection. Here SQLite is a file with the settings of the real one; PostgreSQL is used as is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import pytest
from django.db import connection, connections

from tools import migrated

T = TypeVar("T")
POOL = 8  # connections that the PostgreSQL settings keep for one process


def in_thread(function: Callable[[], T]) -> T:
    """Call it in a thread with a connection of its own, closed afterwards."""
    return in_threads([function])[0]


def in_threads(functions: list[Callable[[], T]]) -> list[T]:
    """Call all of them at once, each in a thread with a connection of its own."""
    start = threading.Barrier(len(functions), timeout=60)

    def run(function: Callable[[], T]) -> T:
        try:
            # So that all begin at the same moment; beyond POOL they must take turns.
            if len(functions) <= POOL:
                connections["default"].ensure_connection()
            start.wait()
            return function()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(max_workers=len(functions)) as pool:
        return [task.result() for task in [pool.submit(run, one) for one in functions]]


@pytest.fixture
def shared_database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address (TERAKOYA_DATABASE) of a database for `in_threads` and other processes."""
    if connection.vendor != "sqlite":
        # pytest-django decides by the marker whether to empty the tables afterwards.
        request.node.add_marker(pytest.mark.django_db(transaction=True))
        request.getfixturevalue("transactional_db")
        settings = connection.settings_dict
        user, name = quote(settings["USER"]), quote(settings["NAME"])
        secret = quote(settings["PASSWORD"] or "")
        yield f"postgresql://{user}:{secret}@{settings['HOST']}:{settings['PORT']}/{name}"
        return
    path = tmp_path / "shared.sqlite3"
    migrated.copy_to(path)
    _use_file(monkeypatch, path)
    with request.getfixturevalue("django_db_blocker").unblock():
        yield f"sqlite:///{path}"


def _use_file(patch: pytest.MonkeyPatch, path: Path) -> None:
    patch.setitem(
        connections.settings, "default", {**connections.settings["default"], "NAME": str(path)}
    )
