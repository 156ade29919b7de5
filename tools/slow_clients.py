"""`make slow-clients`: half-sent, dripping and unread requests against a server, and a normal page.

Starts the server of `make start` without a proxy. Some hundred clients of each kind misbehave for a
while, first kind by kind, then all together; who is disconnected comes back at once. Meanwhile
somebody opens pages. Ends with 1 where 95 of 100 of these did not come within a second.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import math
import resource
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from terakoya.courseware.revision import sha256
from tools.bench.server import ROOT, NotStarted, Place, own_place, running

WITHIN: Final = 1.0  # seconds, for 95 of 100 pages
PATIENCE: Final = 10.0  # seconds after which a page counts as not answered
PAGES: Final = ("/help/", "/sign-in/", "/courses/stop-customer-harassment/")
PAUSE: Final = 0.05
LEAST: Final = 21  # pages a phase, of which one may be slow
SMALL_ROOM: Final = 4096  # bytes that the kernel keeps for who does not read
_HOST = "Host: 127.0.0.1\r\n"
# With a cookie of the right form, so that Django looks for the form's token in the body.
_POST = (
    f"POST /sign-in/ HTTP/1.1\r\n{_HOST}Cookie: csrftoken={'a' * 32}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
)
_ESTABLISHED = 1  # the first byte of Linux's struct tcp_info


@dataclass(frozen=True)
class Kind:
    """A way to be a slow client: what is sent at first, then every second; whether it reads."""

    name: str
    first: bytes
    every_second: bytes = b""
    room: int = 0


def kinds(audio: str) -> list[Kind]:
    """All ways."""
    return [
        Kind("half a head", b"GET /help/ HTTP/1.1\r\nX-Long: a", b"a"),
        Kind("half a body", _POST.encode() + b"a" * 100),
        Kind("a byte a second", _POST.encode(), b"a"),
        Kind("answer unread", f"GET {audio} HTTP/1.1\r\n{_HOST}\r\n".encode(), room=SMALL_ROOM),
        Kind("idle connection", f"GET /help/ HTTP/1.1\r\n{_HOST}\r\n".encode()),
    ]


@dataclass
class Phase:
    """One kind, or all, for a while: what they met, and what others met meanwhile."""

    name: str
    connections: int
    disconnected: int = 0
    seconds: list[float] = field(default_factory=list)
    unanswered: int = 0

    @property
    def p95(self) -> float:
        """The time within which 95 of 100 pages came; those that did not come count as longest."""
        ordered = sorted(self.seconds) + [math.inf] * self.unanswered
        return ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)] if ordered else math.inf

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return {
            **asdict(self),
            "seconds": [round(one, 3) for one in self.seconds],
            "p95": None if self.p95 == math.inf else round(self.p95, 3),
        }


def main() -> int:
    """0: pages came in time; 1: not; 2: the server did not start."""
    options = _options()
    _allow_open_files(10 * options.connections)
    with own_place() as place:
        try:
            place.begin()
            command = [
                *(sys.executable, "manage.py", "serve", "--no-demo", "--no-worker"),
                f"--port={place.port}",
                *(f"--workers={options.workers}", f"--threads={options.threads}"),
            ]
            with running(place, command):
                phases = asyncio.run(_play(place, options))
        except NotStarted as error:
            print(error, place.last_lines(), sep="\n", file=sys.stderr)
            return 2
    print(json.dumps([one.as_json() for one in phases]) if options.json else _table(phases))
    return 1 if any(phase.p95 > WITHIN for phase in phases) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.slow_clients", description=__doc__)
    parser.add_argument("--connections", type=int, default=200, help="of each kind")
    parser.add_argument("--seconds", type=float, default=20.0, help="for each kind")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    parser.add_argument("--threads", type=int, default=2, help="threads of each process")
    parser.add_argument("--together", action="store_true", help="not kind by kind before")
    parser.add_argument("--json", action="store_true", help="print figures for machines")
    return parser.parse_args()


def _allow_open_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


async def _play(place: Place, options: argparse.Namespace) -> list[Phase]:
    all_kinds = kinds(_largest_audio())
    quiet = Phase("nobody", 0)
    await asyncio.to_thread(_open_pages, place, quiet, time.monotonic() + options.seconds / 2)
    phases = [quiet]
    alone = [] if options.together else [[one] for one in all_kinds]
    for chosen in (*alone, all_kinds):
        name = chosen[0].name if len(chosen) == 1 else "all together"
        phase = Phase(name, options.connections * len(chosen))
        phases.append(phase)
        await _misbehave(place, phase, chosen, options)
    return phases


async def _misbehave(
    place: Place, phase: Phase, chosen: Sequence[Kind], options: argparse.Namespace
) -> None:
    """So many slow clients of each kind, and somebody who opens pages."""
    async with asyncio.TaskGroup() as group:
        clients = [
            group.create_task(_slow_client(place, kind, phase))
            for kind in chosen
            for _ in range(options.connections)
        ]
        await asyncio.sleep(min(1.0, options.seconds / 4))  # all are connected
        until = time.monotonic() + options.seconds
        await asyncio.to_thread(_open_pages, place, phase, until)
        for client in clients:
            client.cancel()


async def _slow_client(place: Place, kind: Kind, phase: Phase) -> None:
    loop = asyncio.get_running_loop()
    while True:
        with socket.socket() as connection:
            if kind.room:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, kind.room)
            connection.setblocking(False)
            try:
                await loop.sock_connect(connection, ("127.0.0.1", place.port))
                await loop.sock_sendall(connection, kind.first)
                while _is_connected(connection):
                    await asyncio.sleep(1)
                    await loop.sock_sendall(connection, kind.every_second)
            except OSError:
                await asyncio.sleep(0.1)
        phase.disconnected += 1


def _is_connected(connection: socket.socket) -> bool:
    if sys.platform != "linux":
        return True
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == _ESTABLISHED


def _open_pages(place: Place, phase: Phase, until: float) -> None:
    """Open pages, each by a connection of its own, as somebody who comes for the first time.

    At least so many that one page in twenty may be slow: of fewer, p95 is the slowest.
    """
    number = 0
    while time.monotonic() < until or number < LEAST:
        begun = time.perf_counter()
        if _is_answered(place, PAGES[number % len(PAGES)]):
            phase.seconds.append(time.perf_counter() - begun)
        else:
            phase.unanswered += 1
        number += 1
        time.sleep(PAUSE)


def _is_answered(place: Place, page: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=PATIENCE)
    try:
        connection.request("GET", page)
        response = connection.getresponse()
        return response.status == 200 and len(response.read()) > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _largest_audio() -> str:
    """The address of the longest narration that is published, or of a page without one."""
    files = sorted(ROOT.glob("courses/*/media/audio/*.m4a"), key=lambda one: one.stat().st_size)
    return f"/media/audio/{sha256(files[-1].read_bytes())}.m4a" if files else PAGES[0]


def _table(phases: Sequence[Phase]) -> str:
    head = f"{'slow clients':18}{'number':>8}{'ended':>8}{'pages':>8}{'p95 ms':>9}{'worst ms':>10}"
    lines = [head, "-" * len(head)]
    for one in phases:
        worst = max(one.seconds, default=0.0) if not one.unanswered else math.inf
        pages = len(one.seconds) + one.unanswered
        lines.append(
            f"{one.name:18}{one.connections:>8}{one.disconnected:>8}{pages:>8}"
            f"{1000 * one.p95:>9.0f}{1000 * worst:>10.0f}"
        )
        if one.p95 > WITHIN:
            lines.append(f"Pages took longer than {WITHIN:g} s beside {one.name}.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
