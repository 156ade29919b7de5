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
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import django

ORGANISATIONS: Final = 20_000
MONTH: Final = "2027-01"
WORKERS: Final = 2


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

    from terakoya.portal.billing.models import Invoice
    from terakoya.portal.billing.tests.sold import close
    from terakoya.portal.documents.models import DocumentFile
    from terakoya.portal.documents.services import make_waiting_files

    def make_files() -> None:
        while make_waiting_files():
            pass

    call_command("migrate", verbosity=0)
    _in_processes(1, lambda: _sell(number))  # what comes before is not measured
    _measured("dry run", 1, _try_closing)
    _measured("closing", 1, lambda: close(MONTH))
    _measured("PDFs", WORKERS, make_files)
    print(f"{Invoice.objects.count()} invoices, {DocumentFile.objects.count()} PDFs")


def _sell(number: int) -> None:
    """Let so many organisations apply on the tenth of the month."""
    from django.db import transaction

    from terakoya.portal.billing.tests.sold import customer, sold

    with transaction.atomic():
        for count in range(number):
            owner = customer(f"株式会社みほん{count}")
            sold(owner, f"{MONTH}-10", manuscript=98_000 if count % 3 == 0 else 0)


def _try_closing() -> None:
    """Write every invoice of the month and keep none."""
    from terakoya.portal.billing.due_lines import due_organisations
    from terakoya.portal.billing.invoice_words import invoice_content
    from terakoya.portal.billing.tests.sold import day

    first = day(f"{MONTH}-01")
    for due in due_organisations(first):
        invoice_content(due, first)


def _measured(what: str, processes: int, work: Callable[[], object]) -> None:
    """Do it in processes of its own; print seconds by the clock, of the processor, and memory."""
    began = time.monotonic()
    used = _in_processes(processes, work)
    spent = sum(one.ru_utime + one.ru_stime for one in used)
    most = max(one.ru_maxrss for one in used) // 1024
    print(
        f"{what} by {processes}: {time.monotonic() - began:.1f} s ({spent:.1f} s of processor), "
        f"a process at most {most} MB",
        flush=True,
    )


def _in_processes(number: int, work: Callable[[], object]) -> list[resource.struct_rusage]:
    """Let so many processes do the same; what each has used. Raises `RuntimeError`."""
    from django.db import connections

    connections.close_all()  # none is shared with a process that follows
    running = []
    for _each in range(number):
        process = os.fork()
        if not process:
            _work_and_leave(work)
        running.append(process)
    ended = [os.wait4(process, 0) for process in running]
    if any(status for _process, status, _used in ended):
        raise RuntimeError("a process has failed")
    return [used for _process, _status, used in ended]


def _work_and_leave(work: Callable[[], object]) -> NoReturn:
    status = 1
    try:
        work()
        status = 0
    except Exception:
        traceback.print_exc()
    os._exit(status)


if __name__ == "__main__":
    main()
