"""`manage.py backup DEST`: database and files in one verified file, while the portal runs."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ....common.file_modes import write_privately
from ....delivery.job_notes import note_backup
from ...backups.errors import BackupRefused
from ...backups.manifest import Manifest
from ...backups.snapshot import make_backup, verify_backup


class Command(BaseCommand):
    """Keys are never in it: not the secret key, not those of surveys, not the audit log's."""

    help = "Writes a backup of database and files, and reads it back; or verifies one."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "destination",
            type=Path,
            metavar="DEST",
            help="a folder, or a new file that ends in .tar",
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="leave the newest N in the folder"
        )
        parser.add_argument(
            "--verify", action="store_true", help="DEST is a backup: read it, and write nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        write_privately()
        path: Path = options["destination"]
        try:
            if options["verify"]:
                self.stdout.write(f"{path} is whole. {_about(verify_backup(path))}")
                return
            self._make(path, options["keep"])
        except BackupRefused as error:
            raise CommandError(str(error)) from None

    def _make(self, path: Path, keep: int | None) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep must be 1 or more.")
        if keep is not None and path.suffix == ".tar" and not path.is_dir():
            raise CommandError("--keep needs a folder as DEST, whose oldest backups go.")
        made = make_backup(path, keep=keep)
        with suppress(OSError):  # the backup is whole, even where this cannot be kept
            note_backup()
        self.stdout.write(f"{made.path} ({made.path.stat().st_size / 1e6:.1f} MB) is written.")
        self.stdout.write(_about(made.manifest))
        for old in made.removed:
            self.stdout.write(f"{old} is deleted.")


def _about(manifest: Manifest) -> str:
    rows = sum(manifest.tables.values())
    return (
        f"Made {manifest.made_at} by version {manifest.version} from {manifest.server}: "
        f"{rows} rows in {len(manifest.tables)} tables, {len(manifest.parts) - 1} files."
    )
