"""A portal that a browser can use as people do: many requests at once, on a real database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer


@pytest.fixture(scope="session")
def migrated_journey(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("journey") / "migrated.sqlite3"
    with django_db_blocker.unblock(), _sqlite_file(path):
        call_command("migrate", verbosity=0)
    return path


@pytest.fixture
def portal(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The address of a running portal with an empty database, which the test sees too.

    SQLite's test database in memory has one connection for all threads, so that a batch and a
    page at the same moment get into each other's way; here it is a file, as in real life.
    """
    if connections["default"].vendor != "sqlite":
        request.getfixturevalue("transactional_db")
        yield from _serve()
        return
    path = tmp_path / "portal.sqlite3"
    shutil.copy(request.getfixturevalue("migrated_journey"), path)
    with django_db_blocker.unblock(), _sqlite_file(path):
        yield from _serve()


def _serve() -> Iterator[str]:
    server = LiveServer("127.0.0.1")
    server._live_server_modified_settings.enable()
    yield server.url
    server._live_server_modified_settings.disable()
    server.stop()


@contextmanager
def _sqlite_file(path: Path) -> Iterator[None]:
    """Let this thread and those to come use a file; afterwards the database of before."""
    before, settings = connections["default"], connections.settings["default"]
    connections.settings["default"] = {**settings, "NAME": str(path)}
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = settings
        connections["default"] = before
