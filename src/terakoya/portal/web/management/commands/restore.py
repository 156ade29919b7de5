"""`manage.py restore FILE`: database and files as they were; the portal must be stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ....common.file_modes import write_privately
from ...backups.errors import BackupRefused
from ...backups.restoration import restore_backup


class Command(BaseCommand):
    """Refuses a place where people are already, unless told, and a portal that runs."""

    help = "Brings a backup back, and says what is to be done next."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, metavar="FILE", help="what manage.py backup wrote")
        parser.add_argument(
            "--replace", action="store_true", help="also where data are; the old ones are put aside"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        write_privately()
        try:
            restored = restore_backup(options["source"], replace=options["replace"])
        except BackupRefused as error:
            raise CommandError(f"{error} Nothing was changed.") from None
        manifest = restored.manifest
        self.stdout.write(
            f"Restored: the state of {manifest.made_at}, {sum(manifest.tables.values())} rows in "
            f"{len(manifest.tables)} tables, {restored.files} files."
        )
        for number, step in enumerate(restored.next_steps, start=1):
            self.stdout.write(f"{number}. {step}")
