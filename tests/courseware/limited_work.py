"""Work for processes within limits; each of them loads this module, so that it loads little."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from terakoya.courseware.errors import CoursewareError, UnreadableSource

Reading = tuple[Callable[..., Any], tuple[Any, ...]]


def read_each(readings: Sequence[Reading]) -> list[Any]:
    """What each reader makes of its arguments, or with what it refuses them."""
    return [_outcome(read, *arguments) for read, arguments in readings]


def _outcome(read: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return read(*arguments)
    except CoursewareError as error:
        return error


def compute(seconds: float) -> float:
    """Compute for some seconds."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return seconds


def fill(size: int) -> int:
    """Fill so many bytes of memory."""
    return len(bytearray(size))


def nest(depth: int) -> int:
    """Call itself without end."""
    return nest(depth + 1)


def leave(status: int) -> None:
    """Leave the process."""
    os._exit(status)


def refuse(text: str) -> None:
    """Refuse with a text."""
    raise UnreadableSource(text)


def ask(pages: int, *, page_image: Any) -> list[bytes | None]:
    """Ask for the pictures of some pages."""
    return [page_image(page) for page in range(pages)]
