"""LibreOffice's process: its limits, and that it ends with whoever asked for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from terakoya.courseware import office
from terakoya.courseware.errors import UnreadableSource
from terakoya.courseware.office import guard as office_guard

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
# Stands for LibreOffice: it starts one process that leaves its group, and another one that stays.
FAMILY = """
import subprocess, sys, time
sleep = [sys.executable, "-c", "import time; time.sleep(600)", sys.argv[1]]
subprocess.Popen(sleep, start_new_session=True)
subprocess.Popen(sleep)
time.sleep(600)
"""
TOLD = """
import os, pathlib, resource
kinds = ("AS", "CPU", "DATA", "FSIZE", "NOFILE", "CORE", "NPROC")
limits = [resource.getrlimit(getattr(resource, "RLIMIT_" + kind))[0] for kind in kinds]
score = pathlib.Path("/proc/self/oom_score_adj").read_text().strip()
pathlib.Path("told").write_text(repr((limits, os.nice(0), score)))
"""
CALLER = """
import signal, sys
from pathlib import Path
from terakoya.courseware import office
# Whoever starts the tests in the background has SIGINT ignored, and so would we.
signal.signal(signal.SIGINT, signal.default_int_handler)
folder = Path(sys.argv[1])
office._run([sys.executable, "-c", sys.argv[2], str(folder)], folder, 600)
"""


def processes_with(mark: str) -> list[int]:
    """Every process that has the mark among its arguments."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in arguments:
            found.append(int(folder.name))
    return found


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what other processes do."""
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


@pytest.mark.parametrize(("pages", "seconds"), [(1, 17), (77, 169), (300, 240)])
def test_office_computes_longer_for_more_pages(pages: int, seconds: int) -> None:
    assert office.cpu_seconds(pages) == seconds


def test_office_runs_within_limits(tmp_path: Path) -> None:
    tasks = office_guard._tasks_of_user() or 0
    niceness = os.nice(0)
    office._run([sys.executable, "-c", TOLD], tmp_path, 60)
    limits, nice, score = eval((tmp_path / "told").read_text())
    assert limits[:-1] == [4_096_000_000, 240, 700_000_000, 1_000_000_000, 1024, 0]
    assert abs(limits[-1] - tasks - office_guard.TASKS) < 200  # others begin and end meanwhile
    assert (nice, score) == (min(19, niceness + 10), "1000")


def test_office_may_not_write_a_file_without_end(tmp_path: Path) -> None:
    grow = "import os; os.truncate(os.open('big', os.O_CREAT | os.O_RDWR), 2_000_000_000)"
    office._run([sys.executable, "-c", grow], tmp_path, 60)
    assert (tmp_path / "big").stat().st_size == 0
    office._run([sys.executable, "-c", grow.replace("2_000", "900")], tmp_path, 60)
    assert (tmp_path / "big").stat().st_size == 900_000_000


def test_office_that_needs_too_long_ends_with_all_it_started(tmp_path: Path) -> None:
    folder = tmp_path / "deck"
    folder.mkdir()
    with pytest.raises(UnreadableSource, match=r"within 0\.5 seconds"):
        office._run([sys.executable, "-c", FAMILY, str(folder)], folder, 0.5)
    assert processes_with(str(folder)) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_office_ends_with_its_caller(tmp_path: Path, number: int) -> None:
    folder = tmp_path / "deck"
    folder.mkdir()
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER, str(folder), FAMILY], stderr=subprocess.DEVNULL
    )
    try:
        # The caller, the guard, the program, and the two it starts.
        wait_until(lambda: len(processes_with(str(folder))) == 5)
        caller.send_signal(number)
        caller.wait(30)
    finally:
        caller.kill()
    wait_until(lambda: processes_with(str(folder)) == [])
    wait_until(lambda: not folder.exists())


def test_office_ends_when_its_guard_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "deck"
    folder.mkdir()
    alone = "import time; time.sleep(600)"
    caller = subprocess.Popen([sys.executable, "-c", CALLER, str(folder), alone])
    try:
        wait_until(lambda: len(processes_with(str(folder))) == 3)
        children = Path(f"/proc/{caller.pid}/task/{caller.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        assert caller.wait(30) == 0
    finally:
        caller.kill()
    wait_until(lambda: processes_with(str(folder)) == [])
