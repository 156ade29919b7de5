"""Which migrations a database has had, and how one of an earlier release comes up to this one.

One migration may stand for many (record 0104). A new database begins with it and never reads
those; they stay in `migrations/earlier/`, for a database that has had some of them.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder

Step = tuple[str, str]  # app label, name


class SchemaHistory:
    """The migrations of this version, and those that they stand for."""

    def __init__(self) -> None:
        disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
        self._replaced: dict[Step, list[Step]] = {
            step: list(migration.replaces) for step, migration in disk.items()
        }

    def known(self) -> set[Step]:
        """All that this version can take for done."""
        return {*self._replaced, *(step for steps in self._replaced.values() for step in steps)}

    def pending(self, done: Collection[Step]) -> list[Step]:
        """What a database still waits for."""
        return [
            step
            for step, replaced in self._replaced.items()
            if step not in done and not (replaced and all(one in done for one in replaced))
        ]

    def is_between(self, done: Collection[Step]) -> bool:
        """Whether a database has had some, not all, of what one migration stands for."""
        return any(
            step not in done
            and any(one in done for one in replaced)
            and not all(one in done for one in replaced)
            for step, replaced in self._replaced.items()
        )


class EveryStep(MigrationLoader):
    """All migrations there ever were, each by itself.

    One that stands for many makes nothing here: it comes after them, so that what names it finds
    it. Without that, migrations that one app has had by itself and another has not would depend
    on one another in a circle.
    """

    def load_disk(self) -> None:
        super().load_disk()
        assert self.disk_migrations is not None
        for step, migration in list(self.disk_migrations.items()):
            if not migration.replaces:
                continue
            for one in migration.replaces:
                self.disk_migrations[one] = _earlier(*one, package=type(migration).__module__)
            self.disk_migrations[step] = _standing_after(migration)


def bring_up(connection: BaseDatabaseWrapper) -> None:
    """Give a database that is between two states every step that it has not had."""
    executor = _StepByStep(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


class _StepByStep(MigrationExecutor):
    """Django's own, which without its loader cannot even begin on such a database."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.loader = EveryStep(connection)
        self.recorder = MigrationRecorder(connection)
        self.progress_callback = None


def _earlier(app_label: str, name: str, *, package: str) -> Migration:
    module = import_module(f"{package.rpartition('.')[0]}.earlier.{name}")
    migration: Migration = module.Migration(name, app_label)
    return migration


def _standing_after(migration: Migration) -> Migration:
    after = {"dependencies": list(migration.replaces)}
    marker: type[Migration] = type("Migration", (Migration,), after)
    return marker(migration.name, migration.app_label)
