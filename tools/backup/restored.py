"""`python -m tools.backup.restored BACKUP LEDGERS`: restore a backup and look at what is there.

In one process, since each start of one costs a second of a core.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections

from terakoya.portal.common import garbage

from ..kill.compare import compared
from .rows import hashed_rows


def main() -> None:
    """Print what the comparison with the ledgers finds, and the hashed rows, as JSON."""
    backup, ledgers = sys.argv[1:]
    garbage.pause()
    django.setup()
    call_command("restore", backup, stdout=sys.stderr)
    connections.close_all()  # they know the database that was there before
    rows = hashed_rows()
    found = compared(json.loads(Path(ledgers).read_text("utf-8")))
    print(json.dumps({**found, "rows": rows}, ensure_ascii=False))


if __name__ == "__main__":
    main()
