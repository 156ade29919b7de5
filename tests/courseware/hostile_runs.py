"""Commands on hostile files, with the time and memory of all their processes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from .deck_reading import CORPUS
from .hostile_files import Hostile

CPU_SECONDS, MEMORY = 20.0, 1_000_000_000  # what no file may take
_LOOK_EVERY = 0.02  # seconds


@dataclass(frozen=True)
class Run:
    """One command: its status, what it said last, seconds of computing, bytes at most."""

    command: str
    status: int
    said: str
    seconds: float
    memory: int

    @property
    def is_within(self) -> bool:
        """Whether it took no more than any file may."""
        return self.seconds <= CPU_SECONDS and self.memory <= MEMORY


def runs_on(hostile: Hostile, folder: Path) -> Iterator[Run]:
    """Read a file; check and build what came of it."""
    file, out = folder / f"file.{hostile.ending}", folder / "course"
    file.write_bytes(hostile.make())
    if hostile.ending == "json":
        made = str(folder / "built")
        yield measured("build", str(file), "--to", "gift", "--lang", "ja", "--out", made)
        return
    sort = [str(file)] if hostile.ending == "pptx" else ["--test", str(file), "--base", str(CORPUS)]
    pictures = () if hostile.is_drawn else ("--no-pictures",)
    read = measured("import", *sort, "--out", str(out), "--lang", "ja", *pictures)
    yield read
    if read.status in (0, 1):
        yield measured("check", str(out))
        made = str(folder / "built")
        yield measured("build", str(out), "--to", "pptx,web,gift,revision", "--out", made)


def measured(*arguments: str) -> Run:
    """Run a command of ours to its end."""
    command = [sys.executable, "-m", "terakoya.courseware", *arguments]
    # Into a file, since nobody reads a pipe meanwhile and a long answer would fill it.
    with (
        tempfile.TemporaryFile() as answer,
        subprocess.Popen(command, stdout=answer, stderr=subprocess.STDOUT) as process,
    ):
        watch = _Watch(process.pid)
        while process.poll() is None:
            watch.look()
            time.sleep(_LOOK_EVERY)
        answer.seek(0)
        said = answer.read()
    seconds, memory = watch.seconds, watch.memory
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith("Traceback")), "")
    last = lines[-1] if lines else ""
    return Run(arguments[0], process.returncode, told or last, seconds, memory)


class _Watch:
    """Looks at a process and all that it starts."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._seconds: dict[int, float] = {}
        self.memory = 0

    @property
    def seconds(self) -> float:
        """Seconds of computing of all processes, as last seen."""
        return sum(self._seconds.values())

    def look(self) -> None:
        memory = 0
        with suppress(psutil.Error):
            for one in [self._root, *self._root.children(recursive=True)]:
                with suppress(psutil.Error):
                    times = one.cpu_times()
                    self._seconds[one.pid] = times.user + times.system
                    memory += one.memory_full_info().uss  # what it shares counts once: little
        self.memory = max(self.memory, memory)
