"""`manage.py publish_courses [DIR]`: publish every course folder; unchanged ones stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...errors import NotPublishable
from ...services import publish_course


class Command(BaseCommand):
    """Publish the courses of a directory."""

    help = "Publish every course folder of a directory (default: the courses of this project)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The directory."""
        parser.add_argument("directory", nargs="?", type=Path, default=settings.COURSES)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Publish; say of each course that it begins, and what was published."""
        directory: Path = options["directory"]
        if not directory.is_dir():
            raise CommandError(f"{directory} is no folder. Name the folder that holds the courses.")
        folders = sorted(path.parent for path in directory.glob("*/course.yaml"))
        if not folders:
            raise CommandError(
                f"{directory} holds no course. A course is a folder with a course.yaml in it."
            )
        for number, folder in enumerate(folders, 1):
            self.stdout.write(f"Publishing {folder.name} ({number} of {len(folders)}) …")
            self.stdout.flush()  # a large course takes a while
            try:
                revision = publish_course(folder=folder)
            except NotPublishable as error:
                raise CommandError("\n".join([str(error), *error.details["findings"]])) from error
            self.stdout.write(f"{folder.name} {revision.version} {revision.revision_id[:12]}")
