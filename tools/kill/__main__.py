"""`python -m tools.kill --kills 20`: kill the server at random moments of running journeys."""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from ..bench.database import kind
from ..bench.journey import Rehearsal
from ..bench.server import (
    FLAGSHIP,
    ROOT,
    SERVER_MODULE,
    START_SECONDS,
    Place,
    Server,
    kill_all,
    own_place,
    prepare,
    running,
)
from .ledger import Ledger
from .marks import FOLDER, Mark, read_marks
from .play import play

SETTINGS: Final = "tools.kill.settings"
SHORTEST, LONGEST = 0.2, 1.6  # seconds from a server that answers to its next kill
LEARNERS_PER_KILL: Final = 3


@dataclass
class Kills:
    """What was killed, and where it stood."""

    worker: int = 0
    server: int = 0
    inside: int = 0
    committing: int = 0
    starts: int = 0
    stood: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All of them."""
        return self.worker + self.server

    def note(self, what: str, marks: list[Mark]) -> None:
        """Count a kill; it is inside when any thread it ended was in a transaction."""
        setattr(self, what, getattr(self, what) + 1)
        self.inside += Mark.INSIDE in marks or Mark.COMMITTING in marks
        self.committing += Mark.COMMITTING in marks
        where = ", ".join(mark.name.lower() for mark in marks) or "outside"
        self.stood.append(f"{what}: {where}")


def main() -> int:
    """0: all that was called saved is there, once; 1: not; 2: too few kills were possible."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="terakoya-marks-") as marks,
        own_place(settings=SETTINGS, more={FOLDER: marks}, course=options.course) as place,
    ):
        known = prepare(place, learners=options.concurrency + LEARNERS_PER_KILL * options.kills)
        with running(place, _command(place, options.workers)) as server:
            ledgers, kills = asyncio.run(_play(place, server, Rehearsal(known), options))
        result = _compare(place, ledgers)
    result["kills"] = {**vars(kills), "count": kills.count}
    print(json.dumps(result, ensure_ascii=False) if options.json else _told(result, options))
    if result["findings"]:
        return 1
    return 0 if kills.count == options.kills else 2


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="what is killed, after which pause")
    parser.add_argument("--concurrency", type=int, default=8, help="learners at a time")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    parser.add_argument("--course", type=Path, default=FLAGSHIP, help="the folder of a course")
    parser.add_argument("--json", action="store_true", help="print figures for machines")
    return parser.parse_args()


def _command(place: Place, workers: int) -> list[str]:
    numbers = ("--host=127.0.0.1", f"--port={place.port}", f"--workers={workers}", "--threads=2")
    return [sys.executable, "-m", SERVER_MODULE, *numbers]


async def _play(
    place: Place, server: Server, rehearsal: Rehearsal, options: argparse.Namespace
) -> tuple[list[Ledger], Kills]:
    """Journeys one after the other in some lanes, until all kills are done."""
    waiting = list(range(len(rehearsal.learners)))
    ledgers: list[Ledger] = []
    kills = Kills()

    async def lane() -> None:
        while waiting and kills.count < options.kills:
            ledgers.append(await play(rehearsal, waiting.pop(0), place.base_url))

    async with asyncio.TaskGroup() as group:
        lanes = [group.create_task(lane()) for _ in range(options.concurrency)]
        group.create_task(_kill(place, server, kills, options, lanes))
    return ledgers, kills


async def _kill(
    place: Place,
    server: Server,
    kills: Kills,
    options: argparse.Namespace,
    lanes: list[asyncio.Task[None]],
) -> None:
    """Kill after random pauses, as long as somebody plays."""
    rng = Random(options.seed)  # noqa: S311 - moments, no secret
    marks = Path(place.environment[FOLDER])
    while kills.count < options.kills and not all(lane.done() for lane in lanes):
        await asyncio.sleep(rng.uniform(SHORTEST, LONGEST))
        family = server.family()
        what = rng.choice(("worker", "worker", "server"))
        victims = family if what == "server" else [rng.choice(family[1:])]
        await asyncio.to_thread(kill_all, victims)
        kills.note(what, [mark for one in victims for mark in read_marks(marks, one.pid)])
        if what == "server" or not await asyncio.to_thread(_is_whole_again, server, len(family)):
            kills.starts += 1
            await asyncio.to_thread(server.start)


def _is_whole_again(server: Server, count: int) -> bool:
    """Wait until the server has replaced its worker; False where it has ended instead.

    It ends when a worker dies within seconds of its predecessor, and leaves the rest to whoever
    has started it.
    """
    until = time.monotonic() + START_SECONDS
    while server.is_running and time.monotonic() < until:
        if len(server.family()) >= count:
            return True
        time.sleep(0.05)
    return False


def _compare(place: Place, ledgers: list[Ledger]) -> dict[str, Any]:
    path = place.var.parent / "ledgers.json"
    path.write_text(json.dumps([one.as_json() for one in ledgers]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tools.kill.compare", str(path)],
        cwd=ROOT,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(done.stderr[-3000:])
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _told(result: dict[str, Any], options: argparse.Namespace) -> str:
    kills, counts = result["kills"], result["counts"]
    lines = [
        f"{kills['count']} kills by SIGKILL on {kind()}, seed {options.seed}: "
        f"{kills['worker']} of a worker, {kills['server']} of the whole server",
        f"{kills['inside']} landed inside a transaction, "
        f"{kills['committing']} of these while it was being committed",
        "",
        *(f"{name.replace('_', ' '):32}{count:>8}" for name, count in counts.items()),
        "",
        *(result["findings"] or ["All that was called saved is there, once."]),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
