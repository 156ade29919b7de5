"""Where an attack takes place: a portal and a weak one beside it, on either database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from .portal import Portal, SqlitePlace
from .postgres_attacker import PostgresAttacker
from .postgres_recovery import BaseBackup, last_transaction
from .postgres_server import PostgresPlace, address_of, run, state_of, talkative_server
from .sqlite_attacker import SqliteAttacker
from .states import State
from .target import Target
from .weak_portal import QUESTIONS, WeakPortal


class Recovery:
    """States of both databases from an old copy of the files and the log written since."""

    def __init__(self, server: str) -> None:
        self.server, self.backup = server, BaseBackup(server)
        self.moments = [last_transaction(server)]

    def note(self) -> None:
        """A moment to which the files will be brought."""
        self.moments.append(last_transaction(self.server))

    def states(self, *names: str) -> dict[str, list[State]]:
        """Database → its state at each noted moment."""
        found: dict[str, list[State]] = {name: [] for name in names}
        for moment in self.moments:
            with self.backup.at(moment) as port:
                for name, states in found.items():
                    states.append(state_of(address_of(self.server, name, port)))
        return found


@dataclass
class Arena:
    """A portal, a weak one, and what an attacker has of each."""

    portal: Portal
    target: Target
    weak: WeakPortal
    weak_target: Target
    recovery: Recovery | None = None


@contextmanager
def sqlite_arena(folder: Path) -> Iterator[Arena]:
    """Two files; whoever has a file of SQLite and its log has all states since a checkpoint."""
    place = SqlitePlace(folder)
    file = folder / "weak.sqlite3"
    with closing(Portal(folder, place)) as portal, closing(sqlite3.connect(file)) as connection:
        portal.keep()
        connection.execute("PRAGMA journal_mode=WAL")
        weak = WeakPortal(connection, "?", "TEXT")
        yield Arena(
            portal,
            Target(SqliteAttacker(place.file), portal.questions),
            weak,
            Target(SqliteAttacker(file), QUESTIONS),
        )


@contextmanager
def postgres_arena(folder: Path) -> Iterator[Arena]:
    """Two databases of one server."""
    with talkative_server() as server:
        place, weak_place = PostgresPlace(server, "portal"), PostgresPlace(server, "weak")
        with (
            closing(Portal(folder, place)) as portal,
            psycopg.connect(weak_place.address) as connection,
        ):
            portal.keep()
            run(server, "SELECT pg_switch_wal()")  # what was before is not of interest
            weak = WeakPortal(connection, "%s", "JSONB")
            yield Arena(
                portal,
                Target(PostgresAttacker(place), portal.questions),
                weak,
                Target(PostgresAttacker(weak_place), QUESTIONS),
                Recovery(server),
            )
