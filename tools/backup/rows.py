"""`python -m tools.backup.rows`: every table of the database, its rows counted and hashed."""

from __future__ import annotations

import hashlib
import json

import django

from terakoya.portal.common import garbage


def main() -> None:
    """Print {table: [rows, SHA-256 over the sorted rows]} as JSON."""
    garbage.pause()
    django.setup()
    print(json.dumps(hashed_rows()))


def hashed_rows() -> dict[str, tuple[int, str]]:
    """Of each table the number of its rows, and SHA-256 over them in order."""
    from django.db import connection  # Django is set up by the caller

    found: dict[str, tuple[int, str]] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = sorted(repr([_plain(value) for value in row]) for row in cursor.fetchall())
            found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


if __name__ == "__main__":
    main()
