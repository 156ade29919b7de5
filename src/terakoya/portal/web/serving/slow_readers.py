"""Ends connections whose client does not read what it asked for (Linux; elsewhere does nothing).

granian waits for ever until a client has read its answer. The kernel knows how many bytes of a
connection wait and how many have arrived; who stays below a rate is disconnected.
"""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import struct
import sys
import termios
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)
GRACE: Final = 30.0  # seconds
RATE: Final = 4_096  # bytes a second
_DESCRIPTORS: Final = Path("/proc/self/fd")
_BYTES_ACKED: Final = slice(120, 128)  # of struct tcp_info, linux/tcp.h


@dataclass(frozen=True)
class Backlog:
    """Since when a client's answer waits, and how much had arrived by then."""

    since: float
    arrived: int


class SlowReaders:
    """The connections of this process that have something to read."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._waiting: dict[tuple[int, str], Backlog] = {}

    def end_the_slowest(self) -> int:
        """End those that have stayed below the rate; how many."""
        if sys.platform != "linux":
            return 0
        now, waiting, count = time.monotonic(), self._waiting, 0
        self._waiting = {}
        for path in _DESCRIPTORS.iterdir():
            with suppress(OSError):
                count += self._look(int(path.name), waiting, now)
        return count

    def _look(self, descriptor: int, waiting: dict[tuple[int, str], Backlog], now: float) -> bool:
        if not struct.unpack("i", fcntl.ioctl(descriptor, termios.TIOCOUTQ, b"\0" * 4))[0]:
            return False
        # A copy, so that it stays this connection while we look.
        with socket.socket(fileno=os.dup(descriptor)) as connection:
            if connection.getsockname()[1:2] != (self._port,):
                return False
            info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 128)
            arrived = int.from_bytes(info[_BYTES_ACKED], sys.byteorder)
            key = (descriptor, str(connection.getpeername()))
            backlog = waiting.get(key) or Backlog(now, arrived)
            self._waiting[key] = backlog
            wanted = RATE * (now - backlog.since - GRACE)
            if arrived - backlog.arrived >= wanted:
                return False
            # What waits is dropped with the connection; else the kernel would keep it for minutes.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.shutdown(socket.SHUT_RDWR)
            return True
