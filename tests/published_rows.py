"""The rows of a published course, kept once a process and written anew for each test.

On PostgreSQL in tables of a schema of their own, which no test empties: there the half megabyte
neither crosses to the server again nor is compressed again. On SQLite as the statements that
wrote them once.
"""

from __future__ import annotations

from copy import copy
from typing import Any, Final

from django.core.management.color import no_style
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from terakoya.portal.catalogue import models

# Each after those that it names.
PUBLISHED: Final[tuple[type[Model], ...]] = (
    models.ContentBlob,
    models.Course,
    models.Price,
    models.TaxRate,
    models.Revision,
    models.RevisionMedia,
    models.RevisionText,
    models.RevisionTest,
    models.RevisionSlide,
    models.RevisionFact,
    models.CourseKit,
)
SCHEMA: Final = "published_rows"
_rows: list[list[Model]] = []
_statements: list[tuple[str, Any]] = []


def are_kept() -> bool:
    """Whether this process has published before."""
    return bool(_rows)


def keep() -> None:
    """Keep the rows that are there now."""
    _rows.extend(list(model._default_manager.all()) for model in PUBLISHED)
    if connection.vendor == "postgresql":
        _keep_in_schema()


def write() -> None:
    """Write them where none are."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(";".join([*map(_insertion, PUBLISHED), *_sequences()]))
        return
    if _statements:
        with connection.cursor() as cursor:
            for statement, values in _statements:
                cursor.execute(statement, values)
        return
    with connection.execute_wrapper(_note):
        for rows in filter(None, _rows):
            type(rows[0])._default_manager.bulk_create(copy(rows))


def _note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Keep a statement that writes, with its values as the database takes them."""
    if sql.startswith("INSERT"):
        _statements.append((sql, params))
    return execute(sql, params, many, context)


def _keep_in_schema() -> None:
    """Copy the tables by another connection, since this one's transaction is rolled back."""
    other = connection.copy()
    try:
        with connection.cursor() as ours, other.cursor() as theirs:
            theirs.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
            for model in PUBLISHED:
                _copy(model._meta.db_table, ours, theirs)
    finally:
        other.close()


def _copy(table: str, ours: CursorWrapper, theirs: CursorWrapper) -> None:
    theirs.execute(f"CREATE UNLOGGED TABLE {SCHEMA}.{table} (LIKE {table})")
    with (
        ours.copy(f"COPY {table} TO STDOUT") as rows,
        theirs.copy(f"COPY {SCHEMA}.{table} FROM STDIN") as kept,
    ):
        for block in rows:
            kept.write(block)


def _insertion(model: type[Model]) -> str:
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {SCHEMA}.{table}"


def _sequences() -> list[str]:
    """The statements by which sequences count on from keys that were written with their rows."""
    return [
        statement.rstrip(";")
        for statement in connection.ops.sequence_reset_sql(no_style(), PUBLISHED)
    ]
