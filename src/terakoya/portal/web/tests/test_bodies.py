"""Bodies: whole, within limits of size and time, and where they lie meanwhile."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator, Awaitable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from granian import rsgi

from terakoya.portal.common.large_bodies import TOO_LARGE, USUAL

from ..serving import bodies
from ..serving.bodies import SMALL, Bodies, BodyRefused
from ..serving.threads import Threads

LARGE = USUAL + 1
closed = cast(type[Exception], rsgi.ProtocolClosed)  # type: ignore[attr-defined]


class Pieces:
    """A body that comes in pieces, and perhaps not to its end."""

    def __init__(self, pieces: Sequence[bytes], *, ends: bool = True, breaks: bool = False) -> None:
        self.pieces, self.ends, self.breaks = list(pieces), ends, breaks

    async def _rest(self) -> None:
        if self.breaks:
            raise closed
        if not self.ends:
            await asyncio.Event().wait()

    async def _whole(self) -> bytes:
        await self._rest()
        return b"".join(self.pieces)

    def __call__(self) -> Awaitable[bytes]:
        return self._whole()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.pieces:
            yield self.pieces.pop(0)
        await self._rest()


def received(
    folder: Path, incoming: Pieces, *, length: object, largest: int = USUAL, **more: str
) -> tuple[Any, dict[str, Any]]:
    """The body and the environment afterwards."""

    async def ask(_environ: dict[str, Any]) -> int:
        return largest

    environ: dict[str, Any] = {"CONTENT_LENGTH": str(length), **more}
    return asyncio.run(Bodies(folder, ask).receive(incoming, environ)), environ


def refusal(folder: Path, incoming: Pieces, **more: Any) -> int:
    with pytest.raises(BodyRefused) as caught:
        received(folder, incoming, **more)
    japanese, english = caught.value.sentence.strip().split("\n")
    assert japanese.endswith("。") and english.endswith(".")
    return caught.value.status


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE", 0.01)


@pytest.mark.parametrize("size", [0, 1, SMALL, SMALL + 1, USUAL])
def test_body_of_usual_size_stays_in_memory(tmp_path: Path, size: int) -> None:
    body, environ = received(tmp_path / "incoming", Pieces([b"x" * size]), length=size)
    assert (type(body.file), body.file.read()) == (io.BytesIO, b"x" * size)
    assert environ == {"CONTENT_LENGTH": str(size)}
    assert not (tmp_path / "incoming").exists()


def test_large_body_lies_in_a_file_without_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    data = os.urandom(LARGE)
    body, _environ = received(folder, Pieces([data[:10], data[10:]]), length=LARGE, largest=LARGE)
    assert (list(folder.iterdir()), folder.stat().st_mode & 0o777) == ([], 0o700)
    status = os.fstat(body.file.fileno())
    assert (status.st_size, status.st_nlink, status.st_mode & 0o077) == (LARGE, 0, 0)
    assert body.file.read() == data
    body.close()


@pytest.mark.parametrize(
    ("largest", "left"), [(USUAL, 1), (LARGE, 0)], ids=["stranger", "known sender"]
)
def test_body_that_is_too_large_is_marked(tmp_path: Path, largest: int, left: int) -> None:
    incoming = Pieces([b"x" * (LARGE + 1)])
    body, environ = received(tmp_path, incoming, length=LARGE + 1, largest=largest)
    assert (body.file.read(), environ) == (b"", {"CONTENT_LENGTH": "0", TOO_LARGE: largest})
    assert len(incoming.pieces) == left  # a known sender's is read, so that the page arrives


@pytest.mark.parametrize("length", ["", "a", "-1", "+1", "1.0", "１", "9" * 16])
def test_body_of_no_length_is_refused(tmp_path: Path, length: str) -> None:
    assert refusal(tmp_path, Pieces([]), length=length) == 400
    encoding = {"HTTP_TRANSFER_ENCODING": "chunked"}
    assert refusal(tmp_path, Pieces([]), length=length, **encoding) == 411


@pytest.mark.parametrize("length", [10, SMALL + 1, LARGE])
def test_body_that_stops_on_its_way_is_refused(
    tmp_path: Path, hurried: None, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "RATE", 10_000_000)
    incoming = Pieces([b"x" * 9], ends=False)
    assert refusal(tmp_path, incoming, length=length, largest=LARGE) == 408


def test_body_that_drips_is_refused_when_it_falls_behind_the_rate(
    tmp_path: Path, hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dripping(Pieces):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.001)
                yield b"x"

    monkeypatch.setattr(bodies, "RATE", 10_000)
    assert refusal(tmp_path, Dripping([]), length=LARGE, largest=LARGE) == 408


@pytest.mark.parametrize("length", [10, SMALL + 1, LARGE])
@pytest.mark.parametrize("breaks", [True, False])
def test_body_that_breaks_off_is_refused(tmp_path: Path, length: int, breaks: bool) -> None:
    incoming = Pieces([b"x" * 9], breaks=breaks)
    assert refusal(tmp_path, incoming, length=length, largest=LARGE) == 400


def test_bodies_share_the_memory_of_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MEMORY", 2 * USUAL)

    async def play() -> list[int]:
        async def ask(_environ: dict[str, Any]) -> int:
            return USUAL

        all_bodies = Bodies(tmp_path, ask)
        told: list[int] = []

        async def send() -> Any:
            return await all_bodies.receive(Pieces([b"x" * USUAL]), {"CONTENT_LENGTH": str(USUAL)})

        first, second = await send(), await send()
        with pytest.raises(BodyRefused) as caught:
            await send()
        told.append(caught.value.status)
        small = await all_bodies.receive(Pieces([b"x"]), {"CONTENT_LENGTH": "1"})
        told.append(len(small.file.read()))
        first.close()
        first.close()  # twice is once
        third = await send()
        with pytest.raises(BodyRefused):
            await send()
        for body in (second, third):
            body.close()
        with pytest.raises(BodyRefused):  # what breaks off gives its room back
            await all_bodies.receive(Pieces([b"x"]), {"CONTENT_LENGTH": str(USUAL)})
        await send()
        await send()
        return told

    assert asyncio.run(play()) == [503, 1]


def test_body_that_the_disk_does_not_take_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "incoming").touch()
    incoming = Pieces([b"x" * LARGE])
    assert refusal(tmp_path / "incoming", incoming, length=LARGE, largest=LARGE) == 503
    assert "could not be kept" in caplog.text


def test_threads_go_on_after_a_failure_and_settle_what_is_over() -> None:
    async def play() -> list[Any]:
        threads = Threads(1, asyncio.get_running_loop())

        def fail() -> None:
            raise KeyError("a")

        failing, working = threads.put(fail), threads.put(lambda: 7)
        outcomes = await asyncio.gather(failing, working, return_exceptions=True)
        given_up = threads.put(lambda: 8)
        given_up.cancel()
        return [*outcomes, await threads.put(lambda: 9)]

    failure, *results = asyncio.run(play())
    assert (type(failure), results) == (KeyError, [7, 9])


def test_threads_are_stuck_when_none_has_come_back() -> None:
    async def play() -> list[bool]:
        go_on = asyncio.Event()
        loop = asyncio.get_running_loop()
        threads = Threads(2, loop)

        def wait() -> None:
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)

        found = []
        first = threads.put(wait)
        await asyncio.sleep(0.02)
        found.append(threads.are_stuck(0.0))
        second = threads.put(wait)
        await asyncio.sleep(0.02)
        found += [threads.are_stuck(0.0), threads.are_stuck(60.0)]
        go_on.set()
        await asyncio.gather(first, second)
        found.append(threads.are_stuck(0.0))
        return found

    assert asyncio.run(play()) == [False, True, False, False]
