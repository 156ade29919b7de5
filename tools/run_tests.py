#!/usr/bin/env python3
"""`make test`: the tests on SQLite and, beside them, on PostgreSQL those that touch the database.

Each line bears the name of its run. What was left out is named at the end. What is marked `once` is
played on SQLite alone, `once_on_postgres` on PostgreSQL alone, where that is (`tests/selection.py`
gives the marks). `--deep` plays everything: tests marked `deep`, those two on both, all examples of
the laws; and what needs no browser and no office on each of `DAYS`. Other arguments go to pytest.
With CI=true anything left out is a failure, and PostgreSQL's tests run on another Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import npm_files
import postgres
import pythons
from environment import PYTHON, ROOT, ensure

DEEP = "--deep"
LONGEST_DEEP = "3600"  # seconds of one test; pyproject.toml has those of a normal run
# The deep run also goes through these, on SQLite: ends of months and years, 29 February, midnight.
# Browsers and offices are left out; they draw the same pages and files on any day.
DAYS = (
    "2026-12-06",
    "2026-12-31",
    "2027-01-01",
    "2027-02-28",
    "2028-02-29",
    "2027-03-31T23:59:59",
    "2027-04-01T00:00:00",
)
# What another Python may read or say otherwise, played in CI on the second one there is.
SENSITIVE = [
    "tests/courseware/" + name
    for name in ("test_yaml_lines.py", "test_check.py", "test_cli.py", "test_preview.py")
]
NO_TESTS = 5  # pytest's status where a choice leaves none
PORTAL_TESTS = ["src/terakoya/portal", "tests", "--ignore=tests/courseware"]
NAMES = {
    "browser": "Chromium",
    "office": "LibreOffice",
    "uno": "a Python that drives LibreOffice (python3-uno)",
    "npm": "what tools/npm_files.py fetches",
    "nginx": "nginx with openssl",
    "postgres": "PostgreSQL",
}


@dataclass(frozen=True)
class Run:
    """What a run of pytest came to: its status, what it left out, and how long it took."""

    status: int
    left_out: dict[str, object]
    seconds: float


def main() -> int:
    """Run the tests; the worst status of the runs."""
    if (status := ensure("dev")) != 0:
        return status
    is_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    chosen = [argument for argument in sys.argv[1:] if argument != DEEP]
    if is_deep := DEEP in sys.argv[1:]:
        os.environ["TERAKOYA_DEEP"] = "1"  # tests/courseware/laws.py
        os.environ["PYTEST_TIMEOUT"] = LONGEST_DEEP
    npm_files.main()  # where it cannot, the tests that want them are named at the end
    has_postgres = postgres.find_programs() is not None
    with ThreadPoolExecutor(2) as pool:  # one waits for browsers and offices, the other computes
        runs = {"SQLite": pool.submit(_on_sqlite, chosen, is_deep, is_ci, has_postgres)}
        if has_postgres:
            runs["PostgreSQL"] = pool.submit(_on_postgres, chosen, is_deep, is_ci)
        done = {name: run.result() for name, run in runs.items()}
    if is_deep and "TERAKOYA_DAY" not in os.environ:
        done |= {day: _on_day(day, chosen) for day in DAYS}
    left_out = dict(done["SQLite"].left_out)
    left_out.pop("postgres", None)  # their run is the other one
    left_out |= done["PostgreSQL"].left_out if has_postgres else {"postgres": "all of its tests"}
    print("\n" + ", ".join(f"{name} {run.seconds:.0f} s" for name, run in done.items()), flush=True)
    return max(*(run.status for run in done.values()), _tell(left_out, is_ci=is_ci))


def _on_sqlite(chosen: list[str], is_deep: bool, is_ci: bool, has_postgres: bool) -> Run:
    normal = "not deep and not (once_on_postgres and database)" if has_postgres else "not deep"
    must_run = "browser,office,uno,npm,nginx" if is_ci else ""
    side_by_side = 3 if has_postgres and not is_deep else 2
    arguments = [f"-n{side_by_side}", "-m", "" if is_deep else normal, *chosen]
    return _pytest("SQLite", arguments, {}, must_run)


def _on_postgres(chosen: list[str], is_deep: bool, is_ci: bool) -> Run:
    marked = "database" if is_deep else "database and not deep and not once"
    # A third of a normal run's work is here; one process alone would be the last to end.
    arguments = ["-n2", "-m", marked, *(chosen or PORTAL_TESTS)]
    own = _second_python() if is_ci else {}
    if own is None:
        return Run(1, {}, 0)
    sensitive = Run(0, {}, 0)
    if own and not chosen:
        sensitive = _pytest("Python", ["-n1", "-m", "not deep", *SENSITIVE], own, "")
    with postgres.cluster() as address:
        must_run = "browser,postgres" if is_ci else ""
        run = _pytest("PostgreSQL", arguments, {**own, "TERAKOYA_DATABASE": address}, must_run)
    return Run(max(run.status, sensitive.status), run.left_out, run.seconds + sensitive.seconds)


def _second_python() -> dict[str, str] | None:
    """What lets programs run on the Python farthest from `.venv`'s; nothing where it is alone.

    `None` where its environment cannot be made.
    """
    first = "{}.{}".format(*sys.version_info)
    others = {version: one for version, one in pythons.found().items() if version != first}
    if not others:
        print(f"{'!' * 60}\nONE PYTHON: only {first} is on this machine\n{'!' * 60}", flush=True)
        return {}
    version = max(others, key=lambda one: abs(int(one[2:]) - sys.version_info.minor))
    print(f"SQLite on Python {first}, PostgreSQL on {version}", flush=True)
    return pythons.environment_of(version, others[version])


def _on_day(day: str, chosen: list[str]) -> Run:
    arguments = ["-n2", "-m", pythons.MARKED, *chosen]
    return _pytest(day[:10], arguments, {"TERAKOYA_DAY": day}, "")


def _pytest(name: str, arguments: list[str], environment: dict[str, str], must_run: str) -> Run:
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        left_out = Path(folder) / "left-out.json"
        spread = ["--dist=loadfile", "--no-loadscope-reorder"]  # conftest.py orders files
        own = {
            **environment,
            "TERAKOYA_LEFT_OUT": str(left_out),
            "TERAKOYA_MUST_RUN": must_run,
            "TERAKOYA_VAR": folder,
        }
        python = PYTHON
        if venv := environment.get("TERAKOYA_VENV"):
            python = ROOT / venv / "bin/python"
        status = _told(name, [str(python), "-m", "pytest", "-q", *spread, *arguments], own)
        told = json.loads(left_out.read_text("utf-8")) if left_out.exists() else {}
        is_empty = status == NO_TESTS and len(arguments) > 3
        return Run(0 if is_empty else status, told, time.monotonic() - start)


def _told(name: str, command: list[str], environment: dict[str, str]) -> int:
    """Run a command and print its lines with the name before them; its status."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        for line in running.stdout or ():
            print(f"{name:10} {line}", end="", flush=True)
    return running.returncode


def _tell(left_out: dict[str, object], *, is_ci: bool) -> int:
    if not left_out:
        print("Nothing was left out.")
        return 0
    numbers = {
        n: what if isinstance(what, str) else f"{what} tests" for n, what in left_out.items()
    }
    lines = [f"  {NAMES[name]} is not on this machine: {what}" for name, what in numbers.items()]
    print("\n".join(["!" * 60, "LEFT OUT", *lines, "!" * 60]), file=sys.stderr)
    return 1 if is_ci else 0


if __name__ == "__main__":
    sys.exit(main())
