"""Freed space of the database is emptied, so that nothing of a survey stays in it."""

from __future__ import annotations

from typing import Final

from django.db import connection

TABLES: Final = (
    "surveys_countingcell",
    "surveys_blobpage",
    "surveys_ballotkey",
    "surveys_participation",
    "surveys_cellmember",
)
_MOVED: Final = (*TABLES, "surveys_wave", "audit_auditpayload", "pg_catalog.pg_statistic")


def erase_freed_space() -> None:
    """Empty SQLite's write-ahead log, or vacuum PostgreSQL's tables; not in a transaction.

    SQLite overwrites freed pages itself (`secure_delete`). What other connections still read is
    left to the next time.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for table in TABLES:
            cursor.execute(f"VACUUM {table}")


def rewrite_tables() -> None:
    """Write anew every file that has held plain counters; needs the portal to stand still.

    PostgreSQL passes over the statistics of columns, with a warning, where the user may not
    write them; there the owner of the database runs `VACUUM FULL pg_statistic`.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for table in _MOVED:
            cursor.execute(f"VACUUM FULL {table}")
