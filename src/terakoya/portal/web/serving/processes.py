"""Several processes that live and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from ...common.lifeline import end_with_parent

GRACE_SECONDS = 10.0


@dataclass(frozen=True)
class Program:
    """One process to run; `name` is what people call it."""

    name: str
    command: Sequence[str]


class Together:
    """Runs programs until one ends by itself or this process is told to stop; then ends all.

    Each program leads a process group of its own, so that Ctrl-C reaches only this process,
    which then ends the programs in order, and whatever they have started.
    """

    def __init__(self, programs: Sequence[Program], environment: dict[str, str]) -> None:
        self._programs, self._environment = programs, environment
        self._running: list[tuple[Program, subprocess.Popen[bytes]]] = []
        self._is_told = False

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> str | None:
        """Run until told to stop (None), or until a program ends by itself (its name)."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._tell)
        try:
            for program in self._programs:
                self._running.append((program, self._start(program)))
            return self._watch(is_ready, when_ready)
        finally:
            self._end()

    def _tell(self, _number: int, _frame: FrameType | None) -> None:
        self._is_told = True

    def _start(self, program: Program) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            program.command,
            env=self._environment,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def _watch(self, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> str | None:
        is_said = False
        while not self._is_told:
            if not is_said and is_ready():
                when_ready()
                is_said = True
            for program, process in self._running:
                if process.poll() is not None:
                    return program.name
            time.sleep(0.1)
        return None

    def _end(self) -> None:
        for _program, process in reversed(self._running):
            _send(process, signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for _program, process in self._running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
            _send(process, signal.SIGKILL)  # what is left of its group, if anything
            process.wait()


def _send(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
