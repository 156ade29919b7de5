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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import django

ORGANISATIONS: Final = 20_000
MONTH: Final = "2027-01"


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

    from terakoya.portal.billing.due_lines import due_organisations
    from terakoya.portal.billing.invoice_words import invoice_content
    from terakoya.portal.billing.models import Invoice
    from terakoya.portal.billing.tests.sold import close, customer, day, sold
    from terakoya.portal.documents.models import DocumentFile
    from terakoya.portal.documents.services import make_waiting_files

    call_command("migrate", verbosity=0)
    for count in range(number):
        owner = customer(f"株式会社みほん{count}")
        sold(owner, f"{MONTH}-10", manuscript=98_000 if count % 3 == 0 else 0)
    first = day(f"{MONTH}-01")
    with _timed("dry run"):
        for due in due_organisations(first):
            invoice_content(due, first)
    with _timed("closing"):
        close(MONTH)
    with _timed("PDFs"):
        while make_waiting_files():
            pass
    print(f"{Invoice.objects.count()} invoices, {DocumentFile.objects.count()} PDFs")
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began, cpu = time.monotonic(), time.process_time()
    yield
    spent = time.process_time() - cpu
    print(f"{what}: {time.monotonic() - began:.1f} s ({spent:.1f} s of processor)", flush=True)


if __name__ == "__main__":
    main()
