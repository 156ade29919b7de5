"""A profile of LibreOffice, made once and copied: the first start of a new one takes a second."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "var/office-profile"
ITEMS_END: Final = "</oor:items>"


def new_profile(folder: Path, settings: str = "") -> str:
    """The switch for a profile of its own in a folder that is not there yet.

    `settings` are items of the registry, as `registrymodifications.xcu` writes them.
    """
    shutil.copytree(_made(), folder)
    registry = folder / "user/registrymodifications.xcu"
    items = registry.read_text(encoding="utf-8")
    assert ITEMS_END in items
    registry.write_text(items.replace(ITEMS_END, settings + ITEMS_END), encoding="utf-8")
    return f"-env:UserInstallation={folder.as_uri()}"


def _made() -> Path:
    """The profile that others are copied from; another installation makes it anew."""
    found = shutil.which("soffice")
    assert found is not None
    program = Path(found).resolve(strict=True)
    made = FOLDER / f"{program.stat().st_mtime_ns}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in FOLDER.glob("[0-9]*"):
                shutil.rmtree(old)
            with tempfile.TemporaryDirectory(dir=FOLDER) as name:
                _open_something(program, Path(name)).rename(made)
    return made


def _open_something(program: Path, folder: Path) -> Path:
    """A profile in a folder that LibreOffice has opened a file with."""
    (folder / "empty.txt").touch()
    profile = folder / "profile"
    command = [str(program), f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", "txt", "--outdir", str(folder / "out"), str(folder / "empty.txt")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return profile
