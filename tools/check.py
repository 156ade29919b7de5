#!/usr/bin/env python3
"""`make check`: everything a change must pass beside the tests. Runs all, then tells all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

from environment import PYTHON, ROOT, VENV, ensure

SIDE_BY_SIDE = 2  # most of the time goes to the types, which take one core


def steps() -> dict[str, list[str]]:
    """What is run, by the name it is told under."""
    python, programs = str(PYTHON), VENV / "bin"
    found = {
        "types": [str(programs / "mypy")],  # the longest begins first
        # Also compiles the tests with their assertions, once for all processes that will run them.
        "collecting tests": [python, "-m", "pytest", "--collect-only", "-q", "-m", ""],
        "lint": [str(programs / "ruff"), "check", "."],
        "layout": [str(programs / "ruff"), "format", "--check", "."],
        "layers": [str(programs / "lint-imports")],
        "migrations": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        # A new database comes into being; the tests copy it.
        "new database": [python, "tools/migrated.py"],
        "system checks": [python, "manage.py", "check", "--fail-level", "WARNING"],
        "templates": [python, "tools/templates.py"],
        "palette": [python, "tools/palette.py", "--check"],
        "texts": [python, "tools/translations.py", "--check"],
    }
    for course in sorted([*ROOT.glob("courses/*/course.yaml"), *ROOT.glob("drafts/*/course.yaml")]):
        folder = course.parent.relative_to(ROOT)
        found[str(folder)] = [python, "-m", "terakoya.courseware", "check", str(folder)]
    return found


def main() -> int:
    """Run every step, two at a time; 1 where any failed."""
    if (status := ensure("dev")) != 0:
        return status
    failed = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        running = {pool.submit(_run, command): name for name, command in steps().items()}
        for one in as_completed(running):
            name, (status, told, seconds) = running[one], one.result()
            word = "ok" if status == 0 else "FAILED"
            print(f"{name:32} {word:8} {seconds:5.1f} s", flush=True)
            if status != 0:
                failed.append(name)
                print(told, flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _run(command: list[str]) -> tuple[int, str, float]:
    """The status of a step, what it said, and how long it took."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings_test"}
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main())
