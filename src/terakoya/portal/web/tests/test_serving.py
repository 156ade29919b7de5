"""Preparing once, and processes that end together, however the end comes."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from terakoya.courseware.revision import sha256
from terakoya.portal.common.tests.test_file_modes import open_to_others
from tests.recordings import SOUND, recorded_courses
from tools import migrated

from ..management.commands.serve import Command
from ..serving import processes
from ..serving.ports import answers, is_free, taken_sentence
from ..serving.preparation import CompletedSteps
from ..serving.processes import Program, Supervisor

ROOT = Path(__file__).resolve().parents[5]
MARK = "TERAKOYA_TEST_MARK"  # in the environment of all processes of a portal
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert (is_free("127.0.0.1", port), answers("127.0.0.1", port)) == (False, True)
    assert (is_free("127.0.0.1", port), answers("127.0.0.1", port)) == (True, False)


def test_taken_port_is_told_with_the_way_out() -> None:
    assert taken_sentence(8000) == (
        "Port 8000 is taken by another program. "
        "End that program, or choose another port: PORT=8001 make start"
    )


def test_step_runs_again_only_for_another_state(tmp_path: Path) -> None:
    done: list[str] = []
    for state in ("a", "a", "b"):
        CompletedSteps(tmp_path / "p.json").step("courses", state, partial(done.append, state))
    assert done == ["a", "b"]
    stamps = CompletedSteps(tmp_path / "p.json")
    stamps.forget()
    stamps.step("courses", "b", lambda: done.append("again"))
    assert done == ["a", "b", "again"]


def test_step_that_fails_is_tried_again(tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        CompletedSteps(tmp_path / "p.json").step("courses", "a", fail)
    done: list[str] = []
    CompletedSteps(tmp_path / "p.json").step("courses", "a", lambda: done.append("a"))
    assert done == ["a"]


@pytest.fixture
def signals() -> Iterator[None]:
    """The handlers of this process as they were."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def supervisor(told: list[str], *programs: Program) -> Supervisor:
    return Supervisor(programs, dict(os.environ), say=told.append)


