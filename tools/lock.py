#!/usr/bin/env python3
"""Compile `requirements/*.txt` from pyproject.toml: every version with its hashes, for every
Python from 3.11 on, and without the address of any package index."""

from __future__ import annotations

import subprocess
import sys

from environment import ROOT, VENV

SETS = {"run": (), "dev": ("--group", "dev")}


def main() -> int:
    """Compile both sets; present versions stay unless `--upgrade` is given."""
    for name, group in SETS.items():
        command = [
            str(VENV / "bin/uv"),
            "pip",
            "compile",
            "pyproject.toml",
            *group,
            "--universal",
            "--python-version=3.11",
            "--generate-hashes",
            "--no-header",
            "--no-emit-index-url",
            "--quiet",
            f"--output-file=requirements/{name}.txt",
            *sys.argv[1:],
        ]
        if (status := subprocess.run(command, cwd=ROOT, check=False).returncode) != 0:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
