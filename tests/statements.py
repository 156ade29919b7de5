"""Counting SQL statements; transaction control is left out, since it asks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect the statements of a block; the list is filled when the block has ended."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield found
    found += [query["sql"] for query in queries if not query["sql"].startswith(_CONTROL)]
