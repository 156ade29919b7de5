"""What the portal writes is for its own user alone: the database, mails, keys, uploads."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def write_privately() -> None:
    """Let every file and folder that this process makes be closed to other users."""
    os.umask(OTHERS)


def close_to_others(folder: Path) -> None:
    """Make a folder, or close one that is there, with everything in it.

    What belongs to another user stays as it is. A folder that everybody may write to, such as
    `/tmp`, is refused.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & stat.S_ISVTX:
        raise PermissionError(f"{folder} is shared by all users; choose a folder of its own.")
    close_file(folder)
    for path in folder.rglob("*"):
        close_file(path)


def close_file(path: Path) -> None:
    """Close one file or folder, if it is there."""
    with suppress(FileNotFoundError, PermissionError):  # gone meanwhile, or not ours
        mode = path.lstat().st_mode
        if mode & OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
