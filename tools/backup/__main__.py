"""`python -m tools.backup --backups 3`: back up under load, restore elsewhere, compare."""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..bench.database import kind
from ..bench.journey import Rehearsal
from ..bench.server import FLAGSHIP, ROOT, SERVER_MODULE, Place, own_place, prepare, running
from ..kill.ledger import Ledger
from ..kill.play import play

MORE: Final = 25  # events that are called saved between two backups
# What a restore itself writes; everything else must be there row by row.
OWN: Final = {"audit_auditentry", "audit_auditpayload"}
Rows = Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """A backup, and what had been called saved when it began."""

    file: Path
    seconds: float
    saved: int
    ledgers: list[dict[str, Any]]


def main() -> int:
    """0: every backup holds all that had been saved; 1: not."""
    options = _options()
    with own_place(course=options.course) as place:
        known = prepare(place, learners=options.learners)
        with running(place, _command(place)):
            ledgers, taken = asyncio.run(_play(place, Rehearsal(known), options))
        taken.append(_take(place, ledgers, options.backups + 1))
        ours = _run(place, "tools.backup.rows")
        findings = [
            one
            for number, backup in enumerate(taken, 1)
            for one in _look(place, number, backup, ours if backup is taken[-1] else None)
        ]
    result = {
        "database": kind(),
        "backups": [{"seconds": one.seconds, "events_saved_before": one.saved} for one in taken],
        "events": _saved(ledgers),
        "finished": sum(one.is_finished for one in ledgers),
        "findings": findings,
    }
    print(json.dumps(result, ensure_ascii=False, indent=None if options.json else 1))
    return 1 if findings else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.backup", description=__doc__)
    parser.add_argument("--backups", type=int, default=3, help="while learners write")
    parser.add_argument("--learners", type=int, default=12)
    parser.add_argument("--concurrency", type=int, default=6, help="learners at a time")
    parser.add_argument("--course", type=Path, default=FLAGSHIP, help="the folder of a course")
    parser.add_argument("--json", action="store_true", help="one line for machines")
    return parser.parse_args()


def _command(place: Place) -> list[str]:
    numbers = ("--host=127.0.0.1", f"--port={place.port}", "--workers=2", "--threads=2")
    return [sys.executable, "-m", SERVER_MODULE, *numbers]


async def _play(
    place: Place, rehearsal: Rehearsal, options: argparse.Namespace
) -> tuple[list[Ledger], list[Taken]]:
    """Journeys in some lanes, and backups beside them until all are taken.

    A backup may take longer than all the others play, so the last learner waits for the last one.
    """
    waiting = list(range(len(rehearsal.learners)))
    ledgers: list[Ledger] = []
    taken: list[Taken] = []
    last_waits, last_begins = asyncio.Event(), asyncio.Event()

    async def lane() -> None:
        while waiting:
            number = waiting.pop(0)
            if not waiting and number:
                last_waits.set()
                await last_begins.wait()
            ledger = Ledger(rehearsal.learners[number]["enrolment"])
            ledgers.append(ledger)
            await play(rehearsal, number, place.base_url, ledger)

    async with asyncio.TaskGroup() as group:
        lanes = [group.create_task(lane()) for _ in range(options.concurrency)]
        while len(taken) < options.backups and not all(one.done() for one in lanes):
            await asyncio.sleep(0.1)
            others_done = last_waits.is_set() and sum(not one.done() for one in lanes) == 1
            if others_done or _saved(ledgers) >= (taken[-1].saved if taken else 0) + MORE:
                if len(taken) == options.backups - 1:
                    last_begins.set()
                taken.append(await asyncio.to_thread(_take, place, ledgers, len(taken) + 1))
        last_begins.set()
    return ledgers, taken


def _saved(ledgers: list[Ledger]) -> int:
    return sum(len(set(one.saved)) for one in ledgers)


def _take(place: Place, ledgers: list[Ledger], number: int) -> Taken:
    """Run `manage.py backup`; what was called saved is noted before."""
    before = {one.enrolment: deepcopy(one.as_json()) for one in list(ledgers)}
    saved = sum(len(set(one["saved"])) for one in before.values())
    file = place.var.parent / f"backup-{number}.tar"
    began = time.monotonic()
    place.manage("backup", str(file))
    seconds = round(time.monotonic() - began, 2)
    return Taken(file, seconds, saved, [_as_known(one, before) for one in list(ledgers)])


def _as_known(ledger: Ledger, before: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """A ledger of then. What was sent while the backup ran may be in it, and need not."""
    then = before.get(ledger.enrolment) or Ledger(ledger.enrolment).as_json()
    sent = {"sent": dict(ledger.sent), "survey": dict(ledger.survey)}
    return {**then, **sent, "is_finished": False}


def _look(origin: Place, number: int, backup: Taken, rows: Rows | None) -> list[str]:
    """Restore a backup into a place of its own, and compare it with the ledgers, or row by row."""
    with own_place(more=_keys(origin)) as place:
        path = place.var.parent / "ledgers.json"
        path.write_text(json.dumps(backup.ledgers), encoding="utf-8")
        restored = _run(place, "tools.backup.restored", str(backup.file), str(path))
        found = list(restored["findings"])
        found += [] if rows is None else _compare_rows(rows, restored["rows"])
        return [f"backup {number}: {one}" for one in found]


def _keys(origin: Place) -> dict[str, str]:
    """What an operator keeps apart from backups, and brings back by hand."""
    return {
        "TERAKOYA_SECRET_KEY": (origin.var / "secret_key").read_text("ascii").strip(),
        "TERAKOYA_SURVEY_KEYS": str(origin.var.with_name("survey-keys")),
    }


def _compare_rows(ours: Rows, theirs: Rows) -> list[str]:
    """The backup that was taken at rest has every row of every table, and no other."""
    different = [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]
    return [f"{name} is not the same row by row" for name in sorted({*different} - OWN)]


def _run(place: Place, module: str, *arguments: str) -> Mapping[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(done.stderr[-3000:])
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main())
