"""Which migrations a database has had, and whether this version can go on from there.

One migration may stand for many that are no longer kept (record 0104). A database that has had all
of them, or none, goes on; one that has had some was left by a version too old for this one.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.migrations.loader import MigrationLoader

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

    def too_old(self, done: Collection[Step]) -> list[Step]:
        """The migrations on the way to this version that are kept no longer, and not done."""
        return [
            one
            for step, replaced in self._replaced.items()
            if step not in done and any(old in done for old in replaced)
            for one in replaced
            if one not in done
        ]
