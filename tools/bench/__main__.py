"""`make bench`; `python -m tools.bench --help` lists the options."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from .browser import Browser, WrongAnswer
from .database import kind
from .journey import JOURNEY, Learner, Rehearsal
from .measure import Meter, Surroundings, hash_cost_ms, measure, play_step
from .report import Report
from .server import NotStarted, Place, Server, own_place, prepare, running

WARMING_UP = 8  # journeys that are played before, and not counted: both workers have met all pages


def main() -> int:
    """Measure; 0: within the bounds, 1: not, 2: it could not be measured."""
    options = _options()
    with own_place() as place:
        try:
            report = _run(place, options)
        except (NotStarted, WrongAnswer, ExceptionGroup) as error:
            print(_told(error), place.last_lines(), sep="\n", file=sys.stderr)
            return 2
    print(json.dumps(report.as_json(), ensure_ascii=False) if options.json else report.as_table())
    return 1 if report.broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--learners", type=int, default=24, help="journeys that are counted")
    parser.add_argument("--concurrency", type=int, default=8, help="how many at a time")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    parser.add_argument("--threads", type=int, default=2, help="threads of each process")
    parser.add_argument("--json", action="store_true", help="print figures for machines")
    return parser.parse_args()


def _run(place: Place, options: argparse.Namespace) -> Report:
    known = prepare(place, learners=options.learners + WARMING_UP)
    command = [
        *(sys.executable, "manage.py", "serve", "--no-demo"),
        f"--port={place.port}",
        *(f"--workers={options.workers}", f"--threads={options.threads}"),
    ]
    with running(place, command) as server:
        return asyncio.run(_measure(place, server, Rehearsal(known), options))


async def _measure(
    place: Place, server: Server, rehearsal: Rehearsal, options: argparse.Namespace
) -> Report:
    learners = [
        Learner(rehearsal, person, Browser(place.base_url), seed)
        for seed, person in enumerate(rehearsal.learners)
    ]
    try:
        await _warm_up(learners[:WARMING_UP], options.concurrency)
        surroundings = Surroundings(server)
        costs = await measure(
            JOURNEY, learners[WARMING_UP:], Meter(server), concurrency=options.concurrency
        )
        busy_cores = surroundings.cores()
    finally:
        for learner in learners:
            await learner.browser.close()
    return Report(
        database=kind(),
        learners=options.learners,
        concurrency=options.concurrency,
        hash_ms=hash_cost_ms(),
        costs=costs,
        busy_cores=busy_cores,
    )


async def _warm_up(learners: Sequence[Learner], concurrency: int) -> None:
    for step in JOURNEY:
        await play_step(step, learners, concurrency=concurrency)


def _told(error: BaseException) -> str:
    """The first cause, in one line or a few."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    sys.exit(main())
