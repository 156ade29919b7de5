"""The databases in a SQLite file and its write-ahead log (sqlite.org/fileformat2.html)."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from .states import CONTENT, State

FRAME_HEADER = 24
LOG_HEADER = 32


def page_size(data: bytes) -> int:
    """The size of the file's pages."""
    size: int = struct.unpack(">H", data[16:18])[0]
    return 65536 if size == 1 else size


def state_of(data: bytes) -> State:
    """The rows of all tables in a database that is given as bytes."""
    # As a file without a log: the version numbers of the header say whether to look for one.
    plain = data[:18] + b"\1\1" + data[20:]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(plain)
        connection.row_factory = sqlite3.Row
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for (name,) in names.fetchall()
            if not name.startswith(CONTENT)
        }


def logged_databases(file: Path) -> Iterator[bytes]:
    """The database before the log and after each transaction that the log still holds."""
    data = file.read_bytes()
    log = file.with_name(f"{file.name}-wal")
    size = page_size(data)
    pages = {n: data[n * size : (n + 1) * size] for n in range(len(data) // size)}
    if pages:
        yield data
    for number, end, page in frames(log.read_bytes() if log.exists() else b""):
        pages[number - 1] = page
        if end:
            yield b"".join(pages.get(n, bytes(size)) for n in range(end))


def frames(log: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The frames of the log's present generation: page number, database size at a commit, page.

    Frames behind them belong to a generation before the last checkpoint.
    """
    if len(log) < LOG_HEADER:
        return
    (size,) = struct.unpack(">I", log[8:12])
    salts = log[16:24]
    for start in range(LOG_HEADER, len(log) - size - FRAME_HEADER + 1, FRAME_HEADER + size):
        number, end = struct.unpack(">II", log[start : start + 8])
        if log[start + 8 : start + 16] == salts:
            yield number, end, log[start + FRAME_HEADER : start + FRAME_HEADER + size]
