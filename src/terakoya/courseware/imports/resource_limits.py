"""Strangers' files are read in a process of their own, within limits of time and memory.

The process comes from a server that has loaded the readers and nothing else (`forkserver` of the
standard library), so that it costs some hundredths of a second and knows neither the caller's
memory nor its connections. Whatever becomes of it, the caller goes on with a sentence.
Limits, and what they were measured with: `docs/hostile-files.md`.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, TypeVar

from ..errors import CoursewareError, UnreadableSource

CPU_SECONDS: Final = 15
MEMORY: Final = 900_000_000  # bytes that the process writes to, its stack included
LATEST: Final = 600.0  # seconds, on a machine that is busy with other things
_LOADED: Final = (
    "terakoya.courseware.cli.commands",
    "terakoya.courseware.formats.pptx.reading",
    "terakoya.courseware.formats.questions.reading",
    "terakoya.courseware.formats.xlsx.reading",
)
log = logging.getLogger(__name__)
T = TypeVar("T")
PageImage = Callable[[int], bytes | None]


class TooCostly(UnreadableSource):
    """Reading a file took more time or memory than any honest file does; it was broken off."""

    code = "too-costly"

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(self.sentence("en"))

    def __reduce__(self) -> tuple[type[TooCostly], tuple[str]]:
        return TooCostly, (self.kind,)

    def sentence(self, language: str) -> str:
        """What ran out and how to mend the file, in one language."""
        values = {"seconds": CPU_SECONDS, "memory": MEMORY // 1_000_000}
        return _sentence(language, self.kind, values)


def _sentence(language: str, code: str, values: Mapping[str, object]) -> str:
    from ..formats.pptx.reading.words import sentence  # a reader that few processes need

    return sentence(language, "limits", code, values)


class ReadingFailed(UnreadableSource):
    """A reader broke down on a file: a fault of ours. `place` says where, for whoever mends it."""

    code = "reading-failed"

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """That it is our fault, where, and what helps, in one language."""
        return _sentence(language, "failed", {"place": self.place})


def within_limits(
    read: Callable[..., T], *arguments: Any, page_image: PageImage | None = None, **named: Any
) -> T:
    """What `read` returns, called in a process of its own; arguments and answer are pickled.

    `page_image` is called in this process: it starts programs that have limits of their own.

    Raises what `read` raises as far as it is a `CoursewareError`; `TooCostly` beyond the limits;
    `ReadingFailed` for any other error, which is logged.
    """
    ours, theirs = _context().Pipe()
    asks = page_image is not None
    process = _context().Process(
        target=_run, args=(theirs, read, arguments, named, asks), daemon=True
    )
    process.start()
    theirs.close()
    try:
        answer: T = _answer(ours, page_image)
    except (EOFError, ConnectionError) as error:
        process.join(LATEST)
        raise TooCostly("time" if _is_out_of_time(process.exitcode) else "memory") from error
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()
    return answer


def _answer(connection: Connection, page_image: PageImage | None) -> Any:
    """The answer of the other process, once it has all the pages that it asks for."""
    while True:
        if not connection.poll(LATEST):
            raise TooCostly("time")
        kind, value = connection.recv()
        if kind == "page":
            connection.send(page_image(value) if page_image else None)
        elif kind == "failed":
            place, report = value
            log.error("a reader broke down\n%s", report)
            raise ReadingFailed(place)
        elif kind == "refused":
            raise value
        else:
            return value


def _is_out_of_time(exit_code: int | None) -> bool:
    return hasattr(signal, "SIGXCPU") and exit_code == -signal.SIGXCPU


@cache
def _context() -> Any:
    """How processes are started: by a server, or afresh where the system has none."""
    known = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in known else "spawn")
    context.set_forkserver_preload(list(_LOADED))
    return context


def _run(
    connection: Connection,
    read: Callable[..., Any],
    arguments: tuple[Any, ...],
    named: Mapping[str, Any],
    asks: bool,
) -> None:
    """In the new process: read, and send what came of it."""
    _limit()
    if asks:

        def page_image(page: int) -> bytes | None:
            connection.send(("page", page))
            picture: bytes | None = connection.recv()
            return picture

        named = {**named, "page_image": page_image}
    try:
        answer = ("read", read(*arguments, **named))
        connection.send(answer)
    except CoursewareError as error:
        connection.send(("refused", error))
    except MemoryError:
        connection.send(("refused", TooCostly("memory")))
    except RecursionError:
        connection.send(("refused", TooCostly("depth")))
    except Exception as error:  # a stranger's file must not end in a traceback
        connection.send(("failed", (_place_of(error), traceback.format_exc())))


def _place_of(error: Exception) -> str:
    """The kind of an error and the line of ours that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if "terakoya" in Path(one.filename).parts] or frames
    last = ours[-1]
    return f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"


def _limit() -> None:
    if sys.platform != "linux":
        return
    import resource  # not on Windows

    for kind, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (soft, hard))
