"""Runs LibreOffice within limits and ends it with whoever asked: a program of its own.

    python -I -S office_guard.py SECONDS CPU_SECONDS FOLDER COMMAND…    (standard library only)

The caller holds the other end of standard input. When that closes, because the caller has enough
or was killed, or when the time is up, LibreOffice ends with all that it has started, and the
folder goes, which holds a customer's deck. The status is that of the command; 124: out of time.
"""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

OUT_OF_TIME = 124
MEMORY = 4_000_000 * 1024  # bytes of address space, most of it never touched
DATA = 700_000_000  # bytes that it writes to: with whoever reads the deck less than 1 GB
LARGEST_FILE = 1_000_000_000  # bytes
OPEN_FILES = 1024
TASKS = 200  # processes and threads, beside those that the user has already
NICENESS = 10
_SET_PARENT_DEATH_SIGNAL, _SET_CHILD_SUBREAPER = 1, 36  # prctl(2)
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def main() -> int:
    """Run the command to its end, its time, or its caller's end."""
    seconds, cpu, folder, command = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    if _libc is not None:
        _libc.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what it starts never leaves us
    guard, tasks = os.getpid(), _tasks_of_user()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: _limit(guard, tasks, cpu),
    )
    try:
        status = _wait(process, time.monotonic() + seconds)
    finally:
        _end(process)
    if status is None:
        shutil.rmtree(folder, ignore_errors=True)
        return OUT_OF_TIME
    return status if status >= 0 else 128 - status


def _wait(process: subprocess.Popen[bytes], until: float) -> int | None:
    """The status of the command; None: the caller or the time has ended before."""
    pause = 0.02
    while process.poll() is None:
        left = until - time.monotonic()
        if left <= 0 or select.select([0], [], [], min(pause, left))[0]:
            return None
        pause = min(0.2, pause * 1.5)
    return process.returncode


def _limit(guard: int, tasks: int | None, cpu: int) -> None:
    """In the new process, before LibreOffice begins."""
    import resource  # not on Windows, where this file is only read

    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_DATA: DATA,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_FSIZE: LARGEST_FILE,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    if tasks is not None:
        limits[resource.RLIMIT_NPROC] = tasks + TASKS
    for kind, most in limits.items():
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
    os.nice(NICENESS)
    if _libc is not None:
        _libc.prctl(_SET_PARENT_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != guard:  # it ended before the kernel knew our wish
            os._exit(1)
        with suppress(OSError):  # where memory runs out, this process goes first
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _tasks_of_user() -> int | None:
    """How many processes and threads the user has: the limit counts them all (Linux)."""
    if _libc is None:
        return None
    count, own = 0, str(os.getuid())
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            lines = dict(
                line.split(":", 1) for line in status.read_text("utf-8").splitlines() if ":" in line
            )
            if lines["Uid"].split()[0] == own:
                count += int(lines["Threads"])
    return count


def _end(process: subprocess.Popen[bytes]) -> None:
    """End its group, and what has left the group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    while orphans := _children():
        for orphan in orphans:
            with suppress(ProcessLookupError):
                os.kill(orphan, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(-1, 0)


def _children() -> list[int]:
    try:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii")
    except OSError:
        return []
    return [int(one) for one in children.split()]


if __name__ == "__main__":
    sys.exit(main())
