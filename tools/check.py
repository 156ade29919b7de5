#!/usr/bin/env python3
"""`make check`: everything a change must pass beside the tests. Runs all, then tells all."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from environment import PYTHON, ROOT, VENV, ensure


def steps() -> dict[str, list[str]]:
    """What is run, by the name it is told under."""
    python, programs = str(PYTHON), VENV / "bin"
    found = {
        "lint": [str(programs / "ruff"), "check", "."],
        "layout": [str(programs / "ruff"), "format", "--check", "."],
        "types": [str(programs / "mypy")],
        "layers": [str(programs / "lint-imports")],
        "migrations": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "system checks": [python, "manage.py", "check", "--fail-level", "WARNING"],
        "texts": [python, "tools/translations.py", "--check"],
    }
    for course in sorted((ROOT / "courses").glob("*/course.yaml")):
        folder = course.parent.relative_to(ROOT)
        found[f"course {folder.name}"] = [python, "-m", "terakoya.courseware", "check", str(folder)]
    return found


def main() -> int:
    """Run every step; 1 where any failed."""
    if (status := ensure("dev")) != 0:
        return status
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings_test"}
    failed = []
    for name, command in steps().items():
        start = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        word = "ok" if done.returncode == 0 else "FAILED"
        print(f"{name:32} {word:8} {time.monotonic() - start:5.1f} s", flush=True)
        if done.returncode != 0:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
