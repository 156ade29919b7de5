"""`manage.py retention`: deletes what has its time over, as the worker does, or lists it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ...retention.runs import count_due, run_retention


class Command(BaseCommand):
    """Needed by nobody while a worker runs; for a look beforehand, and for the first long run."""

    help = "Deletes what has its time over, or lists how much that is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="delete nothing, only count")
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        counts = count_due() if options["dry_run"] else run_retention(seconds=None)
        if options["json"]:
            told = {"schema": 1, "dry_run": options["dry_run"], "rows": counts}
            self.stdout.write(json.dumps(told))
            return
        word = "would go" if options["dry_run"] else "are deleted"
        for name, number in counts.items():
            if number:
                self.stdout.write(f"{name}: {number} {word}")
        if not any(counts.values()):
            self.stdout.write("Nothing has its time over.")
