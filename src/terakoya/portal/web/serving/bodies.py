"""The body of a request: received whole before a thread is taken, within limits of size and time.

A usual body stays in memory and touches no file: a survey's answers are in it. A large one, where
the address takes files and somebody is signed in, goes into a file without a name; where the
address says that its files touch no disk (`takes_files_in_memory`) it stays in memory as well.
"""

from __future__ import annotations

import asyncio
import io
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Protocol

from granian import rsgi

from ...common.large_bodies import IN_MEMORY, TOO_LARGE, USUAL

log = logging.getLogger(__name__)
SMALL: Final = 65_536  # bytes; so much of every connection fits into memory
MEMORY: Final = 64_000_000  # of larger usual bodies that one process receives at a time
DISK: Final = 2_000_000_000  # of files that it receives at a time
MOST_DROPPED: Final = 1_000_000_000  # of a file that is too large, so that the page can say so
GRACE: Final = 20.0  # seconds that every body has
RATE: Final = 16_384  # bytes a second that it must bring beside

Environ = dict[str, Any]


class Incoming(Protocol):
    """What granian gives to read a body."""

    def __call__(self) -> Awaitable[bytes]:
        """All of it."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Piece by piece; an empty piece is the end, or the end of the connection."""


class BodyRefused(Exception):
    """No body, so no page: a status and a sentence in both languages."""

    def __init__(self, status: int, japanese: str, english: str) -> None:
        super().__init__(english)
        self.status, self.sentence = status, f"{japanese}\n{english}\n"


class Budget:
    """So many bytes for all bodies of a kind that a process holds at a time."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, size: int) -> None:
        """Keep room for a body; raises `BodyRefused` when there is none."""
        if size > self._left:
            raise _busy()
        self._left -= size

    def give_back(self, size: int) -> None:
        """The body is gone."""
        self._left += size


class Body:
    """A body that has come, and the room that is kept for it."""

    def __init__(self, file: IO[bytes], size: int = 0, budget: Budget | None = None) -> None:
        self.file, self._size, self._budget = file, size, budget

    def close(self) -> None:
        """Forget it."""
        self.file.close()
        if self._budget is not None:
            self._budget.give_back(self._size)
            self._budget = None


class Bodies:
    """Receives bodies for one process.

    `largest` tells, outside the event loop, how many bytes the sender may send to the address;
    `folder` is where large ones lie.
    """

    def __init__(self, folder: Path, largest: Callable[[Environ], Awaitable[int]]) -> None:
        self._folder, self._largest = folder, largest
        self._memory, self._disk = Budget(MEMORY), Budget(DISK)

    async def receive(self, incoming: Incoming, environ: Environ) -> Body:
        """The body; an empty one, with a mark for Django, where it is too large.

        Raises `BodyRefused` where it has no length, does not come in time or not whole.
        """
        length = _length(environ)
        if length <= SMALL:
            return Body(io.BytesIO(await _whole(incoming, length)))
        if length <= USUAL:
            return await _received(incoming, length, self._memory, io.BytesIO)
        largest = await self._largest(environ)
        if length <= largest and environ.get(IN_MEMORY):
            return await _received(incoming, length, self._memory, io.BytesIO)
        if length <= largest:
            return await _received(incoming, length, self._disk, self._new_file)
        if largest > USUAL and length <= MOST_DROPPED:
            await _pieces(incoming, length, lambda _piece: None)
        environ[TOO_LARGE], environ["CONTENT_LENGTH"] = largest, "0"
        return Body(io.BytesIO())

    def _new_file(self) -> IO[bytes]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        return tempfile.TemporaryFile(dir=self._folder)


def _length(environ: Environ) -> int:
    if "HTTP_TRANSFER_ENCODING" in environ:
        raise BodyRefused(
            411,
            "長さの分からないデータは受け取れません。Content-Lengthを付けて送ってください。",
            "Data of unknown length is not taken. Please send it with its Content-Length.",
        )
    text = environ.get("CONTENT_LENGTH", "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise BodyRefused(
            400, "Content-Lengthの値が正しくありません。", "The Content-Length is not a number."
        )
    return int(text)


async def _whole(incoming: Incoming, length: int) -> bytes:
    if length == 0:
        return b""
    with _told():
        async with asyncio.timeout(GRACE + length / RATE):
            body = await incoming()
    if len(body) != length:
        raise _broken_off()
    return body


async def _received(
    incoming: Incoming, length: int, budget: Budget, new_file: Callable[[], IO[bytes]]
) -> Body:
    budget.take(length)
    body = Body(io.BytesIO(), length, budget)
    try:
        body.file = new_file()
        await _pieces(incoming, length, body.file.write)
        body.file.seek(0)
    except BaseException as error:
        body.close()
        if isinstance(error, OSError):  # no room on the disk
            log.exception("a body of %d bytes could not be kept", length)
            raise _busy() from None
        raise
    return body


async def _pieces(incoming: Incoming, length: int, take: Callable[[bytes], object]) -> None:
    """Take a body piece by piece; it must keep up the rate at every moment."""
    received, begun = 0, asyncio.get_running_loop().time()
    pieces = aiter(incoming)
    with _told():
        while received < length:
            async with asyncio.timeout_at(begun + GRACE + received / RATE):
                piece = await anext(pieces)
            if not piece:
                raise _broken_off()
            received += len(piece)
            take(piece)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what happens to a connection into a refusal."""
    try:
        yield
    except TimeoutError:
        raise BodyRefused(
            408,
            "データが時間内に届きませんでした。通信を確かめて、もう一度送ってください。",
            "The data did not arrive in time. Please check the connection and send it again.",
        ) from None
    except StopAsyncIteration:
        raise _broken_off() from None
    except (rsgi.ProtocolClosed, rsgi.ProtocolError):  # type: ignore[attr-defined]
        raise _broken_off() from None


def _busy() -> BodyRefused:
    return BodyRefused(
        503,
        "ただいま混み合っています。少し待ってから、もう一度送ってください。",
        "The portal is busy. Please wait a little and send it again.",
    )


def _broken_off() -> BodyRefused:
    return BodyRefused(
        400,
        "送信が途中で切れました。もう一度送ってください。",
        "The data broke off on its way. Please send it again.",
    )
