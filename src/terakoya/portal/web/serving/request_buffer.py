"""A WSGI application behind granian's RSGI: a thread answers, and waits for no client.

The event loop receives a request with its body and hands it to a thread; the thread's whole answer
goes back to granian, which sends it as fast as the client reads. So a slow client holds a
connection and some memory, and keeps nobody else waiting (record 0040).
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Container, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from .bodies import Bodies, Body, BodyRefused, Environ, Incoming
from .environ import Scope, environ_of
from .slow_readers import SlowReaders
from .threads import Threads, end_stuck_process

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)
STUCK_SECONDS = 300.0
LOOK_EVERY = 10.0
Fields = list[tuple[str, str]]


class Exchange(Incoming, Protocol):
    """A request of granian's, which can be answered once."""

    def response_bytes(self, status: int, headers: Fields, body: bytes) -> None:
        """Answer."""

    def response_str(self, status: int, headers: Fields, body: str) -> None:
        """Answer with a text."""


class RequestBuffer:
    """The application that granian calls, in each of its processes.

    `files` are the addresses of static files: what is read in no time needs no thread.
    """

    def __init__(
        self,
        portal: WSGIApplication,
        *,
        files: Container[str],
        port: int,
        threads: int,
        folder: Path,
        largest: Callable[[Environ], int],
    ) -> None:
        self._portal, self._files, self._largest = portal, files, largest
        self._port, self._count = port, threads
        self._bodies = Bodies(folder, self._ask_largest)
        self._threads: Threads
        self._watch: asyncio.Task[None]

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start, within the process that answers."""
        self._threads = Threads(self._count, loop)
        self._watch = loop.create_task(self._keep_watch())

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop; all requests are answered."""
        self._watch.cancel()
        self._threads.settle()
        loop.run_until_complete(asyncio.sleep(0))

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        self._threads.settle()
        environ = environ_of(scope)
        if environ["PATH_INFO"] in self._files:
            answer(self._portal, environ, exchange)
            return
        body = Body(io.BytesIO())
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            try:
                body = await self._bodies.receive(exchange, environ)
            except BodyRefused as refusal:
                exchange.response_str(refusal.status, _CLOSING, refusal.sentence)
                return
        environ["wsgi.input"] = body.file
        try:
            await self._threads.put(partial(answer, self._portal, environ, exchange))
        finally:
            body.close()

    def _ask_largest(self, environ: Environ) -> Awaitable[int]:
        return self._threads.put(partial(self._largest, environ))

    async def _keep_watch(self) -> None:
        readers = SlowReaders(self._port)
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                readers.end_the_slowest()
            except Exception:  # it is a courtesy to others; the portal answers without it
                log.exception("slow readers could not be ended")
            if self._threads.are_stuck(STUCK_SECONDS):
                end_stuck_process()


def answer(portal: WSGIApplication, environ: Environ, exchange: Exchange) -> None:
    """Run the application and hand its whole answer over; then it may put things away."""
    started = _Start()
    found: Iterable[bytes] = portal(environ, started)
    try:
        exchange.response_bytes(started.status, started.headers, b"".join(found))
    finally:
        if hasattr(found, "close"):
            found.close()


_CLOSING: Fields = [
    ("content-type", "text/plain; charset=utf-8"),
    ("cache-control", "no-store"),
    ("connection", "close"),
]


class _Start:
    """`start_response` of PEP 3333."""

    def __init__(self) -> None:
        self.status, self.headers = 500, list[tuple[str, str]]()

    def __call__(self, status: str, headers: Fields, _exc_info: Any = None) -> Callable[..., Any]:
        self.status, self.headers = int(status[:3]), headers
        return _write


def _write(_data: bytes) -> None:
    raise NotImplementedError("the portal gives its answers back")
