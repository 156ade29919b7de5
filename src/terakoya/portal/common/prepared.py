"""Statements that nearly every request makes, built once a thread.

The ORM takes five to twenty times as long to build such a query as the database takes to answer
it. A `Prepared` is written as any queryset, with `Given` in the place of each value, and gives
the same rows. Everything else in the queryset is kept for ever as it was built: never write a
moment, a day or an id into it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Generic, Protocol, TypeVar, cast

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Expression, Field, Model, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler, SQLInsertCompiler

Row = TypeVar("Row")
Written = TypeVar("Written", bound=Model)
MOST_ROWS: Final = 200  # in one statement
FEW_ROWS: Final = 8  # so many that their statement is worth keeping
_NEW: Final = "new "  # before the name of a field, so that it differs from any condition's


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

    def value_in(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """The value as the database takes it in a condition."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


class _Written(Given):
    """A value to be written."""

    def value_in(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """The value as the database keeps it."""
        return self.output_field.get_db_prep_save(values[self.name], connection)


def _filled(
    parameters: Iterable[Any], values: Mapping[str, Any], connection: BaseDatabaseWrapper
) -> list[Any]:
    return [
        one.value_in(values, connection) if isinstance(one, Given) else one for one in parameters
    ]


class Prepared(Generic[Row]):
    """A queryset with `Given` values, compiled at its first use in a thread."""

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._compiled = _PerThread(lambda: _Compiled(build()))

    def all(self, **values: Any) -> list[Row]:
        """The rows for these values."""
        return self._compiled().run(values)

    def first(self, **values: Any) -> Row | None:
        """The first row for these values, or `None`; reads all, so build it to give few."""
        rows = self.all(**values)
        return rows[0] if rows else None


class _OfConnection(Protocol):
    """A statement that was compiled for one connection."""

    @property
    def is_usable(self) -> bool: ...


Statement = TypeVar("Statement", bound=_OfConnection)


class _PerThread(Generic[Statement]):
    """A statement compiled at its first use in a thread, and anew for another connection."""

    def __init__(self, compiled: Callable[[], Statement]) -> None:
        self._compile = compiled
        self._local = threading.local()

    def __call__(self) -> Statement:
        known: Statement | None = getattr(self._local, "statement", None)
        if known is None or not known.is_usable:
            known = self._local.statement = self._compile()
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
        self._values = _filled(self._parameters, values, self._connection)
        return list(cast(Iterable[Row], self._queryset._iterable_class(cast(Any, self._queryset))))


class PreparedInsert(Generic[Written]):
    """Writes new rows by a statement that is compiled at its first use in a thread.

    With `unique_fields` a row that is there already gets the new values of `update_fields`; with
    `skips_known` a row that has a unique value in common with the new one stays as it is. Sends
    no signals and gives the objects no ids.
    """

    def __init__(
        self,
        model: type[Written],
        *,
        unique_fields: Sequence[str] = (),
        update_fields: Sequence[str] = (),
        skips_known: bool = False,
    ) -> None:
        self._model = model
        self._unique, self._updated = unique_fields, update_fields
        self._skips_known = skips_known
        self._local = threading.local()

    def insert(self, objects: Iterable[Written]) -> set[Any]:
        """Write the rows; one statement for up to 200 of them, none for none.

        Where known rows are skipped, the primary keys of those written are returned.
        """
        fields, alias = self._fields, router.db_for_write(self._model)
        connection = connections[alias]
        rows = [
            [field.get_db_prep_save(field.pre_save(one, add=True), connection) for field in fields]
            for one in objects
        ]
        written: set[Any] = set()
        for first in range(0, len(rows), MOST_ROWS):
            part = rows[first : first + MOST_ROWS]
            values = [value for row in part for value in row]
            with connection.cursor() as cursor:
                cursor.execute(self._sql(alias, len(part)), values)
                if self._skips_known:
                    written.update(self._key.to_python(key) for (key,) in cursor.fetchall())
        return written

    @property
    def _key(self) -> Field[Any, Any]:
        return self._model._meta.pk

    @cached_property
    def _fields(self) -> list[Field[Any, Any]]:
        return [one for one in self._model._meta.concrete_fields if not isinstance(one, AutoField)]

    def _sql(self, alias: str, count: int) -> str:
        known: dict[tuple[str, int], str] = self._local.__dict__.setdefault("known", {})
        sql = known.get((alias, count)) or self._built(alias, count)
        if count <= FEW_ROWS:
            known[alias, count] = sql
        return sql

    def _built(self, alias: str, count: int) -> str:
        known = OnConflict.IGNORE if self._skips_known else None
        query = InsertQuery(
            self._model,
            on_conflict=OnConflict.UPDATE if self._unique else known,
            unique_fields=self._named(self._unique),
            update_fields=self._named(self._updated),
        )
        query.insert_values(self._fields, [self._model() for _ in range(count)])
        # Not PostgreSQL's own compiler, which gives whole columns to UNNEST.
        compiler = SQLInsertCompiler(query, connections[alias], alias)
        ((sql, _values),) = compiler.as_sql()
        if not self._skips_known:
            return sql
        # Django's compiler returns nothing of a statement that may skip rows.
        column = connections[alias].ops.quote_name(str(self._key.column))
        return f"{sql} RETURNING {column}"

    def _named(self, names: Sequence[str]) -> list[Any]:
        return [self._model._meta.get_field(name) for name in names]


class PreparedUpdate(Generic[Written]):
    """Writes some fields of rows by a statement that is compiled at its first use in a thread.

    As a queryset's `update()`, the queryset being written with `Given` in the place of each value.
    """

    def __init__(self, build: Callable[[], QuerySet[Written]], *, fields: Sequence[str]) -> None:
        self._names = fields
        self._compiled = _PerThread(lambda: _CompiledUpdate(build(), fields))

    def update(self, new: Mapping[str, Any], **values: Any) -> int:
        """Write new values of the fields; how many rows there were for these `values`."""
        return self._compiled().run({**values, **{_NEW + name: new[name] for name in self._names}})


class _CompiledUpdate:
    """The statement of an update, and what has its place in it."""

    def __init__(self, rows: QuerySet[Any], names: Sequence[str]) -> None:
        self._alias = router.db_for_write(rows.model)
        self._connection = connections[self._alias]
        query = cast(UpdateQuery, rows.query.chain(UpdateQuery))
        fields = [cast("Field[Any, Any]", rows.model._meta.get_field(name)) for name in names]
        query.add_update_values(
            {field.name: _Written(_NEW + field.name, field) for field in fields}
        )
        self._sql, self._parameters = query.get_compiler(using=self._alias).as_sql()

    @property
    def is_usable(self) -> bool:
        """Whether it belongs to the thread's present connection."""
        return connections[self._alias] is self._connection

    def run(self, values: Mapping[str, Any]) -> int:
        """Write for these values."""
        with self._connection.cursor() as cursor:
            cursor.execute(self._sql, _filled(self._parameters, values, self._connection))
            count: int = cursor.rowcount
        return count


def plain_rows(values: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` as the driver gives them: for whole numbers and texts alone.

    Nothing is converted, which for thousands of sums takes longer than reading them.
    """
    connection = connections[values.db]
    with connection.cursor() as cursor:
        cursor.execute(*values.query.get_compiler(values.db).as_sql())
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
