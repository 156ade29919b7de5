"""A closing under SIGKILL: `python -m tools.closing_kills [--kills=50] [--closers=4]`.

Processes close one month at once, on a new database; each dies by SIGKILL after a random statement,
and another takes its place, as a worker would, until the closing is finished. Afterwards every
organisation must have exactly one invoice, one document and one mail, every portion must be billed
once, and the numbers must be 1 … n. On SQLite a file, on PostgreSQL a database of the cluster of
TERAKOYA_DATABASE. The last line is JSON; 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

from django.urls import get_resolver

from .bench.database import kind
from .document_numbers import new_database

EACH: Final = 6  # organisations for each kill, so that there is always something left to bill
STATEMENTS: Final = 120  # of which a closer dies after one by chance
MOST_RUNS: Final = 20  # for each kill, before it is said that a closing does not come to its end
MONTH: Final = dt.date(2027, 1, 1)
BEGIN: Final = dt.datetime(2027, 2, 1, 3, 0, tzinfo=dt.UTC)
# Longer than a lease of the closing, so that whoever comes next does not wait for the dead.
APART: Final = dt.timedelta(minutes=3)


def main() -> int:
    """Close, die, compare; the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--closers", type=int, default=4)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with new_database():
        get_resolver().reverse_dict  # noqa: B018 - loads the pages, whose addresses mails tell
        number = chosen.kills * EACH
        _apart(lambda: _sell(number))
        told = _play(chosen.kills, chosen.closers, chosen.seed)
        told |= {"database": kind(), "organisations": number, "closers": chosen.closers}
        told |= _compare(number)
    print(json.dumps(told))
    return 1 if told["findings"] else 0


def _apart(work: Callable[[], None]) -> None:
    """Work in a process of its own: a pool of connections does not live on in forked ones."""
    process = os.fork()
    if not process:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    _pid, status = os.waitpid(process, 0)
    if status:
        raise RuntimeError(f"ended with {status}")


def _sell(number: int) -> None:
    """Make organisations with seats, some with a manuscript too, and ask for the closing."""
    from terakoya.portal.billing.services.closing import ask_closing
    from terakoya.portal.billing.tests.sold import customer, sold
    from terakoya.portal.common import clock

    with clock.fixed_at(BEGIN - dt.timedelta(days=1)):
        for count in range(number):
            owner = customer(f"株式会社みほん{count}")
            sold(owner, "2027-01-10", manuscript=98_000 if count % 3 == 0 else 0)
    with clock.fixed_at(BEGIN):
        ask_closing(by=None, month=MONTH)


def _play(kills: int, closers: int, seed: int) -> dict[str, Any]:
    """Let closers work and die until the closing is finished; how many died and ended."""
    chance = Random(seed)  # noqa: S311 - no secret
    running: set[int] = set()
    ended: Counter[str] = Counter()
    begun = 0
    while not ended["through"] or running:
        while not ended["through"] and len(running) < closers:
            begun += 1
            if begun > kills * MOST_RUNS:
                raise RuntimeError("the closing does not come to its end")
            dies = chance.randrange(1, STATEMENTS) if ended["kills"] < kills else 0
            running.add(_begin(BEGIN + begun * APART, dies))
        process, status = os.wait()
        running.discard(process)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            ended["kills"] += 1
        elif os.waitstatus_to_exitcode(status) == 0:
            ended["through"] += 1
        else:
            ended["gave way"] += 1
    return {"kills": ended["kills"], "runs": begun, "through": ended["through"]}


def _begin(now: dt.datetime, dies: int) -> int:
    """A closer that dies after so many statements (0: never); its process."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        status = _close(now, dies)
    finally:
        os._exit(status)
    raise AssertionError


def _close(now: dt.datetime, dies: int) -> int:
    """Close as the worker does; 0 where nothing is left to do, 2 where others were at it."""
    from django.db import connection

    from terakoya.portal.billing.services.closing import close_month
    from terakoya.portal.common import clock

    with clock.fixed_at(now), connection.execute_wrapper(_dying_after(dies)):
        outcome = close_month(month=MONTH)
    return 0 if outcome.is_through and not outcome.failed else 2


def _dying_after(statements: int) -> Callable[..., Any]:
    left = statements

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        answer = execute(sql, params, many, context)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return run


def _compare(number: int) -> dict[str, Any]:
    """What there is against what there must be."""
    from terakoya.portal.audit.models import AuditEntry, WaitingEntry
    from terakoya.portal.billing.models import Invoice, InvoiceLine, MonthClosing
    from terakoya.portal.delivery.models import Counter as Series
    from terakoya.portal.delivery.models import OutboxMessage
    from terakoya.portal.documents.models import IssuedDocument
    from terakoya.portal.orders.models import OrderLine

    noted = {"verb": "billing.invoice_issued"}
    counts = {
        "invoices": Invoice.objects.count(),
        "of different organisations": Invoice.objects.values("organisation").distinct().count(),
        "documents": IssuedDocument.objects.count(),
        "mails": OutboxMessage.objects.count(),
        "entries of the log": AuditEntry.objects.filter(**noted).count()
        + WaitingEntry.objects.filter(**noted).count(),
        "the counter": Series.objects.get(name__startswith="documents.invoice.").value,
    }
    findings = [f"{what}: {found} of {number}" for what, found in counts.items() if found != number]
    findings += list(_gaps(IssuedDocument.objects.order_by("serial").values_list("serial")))
    lines, billed = OrderLine.objects.count(), InvoiceLine.objects.count()
    if lines != billed:
        findings.append(f"lines: {billed} of {lines}")
    if MonthClosing.objects.filter(finished_at=None).exists():
        findings.append("the closing is not finished")
    return {"invoices": counts["invoices"], "findings": findings}


def _gaps(serials: Any) -> Iterator[str]:
    for wanted, (serial,) in enumerate(serials, 1):
        if serial != wanted:
            yield f"{serial} stands where {wanted} must"


if __name__ == "__main__":
    sys.exit(main())
