"""`manage.py migrate`, which brings a database of any earlier release up by itself."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from ...schema_history import SchemaHistory, bring_up


class Command(MigrateCommand):
    """Django's own, which alone goes astray where a database has had some of a squashed list."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if SchemaHistory().is_between(MigrationRecorder(connection).applied_migrations()):
            bring_up(connection)
        super().handle(*args, **options)
