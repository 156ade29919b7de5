"""A database for one measurement: a file of its own, or one of its own in a PostgreSQL cluster.

Both begin migrated, unless an empty one is asked for.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from .. import migrated

VARIABLE = "TERAKOYA_DATABASE"


@contextmanager
def own_database(*, is_empty: bool = False) -> Iterator[dict[str, str]]:
    """What to add to the environment; with PostgreSQL a new database, dropped afterwards.

    It has all tables, or none. The role of TERAKOYA_DATABASE must be allowed to create one.
    """
    given = os.environ.get(VARIABLE, "")
    if not given.startswith("postgres"):
        yield {}
        return
    name = f"terakoya_{secrets.token_hex(6)}"
    with psycopg.connect(given, autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        template = "template1" if is_empty else migrated.template(given)
        names = map(sql.Identifier, (name, template))
        connection.execute(make.format(*names))
    try:
        yield {VARIABLE: urlunsplit(urlsplit(given)._replace(path=f"/{name}"))}
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


def kind() -> str:
    """Which database is measured."""
    return "postgresql" if os.environ.get(VARIABLE, "").startswith("postgres") else "sqlite"
