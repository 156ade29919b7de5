"""WebVTT captions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Caption:
    """A sentence as it is shown, and from which to which second it is said."""

    start: float
    end: float
    text: str


def webvtt(captions: Iterable[Caption]) -> bytes:
    """The captions as a WebVTT file."""
    blocks = (
        f"{_time(one.start)} --> {_time(one.end)}\n{_escaped(one.text)}\n" for one in captions
    )
    return "\n".join(("WEBVTT\n", *blocks)).encode()


def _time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(text: str) -> str:
    line = _SPACE.sub(" ", text).strip()
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
