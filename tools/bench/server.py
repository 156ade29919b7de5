"""A portal of its own for a measurement: an own `var/`, a free port, the server of `make start`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from .. import migrated
from .database import VARIABLE, own_database

ROOT = Path(__file__).resolve().parents[2]
SERVER_MODULE = "terakoya.portal.web.serving.server"
SERVER_LOG = "server.log"
FLAGSHIP = ROOT / "courses/stop-customer-harassment"
START_SECONDS = 120.0
STOP_SECONDS = 20.0


class NotStarted(RuntimeError):
    """The server, or a command that prepares it, did not come up."""


@dataclass(frozen=True)
class Place:
    """Where a portal of a measurement lives."""

    var: Path
    port: int
    environment: Mapping[str, str]
    course: str

    @property
    def base_url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        """What the server has said."""
        log = self.var / SERVER_LOG
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def last_lines(self) -> str:
        """The end of it."""
        return self.log()[-3000:]

    def begin(self) -> None:
        """Make its folder and its migrated database."""
        self.var.mkdir(parents=True)
        if VARIABLE not in self.environment:
            migrated.copy_to(self.var / "terakoya.sqlite3")

    def manage(self, *arguments: str) -> None:
        """Run a management command to its end."""
        self.run("manage.py", *arguments)

    def run(self, *arguments: str) -> None:
        """Run a program of Python to its end."""
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise NotStarted(f"{' '.join(arguments)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def own_place(
    *,
    settings: str = "terakoya.portal.config.settings",
    more: Mapping[str, str] | None = None,
    course: Path = FLAGSHIP,
) -> Iterator[Place]:
    """A folder, a port and a database for the time of a block.

    Its portal has the courses of the repository, or one from elsewhere.
    """
    course = course.resolve()  # typed, it may be relative; `_alone` compares it
    with (
        tempfile.TemporaryDirectory(prefix="terakoya-measured-") as folder,
        own_database() as database,
    ):
        given = {**database, **_alone(course, Path(folder, "courses")), **(more or {})}
        yield _place_in(Path(folder), settings, given, course.name)


def _alone(course: Path, courses: Path) -> dict[str, str]:
    """What to add to the environment for a course that is not published with the others."""
    if course.parent == FLAGSHIP.parent:
        return {}
    for folder in (course, course.with_name("shared")):
        shutil.copytree(folder, courses / folder.name)
    return {"TERAKOYA_COURSES": str(courses)}


def _place_in(folder: Path, settings: str, more: Mapping[str, str], course: str) -> Place:
    port = _free_port()
    environment = {
        **os.environ,
        **more,
        "TERAKOYA_VAR": str(folder / "var"),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": settings,
    }
    return Place(folder / "var", port, environment, course)


def prepare(place: Place, *, learners: int) -> dict[str, Any]:
    """Make database, static files and courses, and learners; what a client must know of them."""
    answer = place.var.parent / "rehearsal.json"
    place.begin()
    place.run("-m", "tools.bench.contents", place.course, str(learners), str(answer))
    known: dict[str, Any] = json.loads(answer.read_text("utf-8"))
    return known


class Server:
    """A server process and all that it starts; ended whole, however it is left."""

    def __init__(self, place: Place, command: Sequence[str]) -> None:
        self._place, self._command = place, command
        self._process: subprocess.Popen[bytes] | None = None
        self._log = place.var / SERVER_LOG

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._place.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while not _answers(self._place.base_url):
            if self._process.poll() is not None or time.monotonic() > until:
                raise NotStarted("The server did not start.")
            time.sleep(0.05)

    @property
    def is_running(self) -> bool:
        """Whether the process it started is still there."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End it in order; what does not end within 20 s is killed."""
        if self._process is None:
            return
        family = self.family()
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        kill_all(family)
        self._process.wait()
        self._process = None

    def family(self) -> list[psutil.Process]:
        """The process with everything below it, the eldest first; empty when it has ended."""
        if self._process is None or not self.is_running:
            return []
        with suppress(psutil.NoSuchProcess):
            eldest = psutil.Process(self._process.pid)
            return [eldest, *eldest.children(recursive=True)]
        return []

    def web_processes(self) -> list[psutil.Process]:
        """The web server's parent and its workers, without outbox worker and `serve`."""
        for process in self.family():
            with suppress(psutil.NoSuchProcess):
                if SERVER_MODULE in process.cmdline():
                    return [process, *process.children(recursive=True)]
        raise NotStarted("The web server is not running.")


@contextmanager
def running(place: Place, command: Sequence[str]) -> Iterator[Server]:
    """A server for the time of a block."""
    server = Server(place, command)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def kill_all(processes: Sequence[psutil.Process]) -> None:
    """SIGKILL to each that is still there, and wait until all are gone."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=STOP_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(base_url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base_url}/help/", timeout=5) as answer:  # noqa: S310 - http
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
