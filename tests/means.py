"""Programs beside Python that some tests need, and where they are found."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

NPM: Final = Path(__file__).resolve().parents[1] / "var" / "npm"
# Marker name: what is missing, in words.
MEANS: Final = {
    "browser": "Chromium (on the PATH, or TERAKOYA_CHROMIUM)",
    "office": "LibreOffice (soffice on the PATH)",
    "uno": "a Python that drives LibreOffice (Debian: python3-uno)",
    "npm": "packages of the npm registry in var/npm (tools/npm_files.py fetches them)",
    "nginx": "nginx and openssl on the PATH",
    "postgres": "PostgreSQL (TERAKOYA_DATABASE=postgresql://…; `make test` finds initdb itself)",
}
SWITCHES: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str | None:
    """The Chromium to drive, or None; one without a window of its own needs a quarter less."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("TERAKOYA_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    return found or None


@cache
def office_python() -> str | None:
    """A Python that knows LibreOffice's interface, or `None`."""
    beside = Path(os.path.realpath(shutil.which("soffice") or "/nowhere")).with_name("python")
    for program in (str(beside), "/usr/bin/python3", shutil.which("python3")):
        if program and Path(program).exists():
            asked = subprocess.run([program, "-c", "import uno"], capture_output=True, check=False)
            if asked.returncode == 0:
                return program
    return None


def is_present(name: str) -> bool:
    """Whether the program behind a marker is here."""
    if name == "browser":
        return find_chromium() is not None
    if name == "office":
        return shutil.which("soffice") is not None
    if name == "uno":
        return office_python() is not None
    if name == "nginx":
        return all(map(shutil.which, ("nginx", "openssl")))
    if name == "npm":
        return NPM.is_dir()
    return os.environ.get("TERAKOYA_DATABASE", "").startswith("postgres")
