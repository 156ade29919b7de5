#!/usr/bin/env python3
"""`make test`: the tests on SQLite and, beside them, on PostgreSQL those that touch the database.

Each line bears the name of its run. What was left out is named at the end. What is marked `once` is
played on SQLite alone, `once_on_postgres` on PostgreSQL alone, where that is (`tests/selection.py`
gives the marks). `--deep` plays everything: tests marked `deep`, those two on both, all examples of
the laws. Other arguments go to pytest. With CI=true anything left out is a failure.
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
from environment import PYTHON, ROOT, ensure

DEEP = "--deep"
LONGEST_DEEP = "3600"  # seconds of one test; pyproject.toml has those of a normal run
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
    with postgres.cluster() as address:
        must_run = "browser,postgres" if is_ci else ""
        return _pytest("PostgreSQL", arguments, {"TERAKOYA_DATABASE": address}, must_run)


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
        status = _told(name, [str(PYTHON), "-m", "pytest", "-q", *spread, *arguments], own)
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
