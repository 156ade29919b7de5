"""Playing a step for all learners at once, and what it cost the server."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psutil
from argon2.low_level import Type, hash_secret

from terakoya.portal.accounts.hashers import PortalArgon2Hasher

from .journey import Learner, Step
from .server import Server

SETTLE_SECONDS = 0.05  # the last answer is out before its request is quite over
HASHES, HASHES_AT_A_TIME = 24, 4


@dataclass
class Cost:
    """What all steps of one name have cost together."""

    name: str
    is_batch: bool = False
    has_hash: bool = False
    requests: int = 0
    cpu_ms: float = 0.0
    wall_seconds: float = 0.0
    seconds: list[float] = field(default_factory=list)

    @property
    def p95_ms(self) -> float:
        """The time within which 95 of 100 requests were answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)] if ordered else 0.0


class Surroundings:
    """What else the machine did meanwhile; a busy machine makes every millisecond dearer."""

    def __init__(self, server: Server) -> None:
        self._own = [psutil.Process(), *server.family()]
        self._before, self._start = self._others(), time.monotonic()

    def cores(self) -> float:
        """How many cores other programs kept busy since this began (a database counts too)."""
        return max(0.0, (self._others() - self._before) / (time.monotonic() - self._start))

    def _others(self) -> float:
        everything = psutil.cpu_times()
        idle = everything.idle + getattr(everything, "iowait", 0.0)
        own = sum(sum(process.cpu_times()[:2]) for process in self._own)
        return float(sum(everything[:8]) - idle - own)


class Meter:
    """The CPU time of the web server's processes, whose number must not change meanwhile."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._processes = server.web_processes()

    def cpu_ms(self) -> float:
        """User and system time of all of them since they began; steps of 10 ms each."""
        times = [process.cpu_times() for process in self._processes]
        return 1000.0 * sum(float(one.user + one.system) for one in times)

    def check(self) -> None:
        """Raise if a worker was replaced, since its time would be lost."""
        if {p.pid for p in self._server.web_processes()} != {p.pid for p in self._processes}:
            raise psutil.NoSuchProcess(0, msg="a worker of the server was replaced")


async def play_step(step: Step, learners: Sequence[Learner], *, concurrency: int) -> None:
    """Play one step of every learner, some at a time."""
    waiting = list(reversed(learners))

    async def work() -> None:
        while waiting:
            await step.play(waiting.pop())

    async with asyncio.TaskGroup() as group:
        for _ in range(min(concurrency, len(learners))):
            group.create_task(work())


async def measure(
    steps: Sequence[Step], learners: Sequence[Learner], meter: Meter, *, concurrency: int
) -> list[Cost]:
    """Play all steps, each to its end for all learners; the costs by name, in order."""
    costs: dict[str, Cost] = {}
    for step in steps:
        cost = costs.setdefault(step.name, Cost(step.name, step.is_batch, step.has_hash))
        before, start = meter.cpu_ms(), time.perf_counter()
        await play_step(step, learners, concurrency=concurrency)
        cost.wall_seconds += time.perf_counter() - start
        await asyncio.sleep(SETTLE_SECONDS)
        cost.cpu_ms += meter.cpu_ms() - before
        for learner in learners:
            cost.seconds += learner.browser.timings.seconds
            learner.browser.timings.seconds = []
        cost.requests = len(cost.seconds)
    meter.check()
    return list(costs.values())


def hash_cost_ms() -> float:
    """The CPU time of one password check, made here as the server makes them: some at a time."""
    before = time.process_time()
    with ThreadPoolExecutor(HASHES_AT_A_TIME) as pool:
        list(pool.map(_hash, range(HASHES)))
    return 1000 * (time.process_time() - before) / HASHES


def _hash(number: int) -> bytes:
    return hash_secret(
        f"correct horse battery staple {number}".encode(),
        b"sixteen bytes ok",
        time_cost=PortalArgon2Hasher.time_cost,
        memory_cost=PortalArgon2Hasher.memory_cost,
        parallelism=PortalArgon2Hasher.parallelism,
        hash_len=32,
        type=Type.ID,
    )
