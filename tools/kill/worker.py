"""`python -m tools.kill.worker --kills 20`: kill the outbox worker while learners go on.

Half of the kills wait for LibreOffice to run. No request may fail, no mail and no deck be lost or
done twice, LibreOffice must end with its worker, and the next worker be there within seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import psutil

from ..bench.database import kind
from ..bench.journey import Rehearsal
from ..bench.server import (
    FLAGSHIP,
    ROOT,
    Place,
    Server,
    kill_all,
    own_place,
    prepare,
    running,
)
from .ledger import Ledger
from .play import play

READY: Final = "run_worker: ready"
LATEST_START: Final = 60.0  # seconds, on a machine that is busy beside
OFFICE_WITHIN: Final = 8.0
GONE_WITHIN: Final = 5.0
LEARNERS_PER_KILL: Final = 2
PAUSE: Final = 0.2  # seconds before each request: somebody is there all the while, at less cost


@dataclass
class Kills:
    """What was killed, and how it went on."""

    count: int = 0
    beside_office: int = 0
    orphans: int = 0
    seconds_until_ready: list[float] = field(default_factory=list)


def main() -> int:
    """0: nobody noticed; 1: somebody did; 2: too few kills were possible."""
    options = _options()
    with own_place(course=options.course) as place:
        known = prepare(place, learners=options.concurrency + LEARNERS_PER_KILL * options.kills)
        numbers = ("--no-demo", f"--port={place.port}", "--workers=2", "--threads=2")
        command = [sys.executable, "-m", "tools.kill.impatient_serve", *numbers]
        with running(place, command) as server, _feeder(place):
            ledgers, kills = asyncio.run(_play(place, server, Rehearsal(known), options))
        result = _finish(place)
    failures = sum(ledger.failures for ledger in ledgers)
    if failures:
        result["findings"].append(f"{failures} requests failed")
    if kills.orphans:
        result["findings"].append(f"{kills.orphans} processes outlived their worker")
    result |= {
        "kills": kills.count,
        "kills_beside_office": kills.beside_office,
        "longest_until_ready": round(max(kills.seconds_until_ready, default=0.0), 1),
        "learners": sum(ledger.is_finished for ledger in ledgers),
        "events": sum(len(set(ledger.saved)) for ledger in ledgers),
    }
    print(json.dumps(result, ensure_ascii=False) if options.json else _told(result))
    if result["findings"]:
        return 1
    return 0 if kills.count == options.kills else 2


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.kill.worker", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--concurrency", type=int, default=4, help="learners at a time")
    parser.add_argument("--course", type=Path, default=FLAGSHIP, help="the folder of a course")
    parser.add_argument("--json", action="store_true", help="print figures for machines")
    return parser.parse_args()


@contextmanager
def _feeder(place: Place) -> Iterator[None]:
    """Somebody who queues mails and sends decks meanwhile."""
    feeder = subprocess.Popen(
        [sys.executable, "-m", "tools.kill.jobs", "feed"],
        cwd=ROOT,
        env=place.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert feeder.stdout is not None
        if feeder.stdout.readline() != "ready\n":
            raise RuntimeError("nobody feeds the worker")
        yield
    finally:
        feeder.communicate()
        if feeder.returncode:
            raise RuntimeError("the feeder has failed")


async def _play(
    place: Place, server: Server, rehearsal: Rehearsal, options: argparse.Namespace
) -> tuple[list[Ledger], Kills]:
    waiting = list(range(len(rehearsal.learners)))
    ledgers: list[Ledger] = []
    kills = Kills()

    async def lane() -> None:
        while waiting and kills.count < options.kills:
            ledgers.append(await play(rehearsal, waiting.pop(0), place.base_url, pause=PAUSE))

    async with asyncio.TaskGroup() as group:
        for _ in range(options.concurrency):
            group.create_task(lane())
        group.create_task(asyncio.to_thread(_kill, place, server, kills, options))
    return ledgers, kills


def _kill(place: Place, server: Server, kills: Kills, options: argparse.Namespace) -> None:
    rng = Random(options.seed)  # noqa: S311 - moments, no secret
    while kills.count < options.kills:
        worker = _worker(server)
        if worker is None:
            raise RuntimeError("there is no worker to kill")
        is_office = kills.count % 2 == 0 and _waits_for_office(worker)
        time.sleep(rng.uniform(0.1, 1.0))
        below = worker.children(recursive=True)
        ready = _times_ready(place)
        kill_all([worker])
        begun = time.monotonic()
        kills.count += 1
        kills.beside_office += is_office
        _gone, alive = psutil.wait_procs(below, timeout=GONE_WITHIN)
        kills.orphans += len(alive)
        while _times_ready(place) == ready and time.monotonic() - begun < LATEST_START:
            time.sleep(0.05)
        kills.seconds_until_ready.append(time.monotonic() - begun)


def _worker(server: Server) -> psutil.Process | None:
    for process in server.family():
        with suppress(psutil.NoSuchProcess):
            if "run_worker" in process.cmdline():
                return process
    return None


def _waits_for_office(worker: psutil.Process) -> bool:
    """Whether LibreOffice begins soon."""
    until = time.monotonic() + OFFICE_WITHIN
    while time.monotonic() < until:
        for process in worker.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if "soffice" in process.name():
                    return True
        time.sleep(0.05)
    return False


def _times_ready(place: Place) -> int:
    return place.log().count(READY)


def _finish(place: Place) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tools.kill.jobs", "finish"],
        cwd=ROOT,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _told(result: dict[str, Any]) -> str:
    lines = [f"{result['kills']} kills of the worker by SIGKILL on {kind()}"]
    for name, value in result.items():
        if name not in {"findings", "kills"}:
            lines.append(f"{name.replace('_', ' '):40}{value:>8}")
    return "\n".join([*lines, "", *(result["findings"] or ["Nobody noticed."])])


if __name__ == "__main__":
    sys.exit(main())
