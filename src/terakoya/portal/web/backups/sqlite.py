"""SQLite: copied while it runs, by its own interface for that; swapped in one step."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from .archive import flush_folder
from .errors import BackupRefused
from .manifest import Manifest
from .state import DELETE_IT, State, emptiness_of

PART: Final = "database.sqlite3.gz"
_CHUNK: Final = 1 << 20


class SqliteDatabase:
    """The database file of the settings."""

    kind: Final = "sqlite"
    part: Final = PART

    def __init__(self, path: Path) -> None:
        self.path = path

    def save(self, folder: Path) -> tuple[Path, State]:
        """Copy what is committed now into a folder, compressed; and what it holds.

        One reading transaction: writers go on meanwhile, and nothing of theirs is seen.
        """
        if not self.path.is_file():
            raise BackupRefused(f"There is no database at {self.path}.")
        copy, packed = folder / "database.sqlite3", folder / PART
        _private(copy)
        try:
            with closing(_read_only(self.path)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)  # all pages in one step: a single state
                target.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise BackupRefused(f"The database cannot be copied: {error}") from error
        state = _checked(copy)
        _private(packed)
        with copy.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as small:
            shutil.copyfileobj(plain, small, _CHUNK)
        copy.unlink()
        return packed, state

    def verify(self, packed: Path, manifest: Manifest) -> None:
        """Unpack the copy beside itself, let SQLite look at it, count its rows."""
        copy = packed.with_suffix("")
        try:
            _unpack(packed, copy)
            if _checked(copy).tables != dict(manifest.tables):
                raise BackupRefused("The tables are not as the manifest says. → Take another one.")
        finally:
            copy.unlink(missing_ok=True)

    def refuse_others(self) -> None:
        """Raise when another process has the file open; what it writes would be lost.

        Leaving the journal of WAL needs the file for oneself.
        """
        if not self.path.exists():
            return
        try:
            with closing(sqlite3.connect(self.path, timeout=2)) as connection:
                mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                return  # damaged: nobody works with it
            mode = "wal"
        except sqlite3.DatabaseError:
            return
        if mode != "delete":
            raise BackupRefused(
                f"{self.path} is in use. → Stop the portal (and every run_worker), then restore."
            )

    def emptiness(self) -> str:
        """Why it counts as empty; the empty text when it does not, or cannot be read."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return "there is none"
        try:
            with closing(_read_only(self.path)) as connection:
                return emptiness_of(_tables(connection), lambda sql: connection.execute(sql))
        except sqlite3.DatabaseError:
            return ""

    def restore(self, packed: Path, manifest: Manifest, stamp: str) -> str:
        """Unpack beside the present file, check, and swap in one step; what became of the old."""
        new = self.path.with_name(f"{self.path.name}.new-{stamp}")
        try:
            _unpack(packed, new)
            if _checked(new).tables != dict(manifest.tables):
                raise BackupRefused("The tables are not as the manifest says. → Take another one.")
            return self._swap(new, stamp)
        finally:
            new.unlink(missing_ok=True)

    def _swap(self, new: Path, stamp: str) -> str:
        old = self.path.with_name(f"{self.path.name}.before-{stamp}")
        had = not self.emptiness()
        if had:
            with suppress(OSError):  # a second name for the old file, so that it is never without
                os.link(self.path, old)
            if not old.exists():
                shutil.copy2(self.path, old)
        for ending in ("-wal", "-shm", "-journal"):
            side = self.path.with_name(self.path.name + ending)
            if not side.exists():
                continue
            # Of a damaged file; it must not be applied to the new one.
            if had:
                side.replace(old.with_name(old.name + ending))
            else:
                side.unlink()
        new.replace(self.path)
        flush_folder(self.path.parent)
        return f"The old database is kept as {old}. {DELETE_IT}" if had else ""

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read the database as it is now, without Django."""
        with closing(_read_only(self.path)) as connection:
            yield connection


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, timeout=60)


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _private(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _unpack(packed: Path, to: Path) -> None:
    _private(to)
    try:
        with gzip.open(packed, "rb") as small, to.open("wb") as plain:
            shutil.copyfileobj(small, plain, _CHUNK)
            plain.flush()
            os.fsync(plain.fileno())
    except (EOFError, OSError, zlib.error) as error:
        raise BackupRefused(f"The database in the backup cannot be unpacked: {error}") from error


def _checked(copy: Path) -> State:
    """What a copy holds. Raises `BackupRefused` when SQLite finds it damaged."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            for pragma, right in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
                found = connection.execute(f"PRAGMA {pragma}").fetchmany(3)
                if found != right:
                    raise BackupRefused(f"The database is damaged ({pragma}): {found}")
            count = "SELECT count(*) FROM {}"  # names of tables, from the database itself
            tables = {
                name: int(connection.execute(count.format(_name(name))).fetchone()[0])
                for name in _tables(connection)
            }
            rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY id")
            server = f"SQLite {sqlite3.sqlite_version}"
            return State.of(server, tables, rows.fetchall())
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"The database cannot be read: {error}") from error


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\' ORDER BY name"
    )
    return [str(row[0]) for row in rows]


def _name(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'
