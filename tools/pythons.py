#!/usr/bin/env python3
"""`make test-pythons`: the tests without browser and office on each Python from 3.11 to 3.14.

Each has an environment of its own, `.venv-3.12` and so on. A Python that is not on this machine is
named at the end. Arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from environment import ROOT

VERSIONS = ("3.11", "3.12", "3.13", "3.14")
MARKED = "not (deep or browser or office or uno or npm or nginx or postgres)"
_ASK = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"


def found() -> dict[str, Path]:
    """The Pythons of this machine that can make an environment, by version."""
    pythons = {version: _python(version) for version in VERSIONS}
    return {version: python for version, python in pythons.items() if python is not None}


def _python(version: str) -> Path | None:
    """One that works: a shim of pyenv may be there and know no such version."""
    return next((one for one in _candidates(version) if _says(one) == version), None)


def _candidates(version: str) -> Iterator[Path]:
    folders = [Path(one) for one in os.environ.get("PATH", "").split(os.pathsep) if one]
    kept = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    folders += [Path("/usr/bin"), Path("/usr/local/bin"), *sorted(kept.glob(f"{version}*/bin"))]
    for folder in dict.fromkeys(folders):
        if (python := folder / f"python{version}").exists():
            yield python


def _says(python: Path) -> str:
    """The version that an interpreter says; empty where it cannot make an environment."""
    done = subprocess.run([str(python), "-c", _ASK], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def environment_of(version: str, python: Path) -> dict[str, str] | None:
    """Make `.venv-<version>`; what its programs need to be told, `None` where it cannot be."""
    own = {**os.environ, "TERAKOYA_VENV": f".venv-{version}"}
    made = subprocess.run([str(python), "tools/environment.py", "dev"], cwd=ROOT, env=own)
    return own if made.returncode == 0 else None


def main() -> int:
    """Run the tests on each; the worst status."""
    statuses, pythons = {}, found()
    for version, python in pythons.items():
        print(f"Python {version} ({python})", flush=True)
        own = environment_of(version, python)
        command = [str(ROOT / f".venv-{version}/bin/python"), "-m", "pytest", "-q", "-n2"]
        command += ["--dist=loadfile", "-m", MARKED, *sys.argv[1:]]
        statuses[version] = (
            1 if own is None else subprocess.run(command, cwd=ROOT, env=own).returncode
        )
    for version in VERSIONS:
        told = {None: "LEFT OUT: it is not on this machine", 0: "ok"}
        print(f"Python {version}: {told.get(statuses.get(version), 'FAILED')}", flush=True)
    return max(statuses.values(), default=1)


if __name__ == "__main__":
    sys.exit(main())
