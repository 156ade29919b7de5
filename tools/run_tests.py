#!/usr/bin/env python3
"""`make test`: the tests on SQLite, then those that touch the database on PostgreSQL.

Names what was left out. What is marked `once` is played on PostgreSQL alone, where that is.
`--deep` plays everything: tests marked `deep`, `once` on both, all examples of the laws.
Other arguments go to pytest. With CI=true anything left out is a failure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import npm_files
import postgres
from environment import PYTHON, ROOT, ensure

DEEP = "--deep"
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


def main() -> int:
    """Run the tests; the worst status of the runs."""
    if (status := ensure("dev")) != 0:
        return status
    is_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    chosen = [argument for argument in sys.argv[1:] if argument != DEEP]
    if is_deep := DEEP in sys.argv[1:]:
        os.environ["TERAKOYA_DEEP"] = "1"  # tests/courseware/laws.py
    npm_files.main()  # where it cannot, the tests that want them are named at the end
    start = time.monotonic()
    print("Tests on SQLite", flush=True)
    has_postgres = postgres.find_programs() is not None
    normal = "not deep and not once" if has_postgres else "not deep"
    choice = ["-m", "" if is_deep else normal, *chosen]
    status, left_out = _pytest(choice, {}, "browser,office,uno,npm,nginx" if is_ci else "")
    left_out.pop("postgres", None)  # their run is the next one
    times = {"SQLite": time.monotonic() - start}
    if not has_postgres:
        left_out["postgres"] = "all tests on PostgreSQL"
    else:
        start = time.monotonic()
        second, more = _on_postgres(chosen, is_deep=is_deep, is_ci=is_ci)
        times["PostgreSQL"] = time.monotonic() - start
        status = status or second
        left_out.update(more)
    print("\n" + ", ".join(f"{part} {taken:.0f} s" for part, taken in times.items()), flush=True)
    return max(status, _tell(left_out, is_ci=is_ci))


def _on_postgres(chosen: list[str], *, is_deep: bool, is_ci: bool) -> tuple[int, dict[str, object]]:
    print("What touches the database, on PostgreSQL", flush=True)
    marked = "database" if is_deep else "database and not deep"
    arguments = ["-m", marked, *(chosen or PORTAL_TESTS)]
    with postgres.cluster() as address:
        must_run = "browser,postgres" if is_ci else ""
        return _pytest(arguments, {"TERAKOYA_DATABASE": address}, must_run)


def _pytest(
    arguments: list[str], environment: dict[str, str], must_run: str
) -> tuple[int, dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        left_out = Path(folder) / "left-out.json"
        spread = ["-n2", "--dist=loadfile", "--no-loadscope-reorder"]  # conftest.py orders files
        command = [str(PYTHON), "-m", "pytest", "-q", *spread, *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={
                **os.environ,
                **environment,
                "TERAKOYA_LEFT_OUT": str(left_out),
                "TERAKOYA_MUST_RUN": must_run,
                "TERAKOYA_VAR": folder,
            },
            check=False,
        )
        told = json.loads(left_out.read_text("utf-8")) if left_out.exists() else {}
        is_empty = done.returncode == NO_TESTS and len(arguments) > 2
        return (0 if is_empty else done.returncode), told


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
