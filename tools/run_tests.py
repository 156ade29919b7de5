#!/usr/bin/env python3
"""`make test`: all tests on SQLite, then the portal's on PostgreSQL; names what was left out.

Arguments go to pytest. With CI=true anything left out is a failure.
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

PORTAL_TESTS = [
    "src/terakoya/portal",
    "tests",
    "--ignore=tests/courseware",
    "--ignore=tests/test_nginx.py",  # a proxy knows no database
]
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
    chosen = sys.argv[1:]
    start = time.monotonic()
    npm_files.main()  # where it cannot, the tests that want them are named at the end
    print("Tests on SQLite", flush=True)
    status, left_out = _pytest(chosen, {}, "browser,office,uno,npm,nginx" if is_ci else "")
    left_out.pop("postgres", None)  # their run is the next one
    if postgres.find_programs() is None:
        left_out["postgres"] = "all tests on PostgreSQL"
    else:
        print("Tests of the portal on PostgreSQL", flush=True)
        with postgres.cluster() as address:
            arguments = chosen or PORTAL_TESTS
            environment = {"TERAKOYA_DATABASE": address}
            second, more = _pytest(arguments, environment, "browser,postgres" if is_ci else "")
        status = status or second
        left_out.update(more)
    print(f"\n{time.monotonic() - start:.0f} s", flush=True)
    return max(status, _tell(left_out, is_ci=is_ci))


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
        return (0 if done.returncode == 5 and arguments else done.returncode), told


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
