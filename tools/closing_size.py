"""What closing a month costs: `python -m tools.closing_size [ORGANISATIONS]`, on a new database.

SQLite in a temporary folder, or the empty database of TERAKOYA_DATABASE. Every organisation has a
contract holder, a contract and, each third, a manuscript. Prints time by the clock and of the
processor, and memory; the figures in docs/bench.md come from here.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import django

ORGANISATIONS: Final = 20_000
MONTH: Final = "2027-01"
WORKERS: Final = 2
_WHO: Final = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def main() -> None:
    """Close one month for so many organisations, and make all PDFs."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else ORGANISATIONS
    with tempfile.TemporaryDirectory(prefix="terakoya-closing-") as name:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
            "TERAKOYA_VAR": f"{name}/var",
        }
        Path(name, "var").mkdir()
        django.setup()
        _play(number)


def _play(number: int) -> None:
    from django.core.management import call_command
    from django.db import transaction

    from terakoya.portal.billing.due_lines import due_organisations
    from terakoya.portal.billing.invoice_words import invoice_content
    from terakoya.portal.billing.models import Invoice
    from terakoya.portal.billing.tests.sold import close, customer, day, sold
    from terakoya.portal.documents.models import DocumentFile
    from terakoya.portal.documents.services import make_waiting_files

    call_command("migrate", verbosity=0)
    with transaction.atomic():  # what comes before is not measured
        for count in range(number):
            owner = customer(f"株式会社みほん{count}")
            sold(owner, f"{MONTH}-10", manuscript=98_000 if count % 3 == 0 else 0)
    first = day(f"{MONTH}-01")
    with _timed("dry run"):
        for due in due_organisations(first):
            invoice_content(due, first)
    with _timed("closing"):
        close(MONTH)
    with _timed(f"PDFs by {WORKERS} workers"):
        _by_workers(make_waiting_files)
    print(f"{Invoice.objects.count()} invoices, {DocumentFile.objects.count()} PDFs")
    most = max(resource.getrusage(who).ru_maxrss for who in _WHO)
    print(f"a process at most {most // 1024} MB")


def _by_workers(make: Callable[[], int]) -> None:
    """Let processes, as many as workers, make files until none waits."""
    from django.db import connections

    connections.close_all()  # none is shared with a process that follows
    running = []
    for _worker in range(WORKERS):
        process = os.fork()
        if not process:
            while make():
                pass
            os._exit(0)
        running.append(process)
    for process in running:
        _pid, status = os.waitpid(process, 0)
        if status:
            raise RuntimeError(f"a worker ended with {status}")


def _processor() -> float:
    """Seconds of the processor spent so far, by this process and those that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began, cpu = time.monotonic(), _processor()
    yield
    spent = _processor() - cpu
    print(f"{what}: {time.monotonic() - began:.1f} s ({spent:.1f} s of processor)", flush=True)


if __name__ == "__main__":
    main()
