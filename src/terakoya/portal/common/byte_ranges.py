"""The part of a file that a request asks for (RFC 9110 §14); no Django."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASKED = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class ByteRange:
    """Bytes from `start` up to, not including, `stop`."""

    start: int
    stop: int


class UnsatisfiableRange(Exception):
    """The file has no such bytes: the answer is 416."""


def read_range(header: str, length: int) -> ByteRange | None:
    """What a `Range` header asks of a file; `None` where the whole file is the right answer.

    That is so without a header, for one that is not understood, and for several ranges at once,
    which no player asks for. Raises `UnsatisfiableRange` where nothing of it lies in the file.
    """
    asked = _ASKED.fullmatch(header)
    if asked is None or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if not first:
        if int(last) == 0 or length == 0:
            raise UnsatisfiableRange
        return ByteRange(max(0, length - int(last)), length)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= length:
        raise UnsatisfiableRange
    return ByteRange(start, min(length, int(last) + 1) if last else length)
