"""Several processes that live together: who ends by itself is started again, all end together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from ...common.parent_death import end_with_parent

GRACE_SECONDS = 15.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds; each is twice the one before
STEADY_SECONDS = 60.0  # a process that ran this long begins again with the first pause
LAST_WORDS_SECONDS = 3.0


@dataclass(frozen=True)
class Program:
    """One process to run; `name` is what people call it.

    With `silence` it gets the option `--heartbeat=FD` and writes a byte there while it works; one
    that is silent for so many seconds hangs.
    """

    name: str
    command: Sequence[str]
    silence: float | None = None


class Child:
    """The present process of a program, and how often it has failed in a row.

    It leads a process group of its own, so that Ctrl-C reaches only the supervisor, which then
    ends the programs in order, and whatever they have started.
    """

    def __init__(self, program: Program, environment: dict[str, str]) -> None:
        self.program, self._environment = program, environment
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: int | None = None
        self._started = self._last_sign = 0.0
        self._failures = 0
        self.restart_at: float | None = None

    def start(self) -> None:
        """Start its process."""
        self.restart_at = None
        self._started = self._last_sign = time.monotonic()
        if self.program.silence is None:
            self._process = self._run(self.program.command, ())
            return
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        try:
            command = [*self.program.command, f"--heartbeat={writer}"]
            self._process = self._run(command, (writer,))
        finally:
            os.close(writer)

    def _run(self, command: Sequence[str], handed: tuple[int, ...]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            env=self._environment,
            start_new_session=True,
            preexec_fn=end_with_parent,
            pass_fds=handed,
        )

    def end_told(self) -> str | None:
        """How its process ended, in words; None while it runs or waits for its next start."""
        if self._process is None or (status := self._process.poll()) is None:
            return None
        self.kill()  # what is left of its group
        if status >= 0:
            return f"ended with status {status}"
        return f"was killed by signal {-status} ({signal.Signals(-status).name})"

    def is_silent(self) -> bool:
        """Whether it has given no sign of life for too long."""
        if self.program.silence is None or self._reader is None or self._process is None:
            return False
        with suppress(BlockingIOError):
            if os.read(self._reader, 4096):
                self._last_sign = time.monotonic()
        return time.monotonic() - self._last_sign > self.program.silence

    def plan_restart(self) -> tuple[int, float]:
        """Count a failure; how many there were in a row, and the pause before the next start."""
        now = time.monotonic()
        self._failures = 1 if now - self._started > STEADY_SECONDS else self._failures + 1
        pause = min(FIRST_PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE)
        self.restart_at = now + pause
        return self._failures, pause

    def abort(self) -> None:
        """End it with a moment to say where its threads stand (`faulthandler`)."""
        self._send(signal.SIGABRT)
        self.wait(LAST_WORDS_SECONDS)

    def tell_to_end(self) -> None:
        """Ask it to end in order."""
        self._send(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, but not longer."""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)

    def kill(self) -> None:
        """End it and its group at once."""
        self._send(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
            self._process = None
        if self._reader is not None:
            os.close(self._reader)
            self._reader = None

    def _send(self, number: int) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


class Supervisor:
    """Runs programs until told to stop; then ends all.

    A program that ends by itself, or hangs, is started again: the first time soon, then with
    growing pauses. Before all is ready such an end is final: somebody is there to mend it.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        environment: dict[str, str],
        *,
        say: Callable[[str], None],
    ) -> None:
        self._children = [Child(program, environment) for program in programs]
        self._say = say
        self._is_told = False

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> str | None:
        """Run until told to stop (None), or until a program ends too early (its name)."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._tell)
        try:
            for child in self._children:
                child.start()
            early = self._wait_until(is_ready)
            if early is None and not self._is_told:
                when_ready()
                self._watch()
            return early
        finally:
            self._end()

    def _tell(self, _number: int, _frame: FrameType | None) -> None:
        self._is_told = True

    def _wait_until(self, is_ready: Callable[[], bool]) -> str | None:
        while not self._is_told and not is_ready():
            for child in self._children:
                if (how := child.end_told()) is not None:
                    self._say(f"{child.program.name} {how}.")
                    return child.program.name
            time.sleep(0.1)
        return None

    def _watch(self) -> None:
        while not self._is_told:
            for child in self._children:
                self._look_after(child)
            time.sleep(0.1)

    def _look_after(self, child: Child) -> None:
        if child.restart_at is not None:
            if time.monotonic() >= child.restart_at:
                child.start()
            return
        if child.is_silent():
            seconds = child.program.silence
            self._say(f"{child.program.name} gave no sign of life for {seconds:g} s.")
            child.abort()
        if (how := child.end_told()) is not None:
            failures, pause = child.plan_restart()
            again = f", {failures} times in a row" if failures > 1 else ""
            self._say(f"{child.program.name} {how}{again}. It starts again in {pause:g} s.")

    def _end(self) -> None:
        for child in reversed(self._children):
            child.tell_to_end()
        until = time.monotonic() + GRACE_SECONDS
        for child in self._children:
            child.wait(max(0.1, until - time.monotonic()))
            child.kill()
