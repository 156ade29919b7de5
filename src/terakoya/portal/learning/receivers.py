"""What happens elsewhere and concerns learning."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def use_long_statements(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Let SQLite take as many values in one statement as it really can.

    Django 5.2 divides by the limit of 2009 (999 values), which makes three inserts of a batch of
    200 events; later versions ask the library, as here.
    """
    if connection.vendor == "sqlite":
        most = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = most
