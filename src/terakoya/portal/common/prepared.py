"""Queries that nearly every request makes, built once a thread.

The ORM takes five to twenty times as long to build such a query as the database takes to answer
it. A `Prepared` is written as any queryset, with `Given` in the place of each value, and gives
the same rows. Everything else in the queryset is kept for ever as it was built: never write a
moment, a day or an id into it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Generic, TypeVar, cast

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Given(Expression):
    """A value that comes with each run, by its name."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name: Final = name

    def as_sql(
        self,
        compiler: SQLCompiler,  # noqa: ARG002 - an expression is asked in this form
        connection: BaseDatabaseWrapper,  # noqa: ARG002
    ) -> tuple[str, tuple[Any, ...]]:
        """A place for the value; the expression itself stands for it in the parameters."""
        return "%s", (self,)


class Prepared(Generic[Row]):
    """A queryset with `Given` values, compiled at its first use in a thread."""

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._local = threading.local()

    def all(self, **values: Any) -> list[Row]:
        """The rows for these values."""
        return self._compiled().run(values)

    def first(self, **values: Any) -> Row | None:
        """The first row for these values, or `None`; reads all, so build it to give few."""
        rows = self.all(**values)
        return rows[0] if rows else None

    def _compiled(self) -> _Compiled[Row]:
        known: _Compiled[Row] | None = getattr(self._local, "compiled", None)
        if known is None or not known.is_usable:
            known = self._local.compiled = _Compiled(self._build())
        return known


class _Compiled(Generic[Row]):
    """A queryset whose compiler answers with the statement it made first."""

    def __init__(self, queryset: QuerySet[Any, Row]) -> None:
        self._queryset = queryset
        self._connection = connections[queryset.db]
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, self._parameters = compiler.as_sql()
        self._values: list[Any] = []
        converters = compiler.get_converters([one[0] for one in compiler.select])
        # What follows is Django's own reading of rows; only the building is left out.
        compiler.as_sql = lambda *_a, **_k: (sql, self._values)
        compiler.get_converters = lambda _expressions: converters
        queryset.query.get_compiler = lambda *_a, **_k: compiler  # type: ignore[method-assign]

    @property
    def is_usable(self) -> bool:
        """Whether it belongs to the thread's present connection."""
        return connections[self._queryset.db] is self._connection

    def run(self, values: Mapping[str, Any]) -> list[Row]:
        """Read the rows for these values."""
        self._values = [
            one.output_field.get_db_prep_value(values[one.name], self._connection)
            if isinstance(one, Given)
            else one
            for one in self._parameters
        ]
        return list(cast(Iterable[Row], self._queryset._iterable_class(cast(Any, self._queryset))))
