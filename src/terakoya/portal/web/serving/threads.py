"""The few threads in which requests are answered, each with its own database connection."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, TypeVar

log = logging.getLogger(__name__)
SETTLE_SECONDS: Final = 0.05
T = TypeVar("T")


class Threads:
    """Runs what is put in, in order, as many at a time as there are threads.

    All methods are called in the event loop's thread.
    """

    def __init__(self, count: int, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._over: deque[Callable[[], None]] = deque()
        self._open = 0
        self._timer: asyncio.TimerHandle | None = None
        self._begun: list[float | None] = [None] * count  # when each began what it does now
        for number in range(count):
            # Daemons: a process that stops waits for its requests, not for idle threads.
            name = f"requests-{number + 1}"
            threading.Thread(target=self._run, args=(number,), name=name, daemon=True).start()

    def put(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Do some work in a thread; the future is settled a moment after it is done.

        The client has its answer by then. To wake the loop for each one of them would cost a tenth
        of a millisecond (record 0040).
        """
        future: asyncio.Future[T] = self._loop.create_future()
        self._open += 1
        if self._timer is None:
            self._timer = self._loop.call_later(SETTLE_SECONDS, self._settle_again)
        self._waiting.put(partial(self._work, future, work))
        return future

    def settle(self) -> None:
        """Settle the futures of all work that is over."""
        while self._over:
            self._over.popleft()()
            self._open -= 1

    def _settle_again(self) -> None:
        self.settle()
        self._timer = None
        if self._open:
            self._timer = self._loop.call_later(SETTLE_SECONDS, self._settle_again)

    def _run(self, number: int) -> None:
        while True:
            work = self._waiting.get()
            self._begun[number] = time.monotonic()
            work()
            self._begun[number] = None
            del work  # an idle thread keeps no request's memory

    def _work(self, future: asyncio.Future[Any], work: Callable[[], Any]) -> None:
        try:
            result = work()
        except BaseException as error:  # whatever it is, the thread goes on with the next request
            self._over.append(partial(_settle, future, None, error))
        else:
            self._over.append(partial(_settle, future, result, None))

    def are_stuck(self, seconds: float) -> bool:
        """Whether every thread has worked for so long that none will come back."""
        latest = time.monotonic() - seconds
        return all(begun is not None and begun < latest for begun in self._begun)


def end_stuck_process() -> None:
    """Say where the threads stand, and end; the server starts another process."""
    log.critical("all threads are stuck; this process ends")
    faulthandler.dump_traceback(sys.stderr)
    os.kill(os.getpid(), signal.SIGKILL)


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():  # nobody waits for it any more
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
