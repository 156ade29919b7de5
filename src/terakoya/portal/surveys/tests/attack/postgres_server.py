"""A PostgreSQL server whose files, log and memory of transactions lie open to the attacker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from tools import migrated
from tools.postgres import cluster

from .states import CONTENT, State

TALKATIVE = (
    "autovacuum=off",  # dead rows stay until somebody vacuums
    "full_page_writes=on",
    "track_commit_timestamp=on",
    "log_statement=all",
    "wal_keep_size=1GB",  # as an archive would keep it
)
KEPT = "kept"
TABLES = (
    "SELECT relname::text FROM pg_class WHERE relkind = 'r' "
    f"AND relnamespace = 'public'::regnamespace AND NOT starts_with(relname, '{CONTENT}') "
    "ORDER BY relname"
)


@contextmanager
def talkative_server() -> Iterator[str]:
    """Start a server of our own; its address."""
    with cluster(*TALKATIVE) as address:
        yield address


class PostgresPlace:
    """A database of the server."""

    def __init__(self, server: str, name: str) -> None:
        self.server, self.name = server, name
        self.address = address_of(server, name)
        self._copy(migrated.template(server), name)
        run(self.address, "CREATE EXTENSION pageinspect")

    def begin(self) -> None:
        """It is made from a migrated database."""

    def keep(self) -> None:
        """Keep the database as it is now; nobody uses it."""
        self._copy(self.name, KEPT)

    def restore(self) -> None:
        """Put the kept database back; nobody uses it."""
        self._copy(KEPT, self.name)

    def _copy(self, source: str, target: str) -> None:
        run(self.server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", target)
        run(self.server, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", target, source)


def address_of(server: str, name: str, port: int | None = None) -> str:
    """The address of a database of the server, or of its copy at another port."""
    before, _, _ = server.rpartition("/")
    if port is not None:
        before = f"{before.rpartition(':')[0]}:{port}"
    return f"{before}/{name}"


def run(address: str, statement: str, *names: str) -> list[tuple[Any, ...]]:
    """Run one statement, outside of a transaction, with names in the places of {}."""
    with psycopg.connect(address, autocommit=True) as connection:
        done = connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        return done.fetchall() if done.description else []


def data_folder(server: str) -> Path:
    """The server's files, with all that it holds in memory written to them."""
    run(server, "CHECKPOINT")
    return Path(run(server, "SHOW data_directory")[0][0])


def state_of(address: str) -> State:
    """All rows in physical order, each with its place and the transaction that wrote it."""
    state: State = {}
    with psycopg.connect(address, row_factory=dict_row) as connection:
        for table in connection.execute(TABLES).fetchall():
            name = sql.Identifier(table["relname"])
            rows = sql.SQL("SELECT t.*, ctid::text, xmin::text::bigint FROM {} t ORDER BY t.ctid")
            state[table["relname"]] = connection.execute(rows.format(name)).fetchall()
    return state
