"""`manage.py migrate`, which says so where a database is too old for this version."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from ...schema_history import SchemaHistory


class Command(MigrateCommand):
    """Django's own; it alone would name a missing node, or pass over the app in silence."""

    def handle(self, *args: Any, **options: Any) -> None:
        recorder = MigrationRecorder(connections[options["database"]])
        missing = SchemaHistory().too_old(recorder.applied_migrations())
        if missing:
            raise CommandError(
                f"The database is too old for this version ({'.'.join(missing[0])} is not in it). "
                "→ Update to the version before first: docs/operating.md, A new version."
            )
        super().handle(*args, **options)
