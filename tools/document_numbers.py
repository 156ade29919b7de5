"""Gapless numbers under SIGKILL: `python -m tools.document_numbers [--kills=50] [--writers=16]`.

Processes issue invoices at once, on a new database; each dies now and then by SIGKILL in the
middle of a transaction, and another takes its place. Afterwards the serials must be 1 … n, the
counter n, and whatever a writer was told must be there. On SQLite a file, on PostgreSQL a
database of the cluster of TERAKOYA_DATABASE. The last line is JSON; 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

import django

from terakoya.portal.common import garbage

from . import migrated
from .bench.database import VARIABLE, kind, own_database

# Statements after which a writer dies, in turn; the last two are before and after COMMIT.
PLACES: Final = ("first", "number", "row", "commit", "after")
DYING: Final = 0.15  # of the transactions
EACH: Final = 5  # documents that a writer issues when nobody needs to die any more


def main() -> int:
    """Write, die, compare; the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--writers", type=int, default=16)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with new_database():
        told = _play(chosen.kills, chosen.writers, chosen.seed)
    print(json.dumps(told))
    return 1 if told["findings"] else 0


@contextmanager
def new_database() -> Iterator[None]:
    """A migrated database of our own, and Django on it."""
    with tempfile.TemporaryDirectory(prefix="terakoya-documents-") as name, own_database() as given:
        var = Path(name) / "var"
        var.mkdir()
        if not given:
            migrated.copy_to(var / "documents.sqlite3")
            given = {VARIABLE: f"sqlite:///{var / 'documents.sqlite3'}"}
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
            "TERAKOYA_VAR": str(var),
            **given,
        }
        garbage.pause()  # `web/apps.py` ends it
        django.setup()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def _play(kills: int, writers: int, seed: int) -> dict[str, Any]:
    ledger = Path(os.environ["TERAKOYA_VAR"]) / "told"
    chance = Random(seed)  # noqa: S311 - no secret
    running: set[int] = set()
    died: Counter[str] = Counter()
    while running or died.total() < kills:
        needed = died.total() < kills
        while needed and len(running) < writers:
            running.add(_begin(chance.randrange(1 << 30), ledger))
        process, status = os.wait()
        running.discard(process)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            died["kills"] += 1
        elif status != 0:
            raise RuntimeError(f"a writer ended with {status}")
        if died.total() >= kills:
            (ledger.parent / "enough").touch()
    return _compare(ledger, kills=died.total(), writers=writers)


def _begin(seed: int, ledger: Path) -> int:
    """Another writer; its process."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        _write(Random(seed), ledger)  # noqa: S311 - no secret
        status = 0
    finally:
        os._exit(status)
    raise AssertionError


def _write(chance: Random, ledger: Path) -> None:
    """Issue documents until it is enough, and die meanwhile."""
    from django.db import connection, transaction

    from terakoya.portal.documents.choices import DocumentKind
    from terakoya.portal.documents.services import issue_document
    from terakoya.portal.documents.tests.examples import INVOICE

    issued = 0
    while issued < EACH or not (ledger.parent / "enough").exists():
        place = chance.choice(PLACES) if chance.random() < DYING else ""
        if (ledger.parent / "enough").exists():
            place = ""
        with connection.execute_wrapper(_dying_at(place)), transaction.atomic():
            document = issue_document(
                kind=DocumentKind.INVOICE, organisation=None, content=INVOICE, key=uuid.uuid4().hex
            )
            if place == "commit":
                _die()
        issued += 1
        with ledger.open("a") as told:
            told.write(f"{document.serial} {document.key}\n")
        if place == "after":
            _die()


def _dying_at(place: str) -> Callable[..., Any]:
    """Die after the statement that begins, takes the number, or writes the row."""
    marks = {"first": "", "number": "delivery_counter", "row": 'INTO "documents_issued'}

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if place in marks and marks[place] in sql:
            _die()
        return answer

    return run


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _compare(ledger: Path, *, kills: int, writers: int) -> dict[str, Any]:
    """What is there against what was told."""
    from terakoya.portal.delivery.models import Counter as Series
    from terakoya.portal.documents.models import IssuedDocument

    rows = dict(IssuedDocument.objects.order_by("serial").values_list("serial", "key"))
    told = dict(line.split() for line in ledger.read_text().splitlines())
    count = Series.objects.get(name__startswith="documents.invoice.").value
    findings = [f"{one} is missing" for one in range(1, len(rows) + 1) if one not in rows]
    if count != len(rows):
        findings.append(f"the counter says {count} of {len(rows)}")
    lost = (one for one, key in told.items() if rows.get(int(one)) != key)
    findings += [f"{one} was told and is not there" for one in lost]
    return {
        "database": kind(),
        "writers": writers,
        "kills": kills,
        "documents": len(rows),
        "told": len(told),
        "findings": findings,
    }


if __name__ == "__main__":
    sys.exit(main())
