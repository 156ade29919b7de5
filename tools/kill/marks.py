"""Where each thread of a server stands in its transaction, in a file that outlives a SIGKILL.

The file is mapped into memory: what a process has written there stays in the kernel's pages when
it is killed in the next instruction. One file a process, one byte a thread.
"""

from __future__ import annotations

import itertools
import mmap
import os
import threading
from enum import IntEnum
from pathlib import Path
from typing import Final

FOLDER: Final = "TERAKOYA_MARKS"
_SIZE: Final = mmap.PAGESIZE


class Mark(IntEnum):
    """Outside, between BEGIN and COMMIT, or inside COMMIT (whose answer has not come)."""

    OUTSIDE = 0
    INSIDE = 1
    COMMITTING = 2


class Marks:
    """The marks of this process; made anew in a forked child."""

    def __init__(self) -> None:
        self._pid = 0
        self._map: mmap.mmap | None = None
        self._numbers = itertools.count()
        self._local = threading.local()

    def set(self, mark: Mark) -> None:
        """Note where this thread stands."""
        if self._pid != os.getpid():
            self._open()
        if not hasattr(self._local, "number"):
            self._local.number = next(self._numbers) % _SIZE
        assert self._map is not None
        self._map[self._local.number] = mark

    def _open(self) -> None:
        path = Path(os.environ[FOLDER]) / str(os.getpid())
        path.write_bytes(bytes(_SIZE))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _SIZE)
        self._pid = os.getpid()


MARKS: Final = Marks()


def read_marks(folder: Path, pid: int) -> list[Mark]:
    """Where the threads of a process that has ended were standing; outside is left out."""
    path = folder / str(pid)
    if not path.exists():
        return []
    return [Mark(byte) for byte in path.read_bytes() if byte]
