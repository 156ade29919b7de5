"""A worker's signs of life: a byte for the supervisor that started it, a row for all machines.

The byte says that the process works, also while the database does not answer.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from typing import Final

from ..common import clock
from .models import JobLease
from .services import keep_lease

NAME: Final = "worker"
ROW_EVERY: Final = 10.0  # seconds
FRESH_SECONDS: Final = 120


class Heartbeat:
    """The signs of one worker; `pipe` leads to its supervisor, where it has one."""

    def __init__(self, pipe: int | None = None) -> None:
        self._pipe = pipe
        self._next_row = 0.0
        self._holder = f"{socket.gethostname()[:40]}:{os.getpid()}"
        if pipe is not None:
            os.set_blocking(pipe, False)
            os.set_inheritable(pipe, False)  # what the worker starts gives no signs for it

    def beat(self) -> None:
        """Tell the supervisor."""
        if self._pipe is not None:
            with suppress(BlockingIOError, BrokenPipeError):
                os.write(self._pipe, b".")

    def keep_row(self) -> None:
        """Tell the database, not more often than every ten seconds."""
        if time.monotonic() >= self._next_row:
            keep_lease(name=NAME, holder=self._holder, seconds=FRESH_SECONDS)
            self._next_row = time.monotonic() + ROW_EVERY


def is_any_worker_alive() -> bool:
    """Whether a worker, on whatever machine, gave a sign within the last two minutes."""
    return JobLease.objects.filter(name=NAME, until__gt=clock.now()).exists()