def told_to_stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_programs_end_together_when_one_ends_before_all_are_ready(
    signals: None, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    write = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    wait = f"import os, time\nwhile not os.path.exists({str(note)!r}): time.sleep(0.05)"
    told: list[str] = []
    together = supervisor(
        told,
        Program("The long one", [sys.executable, "-c", write]),
        Program("The short one", [sys.executable, "-c", wait]),
    )
    assert together.run(is_ready=lambda: False, when_ready=lambda: None) == "The short one"
    assert told == ["The short one ended with status 0."]
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_programs_end_together_when_told(signals: None) -> None:
    told: list[str] = []
    together = supervisor(told, Program("One", SLEEPER), Program("Two", SLEEPER))
    assert together.run(is_ready=lambda: True, when_ready=told_to_stop) is None
    assert told == []


def test_program_that_ends_again_and_again_starts_after_growing_pauses(
    signals: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(processes, "LONGEST_PAUSE", 0.04)
    told: list[str] = []

    def say(sentence: str) -> None:
        told.append(sentence)
        if len(told) == 4:
            told_to_stop()

    failing = Program("The mill", [sys.executable, "-c", "raise SystemExit(3)"])
    steady = Program("The pond", SLEEPER)
    together = Supervisor([failing, steady], dict(os.environ), say=say)
    assert together.run(is_ready=lambda: True, when_ready=lambda: None) is None
    assert told == [
        "The mill ended with status 3. It starts again in 0.01 s.",
        "The mill ended with status 3, 2 times in a row. It starts again in 0.02 s.",
        "The mill ended with status 3, 3 times in a row. It starts again in 0.04 s.",
        "The mill ended with status 3, 4 times in a row. It starts again in 0.04 s.",
    ]


def test_program_that_ran_steadily_begins_with_the_first_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child = processes.Child(Program("The mill", SLEEPER), dict(os.environ))
    found = []
    for steady in (600.0, 600.0, 0.0):
        monkeypatch.setattr(processes, "STEADY_SECONDS", steady)
        child.start()
        child.kill()
        found.append(child.plan_restart())
    assert found == [(1, 0.5), (2, 1.0), (1, 0.5)]


SILENCE = 1.5  # seconds; a busy machine may take one to start a program
HANGING = """
import faulthandler, os, sys, time
faulthandler.enable()
pipe = int(sys.argv[1].partition("=")[2])
for _ in range(5):
    os.write(pipe, b".")
    time.sleep(0.1)
def hang():
    time.sleep(600)
hang()
"""


def test_program_without_signs_of_life_is_ended_and_started_again(
    signals: None, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []

    def say(sentence: str) -> None:
        told.append(sentence)
        if len(told) == 2:
            told_to_stop()

    hanging = Program("The mill", [sys.executable, "-c", HANGING], silence=SILENCE)
    began = time.monotonic()
    together = Supervisor([hanging], dict(os.environ), say=say)
    assert together.run(is_ready=lambda: True, when_ready=lambda: None) is None
    assert time.monotonic() - began > 0.4 + SILENCE  # its signs were heard
    assert told == [
        f"The mill gave no sign of life for {SILENCE} s.",
        "The mill was killed by signal 6 (SIGABRT). It starts again in 0.5 s.",
    ]
    assert "in hang" in capfd.readouterr().err  # where it stood


def processes_with(mark: str) -> list[int]:
    """Every process whose environment holds the mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = mark.encode() in (folder / "environ").read_bytes()
            is_dead = b"State:\tZ" in (folder / "status").read_bytes()
        except OSError:
            continue
        if is_ours and not is_dead and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def wait_until(condition: object, seconds: float = 120) -> None:
    """Wait for what another process does."""
    assert callable(condition)
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


@pytest.mark.parametrize("no_worker", [False, True])
def test_serve_runs_a_worker_unless_told_otherwise(no_worker: bool) -> None:
    options = {"host": "127.0.0.1", "port": 8000, "workers": 3, "threads": 4, "reload": False}
    programs = Command().programs({**options, "no_worker": no_worker})
    names = [one.name for one in programs]
    assert names == ["The web server", "The outbox worker"][: 2 - no_worker]
    assert {"--workers=3", "--threads=4"} <= set(programs[0].command)


Answer = tuple[int, str | None, str | None, bytes]  # status, range, encoding, content
SERVED_SOUND = f"/media/audio/{sha256(SOUND.read_bytes())}.m4a"


@dataclass(frozen=True)
class FirstStart:
    """What a portal said and answered when it was started for the first time, and then ended."""

    told: str
    sounds: list[Answer]
    open_to_others: list[str]


@dataclass(frozen=True)
class Prepared:
    """A folder with courses, `var/` and database, which the first start has prepared."""

    folder: Path
    first: FirstStart


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A portal that was started once and told to end; the tests below find it prepared."""
    folder, notes = tmp_path_factory.mktemp("portal"), tmp_path_factory.mktemp("notes")
    recorded_courses(folder / "courses")
    (folder / "var/mail").mkdir(parents=True)
    (folder / "var/mail/from-before.log").touch(mode=0o644)
    migrated.copy_to(folder / "test.sqlite3")
    (folder / "test.sqlite3").chmod(0o644)
    with served(notes, folder) as (serving, port):
        headers = ("", "bytes=100-199", "bytes=9999999-")
        sounds = [asked_for(port, SERVED_SOUND, header) for header in headers]
        # It answers a moment before it says so.
        wait_until(lambda: "\nTerakoya: http" in (notes / "told.txt").read_text())
        assert_nothing_is_left_after(serving, signal.SIGTERM, notes, port)
    # While it runs, a file may go between its being listed and looked at.
    readable = open_to_others(folder / "var")
    readable += [p.name for p in folder.glob("test.sqlite3*") if p.stat().st_mode & 0o077]
    return Prepared(folder, FirstStart((notes / "told.txt").read_text(), sounds, readable))


@contextmanager
def served(
    notes: Path, folder: Path, *, web_processes: int = 1
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A portal in a folder that answers, and its port; what it says is in `notes/told.txt`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        MARK: str(notes),
        "TERAKOYA_VAR": str(folder / "var"),
        "TERAKOYA_COURSES": str(folder / "courses"),
        "TERAKOYA_DATABASE": f"sqlite:///{folder / 'test.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
        "PORT": str(port),
    }
    options = ["--no-demo", f"--workers={web_processes}"]
    command = [sys.executable, "manage.py", "serve", *options]
    with (notes / "told.txt").open("wb") as told:
        serving = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=told, stderr=subprocess.STDOUT
        )
    try:
        wait_until(lambda: serving.poll() is not None or answers("127.0.0.1", port))
        assert serving.poll() is None, (notes / "told.txt").read_text()
        wait_until(lambda: "run_worker: ready" in (notes / "told.txt").read_text())
        yield serving, port
    finally:
        try:
            serving.send_signal(signal.SIGTERM)
            serving.wait(30)
        finally:  # a failed test leaves nothing behind either
            for one in processes_with(f"{MARK}={notes}"):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """The processes that a process has started, in order."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def web_workers(server: int) -> list[int]:
    """The processes of a web server that answer."""
    found = []
    for one in children_of(server):
        with suppress(OSError):
            if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes():
                found.append(one)
    return found


# Deep: each is a portal more. INT has the handler of TERM, with which `prepared` ends its own, and
# `test_served_portal_starts_again_what_is_killed` kills portal and server together in the end: the
# worker must notice the one, the server's processes the other.
@pytest.mark.deep
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("who", ["all by INT", "all by KILL", "all and the server"])
def test_served_portal_leaves_nothing_behind(prepared: Prepared, tmp_path: Path, who: str) -> None:
    with served(tmp_path, prepared.folder) as (serving, port):
        number = signal.SIGINT if who == "all by INT" else signal.SIGKILL
        also = children_of(serving.pid)[:1] if "server" in who else []
        assert_nothing_is_left_after(serving, number, tmp_path, port, also)


def assert_nothing_is_left_after(
    serving: subprocess.Popen[bytes],
    number: signal.Signals,
    notes: Path,
    port: int,
    killed: Sequence[int] = (),
) -> None:
    """Send a signal to a portal, kill some of its processes, and wait until all have ended."""
    mark = f"{MARK}={notes}"
    wait_until(lambda: len(processes_with(mark)) >= 4)  # itself, server, web process, worker
    serving.send_signal(number)
    for one in killed:
        os.kill(one, signal.SIGKILL)
    assert serving.wait(30) == (-number if number == signal.SIGKILL else 0)
    wait_until(lambda: processes_with(mark) == [])
    wait_until(lambda: is_free("127.0.0.1", port))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_served_portal_starts_again_what_is_killed(prepared: Prepared, tmp_path: Path) -> None:
    count = 2  # web processes: where one is killed the other stays

    def told() -> str:
        return (tmp_path / "told.txt").read_text()

    with served(tmp_path, prepared.folder, web_processes=count) as (serving, port):
        server, worker = children_of(serving.pid)
        os.kill(worker, signal.SIGKILL)

        def is_running_again() -> bool:
            assert asked_for(port, "/help/", "")[0] == 200  # all the while
            return told().count("run_worker: ready") == 2

        wait_until(is_running_again)
        assert children_of(serving.pid)[0] == server
        web = web_workers(server)
        os.kill(web[0], signal.SIGKILL)
        wait_until(lambda: web[0] not in web_workers(server))
        wait_until(lambda: len(web_workers(server)) == len(web) == count)
        os.kill(server, signal.SIGKILL)
        wait_until(lambda: "The web server was killed" in told())
        wait_until(lambda: is_answered(port))
        worker, server = children_of(serving.pid)  # the server is the younger now
        wait_until(lambda: len(web_workers(server)) == count)
        assert_nothing_is_left_after(serving, signal.SIGKILL, tmp_path, port, [server])
    assert [line for line in told().splitlines() if "starts again" in line] == [
        "The outbox worker was killed by signal 9 (SIGKILL). It starts again in 0.5 s.",
        "The web server was killed by signal 9 (SIGKILL). It starts again in 0.5 s.",
    ]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_served_portal_tells_what_it_prepares_and_keeps_it_to_itself(prepared: Prepared) -> None:
    steps, _, addresses = prepared.first.told.partition("\nTerakoya: ")
    port = re.match(r"http://127\.0\.0\.1:(\d+)/\n", addresses)
    assert port is not None
    assert [line for line in steps.splitlines() if line.endswith("…")] == [
        "Looking for what has changed since the last start …",
        "Preparing the database …",
        "Collecting static files …",
        "Publishing every-layout (1 of 1) …",
        f"Starting the web server and the outbox worker for http://127.0.0.1:{port[1]}/ …",
    ]
    assert prepared.first.open_to_others == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_served_portal_gives_sound_in_parts(prepared: Prepared) -> None:
    content = SOUND.read_bytes()
    size = len(content)
    assert prepared.first.sounds == [
        (200, None, None, content),
        (206, f"bytes 100-199/{size}", None, content[100:200]),
        (416, f"bytes */{size}", None, b""),
    ]


def is_answered(port: int) -> bool:
    """Whether a page comes; the listener of a process that is being killed still accepts."""
    try:
        return asked_for(port, "/help/", "")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def asked_for(port: int, address: str, header: str) -> Answer:
    """Status, range, encoding and content of an answer to a browser that takes gzip."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Accept-Encoding": "gzip", **({"Range": header} if header else {})}
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    told = (response.getheader("Content-Range"), response.getheader("Content-Encoding"))
    return response.status, *told, content
