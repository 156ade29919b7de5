"""The database of the settings, as backups see it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from .errors import BackupRefused
from .manifest import Manifest
from .postgresql import PostgresDatabase
from .sqlite import SqliteDatabase
from .state import State


class Database(Protocol):
    """What a backup asks of a database; each raises `BackupRefused`."""

    @property
    def kind(self) -> str: ...

    @property
    def part(self) -> str: ...

    def save(self, folder: Path) -> tuple[Path, State]: ...

    def verify(self, packed: Path, manifest: Manifest) -> None: ...

    def refuse_others(self) -> None: ...

    def emptiness(self) -> str: ...

    def restore(self, packed: Path, manifest: Manifest, stamp: str) -> str: ...

    @property
    def reading(self) -> Callable[[], AbstractContextManager[Any]]: ...


def own_database() -> Database:
    """The one that the portal uses."""
    found = settings.DATABASES["default"]
    if str(found["ENGINE"]).endswith("sqlite3"):
        if str(found["NAME"]) == ":memory:":
            raise BackupRefused("The database is in memory alone.")
        return SqliteDatabase(Path(str(found["NAME"])))
    return PostgresDatabase(found, Path(settings.VAR))


def database_of(kind: str) -> Database:
    """Whatever can look into a backup of a kind, without the database itself."""
    if kind == SqliteDatabase.kind:
        return SqliteDatabase(Path())
    if kind == PostgresDatabase.kind:
        return PostgresDatabase({"NAME": ""}, Path())
    raise BackupRefused(f"The backup is of a database called {kind!r}, which nobody here knows.")
