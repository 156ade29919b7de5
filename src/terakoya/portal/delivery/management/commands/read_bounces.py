"""`manage.py read_bounces`: reads what came back, and notes the addresses that do not exist."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from terakoya.portal.delivery.mailboxes import (
    MOST_BYTES,
    Reading,
    read_configured,
    read_maildir,
    read_mbox,
    take_message,
)


class Command(BaseCommand):
    """A mail server may also hand each message over by a pipe."""

    help = "Reads bounces from a maildir, an mbox file, standard input, or as the settings say."

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--maildir", type=Path, metavar="FOLDER")
        where.add_argument("--mbox", type=Path, metavar="FILE")
        where.add_argument("--pipe", action="store_true", help="one message on standard input")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            found = _read(options)
        except (OSError, ValueError) as error:
            raise CommandError(f"read_bounces: {error}") from error
        self.stdout.write(f"read_bounces: {found.read} read, {found.returned} came back")


def _read(options: dict[str, Any]) -> Reading:
    if options["maildir"]:
        if not (options["maildir"] / "new").is_dir():
            raise ValueError(f"{options['maildir']} is no maildir: it has no folder new")
        return read_maildir(options["maildir"])
    if options["mbox"]:
        if not options["mbox"].is_file():
            raise ValueError(f"there is no file {options['mbox']}")
        return read_mbox(options["mbox"])
    if options["pipe"]:
        return Reading(1, int(take_message(sys.stdin.buffer.read(MOST_BYTES))))
    return read_configured()
