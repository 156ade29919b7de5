"""What a test has committed is taken away again: of the tables that hold something, and no other.

Django empties every table after such a test, writes its list of models and rights anew, and on
PostgreSQL gives two hundred tables and their indexes new files: three tenths of a second for the
few rows of a test.
"""

from __future__ import annotations

from functools import cache
from typing import Final

KEPT: Final = {"django_content_type", "auth_permission"}  # of the code; `migrate` has written them


def empty_tables() -> None:
    """Delete all rows that tests have written, on the database of the tests."""
    from django.core.management.color import no_style  # needs Django's apps
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute(_question())
        filled = [table for (table,) in cursor.fetchall()]
    if not filled:
        return
    if connection.vendor == "sqlite":
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), filled))
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Neither the order of the tables nor what forbids deleting counts where all goes.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in filled:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@cache
def _question() -> str:
    """A statement that gives the tables in which something stands."""
    from django.db import connection  # needs Django's apps

    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})"
        for name in sorted(set(names) - KEPT)
    )
