#!/usr/bin/env python3
"""Compile `requirements/*.txt` from pyproject.toml: every version with its hashes, for every
Python from 3.11 on, and without the address of any package index."""

from __future__ import annotations

import subprocess
import sys

from environment import ROOT, VENV

# What both an environment for development and the voice need is the same version in both. The
# dictionary (190 MB) is for a part of pyopenjtalk-plus that is not used.
_VOICE = (
    "--extra=voice",
    "--no-emit-package=sudachidict-core",
    "--constraint=requirements/dev.txt",
)
SETS = {
    "run": (),
    "dev": ("--group=dev",),
    "postgres": ("--extra=postgres", "--constraint=requirements/dev.txt"),
    "video": ("--extra=video", "--constraint=requirements/dev.txt"),
    "voice": _VOICE,
    "hearing": (*_VOICE, "--group=hearing"),
}


def main() -> int:
    """Compile every set; present versions stay unless `--upgrade` is given."""
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
