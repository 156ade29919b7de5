#!/usr/bin/env python3
"""Make `.venv` with the locked packages of a set: `tools/environment.py dev` (or run, postgres,
video, voice, hearing).

Uses nothing but the standard library, and installs again only where the lock file has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / os.environ.get("TERAKOYA_VENV", ".venv")  # of another Python: tools/pythons.py
SETS = {"run", "dev", "postgres", "video", "voice", "hearing"}
STAMP = VENV / "installed.json"
PYTHON = VENV / "bin/python"
COMMAND = """#!{python}
import sys
from terakoya.courseware.cli.commands import main
if __name__ == "__main__":  # what reads files starts anew and imports this again
    sys.exit(main())
"""


def main() -> int:
    """Make the environment named on the command line."""
    if len(sys.argv) != 2 or sys.argv[1] not in SETS:
        print(__doc__, file=sys.stderr)
        return 2
    return ensure(sys.argv[1])


def ensure(name: str) -> int:
    """Install `requirements/<name>.txt` into `.venv`; the exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the one place that an older Python may reach
        print("Terakoya needs Python 3.11 or newer.", file=sys.stderr)
        return 1
    lock = ROOT / f"requirements/{name}.txt"
    state = hashlib.sha256(f"{ROOT}\0".encode() + lock.read_bytes()).hexdigest()
    done = json.loads(STAMP.read_text("utf-8")) if STAMP.exists() else {}
    if done.get(name) == state and PYTHON.exists():
        _link_source()
        return 0
    if not PYTHON.exists():
        print(f"Making the environment {VENV.name} …", flush=True)
        venv.create(VENV, with_pip=True, clear=True)
        done = {}
    print(f"Installing the packages of requirements/{name}.txt into {VENV.name} …", flush=True)
    if (status := _install(lock)) != 0:
        print("The packages could not be installed; see the lines above.", file=sys.stderr)
        return status
    _link_source()
    STAMP.write_text(json.dumps({**done, name: state}, indent=1), encoding="utf-8")
    return 0


def _install(lock: Path) -> int:
    """Let pip install exactly the locked files; a machine's own constraints do not count.

    Python compiles what it imports when it does: compiling all that lies there takes pip as long
    as the rest. Two of them share the files, since one unpacks on one core alone; nothing that
    they do depends on what the other has installed.
    """
    environment = {**os.environ, "PIP_CONSTRAINT": os.devnull, "PIP_REQUIRE_VIRTUALENV": "0"}
    pip = [str(PYTHON), "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode != 0:
        subprocess.run([str(PYTHON), "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
    command = [
        *pip,
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
        "--require-hashes",
        "--no-deps",
        "--only-binary=:all:",
    ]
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for number, share in enumerate(shares(lock.read_text("utf-8"))):
            part = Path(folder) / f"{number}.txt"
            part.write_text(share, encoding="utf-8")
            running.append(subprocess.Popen([*command, f"--requirement={part}"], env=environment))
        statuses = [one.wait() for one in running]
    return next((status for status in statuses if status != 0), 0)  # one that was ended is below 0


def shares(locked: str) -> list[str]:
    """A lock file in two: each requirement, with its hashes, in one of them."""
    each = re.split(r"^(?=\w)", locked, flags=re.MULTILINE)
    return ["".join(each[start::2]) for start in (0, 1)]


def _link_source() -> None:
    """Make `import terakoya` and the `terakoya` command work from the folder itself."""
    packages = next(VENV.glob("lib/python3.*/site-packages"))
    (packages / "terakoya-source.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = VENV / "bin/terakoya"
    command.write_text(COMMAND.format(python=PYTHON), encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main())
